import fc from 'fast-check'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import {
  memoryStore,
  SessionInterrupted,
  type SessionStore,
  type SessionVariables,
  sessionCodec,
  sessions,
} from '../../src/edge-sessions/index.ts'
import { Browser, FakeClock, SECRET_KEY } from '../support/test-app.ts'
import { runs, TIMEOUT } from './runs.ts'

interface Data {
  count?: number
  text?: string
}

const OPERATIONS = ['read', 'fresh', 'count', 'set', 'renew', 'log out', 'set, then fail'] as const
type Operation = (typeof OPERATIONS)[number]

type Command =
  | { type: 'request'; browser: 0 | 1; operation: Operation }
  | { type: 'wait'; seconds: number }
  | { type: 'elsewhere'; does: 'count' | 'end' }
  | { type: 'share the session' | 'replay the cookies' | 'lose the copy'; browser: 0 | 1 }

/** Lifetimes of a cached copy and of a session, in seconds. */
const CACHE = 10
const LIFE = 30

const browser = fc.constantFrom(0 as const, 1 as const)

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('request' as const),
      browser,
      operation: fc.constantFrom(...OPERATIONS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 5, 9.999, 10, 31, -1, -20),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('elsewhere' as const),
      does: fc.constantFrom('count' as const, 'end' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom(
        'share the session' as const,
        'replay the cookies' as const,
        'lose the copy' as const,
      ),
      browser,
    }),
  },
)

const commands = fc.array(command, { maxLength: 15, size: 'max' })
const codec = sessionCodec({ secretKey: SECRET_KEY })

function siteOn(store: SessionStore, now: () => Date) {
  const app = new Hono<{ Variables: SessionVariables<Data> }>()
  const options = { store, secretKey: SECRET_KEY, cookieAge: LIFE, cookieCache: CACHE, now }
  app.use(sessions<Data>(options))
  app.get('/:operation/:text', async (c) => {
    const { session } = c.var
    const text = c.req.param('text')
    switch (c.req.param('operation') as Operation) {
      case 'fresh':
        await session.load({ fresh: true })
        return c.json(await session.toObject())
      case 'read':
        return c.json(await session.toObject())
      case 'count':
        await session.update('count', (count = 0) => count + 1)
        return c.text('ok')
      case 'set':
        session.set('text', text)
        return c.text('ok')
      case 'renew':
        session.cycleKey()
        return c.text('ok')
      case 'log out':
        return c.json(await session.flush())
      case 'set, then fail':
        if ((await session.keys()).length === 0) return c.text('failed', 500)
        session.set('text', text)
        await session.save()
        return c.text('failed', 500)
    }
  })
  app.onError((error) => {
    if (error instanceof SessionInterrupted) return error.getResponse()
    throw error
  })
  return app
}

/** The data of a session and the time at which it expires. */
interface State {
  data: Data
  ends: number
}

/** The content of a cached copy and the time at which it was made. */
interface Copy extends State {
  key: string
  time: number
}

/** Two browsers, a store and the expected contents of both. */
class World {
  readonly #clock = new FakeClock()
  readonly #store = memoryStore()
  readonly #browsers: [Browser, Browser]
  /** The live sessions by key. */
  readonly #live = new Map<string, State>()
  /** The content of each value of the companion cookie. */
  readonly #copies = new Map<string, Copy>()
  readonly #sent: Map<string, string>[] = []
  #requests = 0

  constructor() {
    const { now } = this.#clock
    const app = siteOn(this.#store, now)
    this.#browsers = [new Browser(app, { now }), new Browser(app, { now })]
  }

  get #now(): number {
    return this.#clock.now().getTime()
  }

  async do(command: Command): Promise<void> {
    switch (command.type) {
      case 'request':
        await this.#request(this.#browsers[command.browser], command.operation)
        return this.#checkStore()
      case 'wait':
        return this.#clock.advance(command.seconds)
      case 'elsewhere':
        return this.#elsewhere(command.does)
      case 'share the session':
        return this.#giveCookies(
          command.browser,
          this.#browsers[command.browser === 0 ? 1 : 0].cookies,
        )
      case 'replay the cookies':
        return this.#giveCookies(command.browser, this.#sent.at(-4) ?? new Map())
      case 'lose the copy':
        this.#browsers[command.browser].cookies.delete('sessionid_cache')
    }
  }

  #giveCookies(to: 0 | 1, cookies: ReadonlyMap<string, string>): void {
    const given = [...cookies]
    this.#browsers[to].cookies.clear()
    for (const [name, value] of given) this.#browsers[to].cookies.set(name, value)
  }

  /** Changes or ends the newest session without updating the copies, as Django does. */
  async #elsewhere(does: 'count' | 'end'): Promise<void> {
    const [key, state] = [...this.#live].at(-1) ?? []
    const record = key === undefined ? null : await this.#store.load(key, this.#clock.now())
    if (key === undefined || state === undefined || record === null) return
    if (does === 'end') {
      await this.#store.delete(key)
      this.#live.delete(key)
      return
    }
    const data = { ...state.data, count: (state.data.count ?? 0) + 1 }
    const text = await codec.encode(new Map(Object.entries(data)), this.#clock.now())
    await this.#store.replace(key, record.data, { ...record, data: text })
    this.#live.set(key, { ...state, data })
  }

  async #request(browser: Browser, operation: Operation): Promise<void> {
    const { sessionKey: sent } = browser
    this.#sent.push(new Map(browser.cookies))
    const copy = this.#freshCopy(sent, browser.cookies.get('sessionid_cache'))
    const live = this.#liveState(sent)
    const seen = copy ?? live
    const text = `text ${this.#requests++}`
    const response = await browser.get(`/${operation}/${text}`)
    const why = `${operation} with ${copy ? 'a' : 'no'} copy`

    if (operation === 'read' || operation === 'fresh') {
      const known = operation === 'fresh' ? live : seen
      expect(await response.json(), why).toEqual(known?.data ?? {})
      if (operation === 'read' && copy) expect(response.headers.getSetCookie(), why).toEqual([])
      return this.#noteCopy(browser, live)
    }
    if (operation === 'log out') {
      // An expired row still exists and can be deleted.
      const isHeld = this.#live.has(sent ?? '')
      expect([response.status, await response.json()], why).toEqual([200, isHeld])
      expect([browser.sessionKey, browser.cookies.get('sessionid_cache')]).toEqual(
        sent === undefined
          ? [undefined, browser.cookies.get('sessionid_cache')]
          : [undefined, undefined],
      )
      if (sent !== undefined) this.#live.delete(sent)
      return
    }
    const isRefused = copy !== null && live === null
    if (isRefused && response.status === 400) {
      expect(browser.cookies.has('sessionid_cache'), why).toBe(false)
      return
    }
    if (operation === 'set, then fail') {
      expect(response.status, why).toBe(500)
      if (live === null || sent === undefined || Object.keys(seen?.data ?? {}).length === 0) return
      this.#live.set(sent, this.#saved({ ...live.data, text }))
      return
    }
    expect([response.status, isRefused], why).toEqual([200, false])
    if (operation === 'renew' && live === null) return
    const data = { ...live?.data }
    if (operation === 'count') data.count = (data.count ?? 0) + 1
    if (operation === 'set') data.text = text
    const { sessionKey: key = '' } = browser
    expect(key === sent, why).toBe(live !== null && operation !== 'renew')
    if (sent !== undefined) this.#live.delete(sent)
    const saved = this.#saved(data)
    this.#live.set(key, saved)
    this.#noteCopy(browser, saved)
    expect(browser.cookies.has('sessionid_cache'), `a copy of its write: ${why}`).toBe(true)
  }

  #saved(data: Data): State {
    return { data, ends: this.#now + LIFE * 1000 }
  }

  #liveState(key: string | undefined): State | null {
    const state = this.#live.get(key ?? '')
    return state !== undefined && state.ends > this.#now ? state : null
  }

  /** Returns the copy if it is valid: for this key, neither stale nor from the future. */
  #freshCopy(key: string | undefined, value: string | undefined): Copy | null {
    const copy = this.#copies.get(value ?? '')
    if (copy === undefined || copy.key !== key || copy.ends <= this.#now) return null
    const age = this.#now - copy.time
    return age >= 0 && age < CACHE * 1000 ? copy : null
  }

  /** Records the content of a copy that the browser did not have before. */
  #noteCopy(browser: Browser, state: State | null): void {
    const value = browser.cookies.get('sessionid_cache')
    if (value === undefined || this.#copies.has(value)) return
    if (state === null) throw new Error('Expected no copy of a session that is gone')
    this.#copies.set(value, { ...state, key: browser.sessionKey ?? '', time: this.#now })
  }

  /** Checks that no update is lost and no ended session is revived. */
  async #checkStore(): Promise<void> {
    for (const key of new Set([
      ...this.#live.keys(),
      ...this.#sent.map((sent) => sent.get('sessionid') ?? ''),
    ])) {
      const record = await this.#store.load(key, this.#clock.now())
      const data = record && Object.fromEntries(await codec.decode(record.data))
      expect(data).toEqual(this.#liveState(key)?.data ?? null)
    }
  }
}

describe('two browsers with cached sessions (P1, P3, P4)', () => {
  it('match a model of the sessions and their cached copies', { timeout: TIMEOUT }, async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (commands) => {
        const world = new World()
        for (const command of commands) await world.do(command)
      }),
      runs(2000),
    )
  })
})
