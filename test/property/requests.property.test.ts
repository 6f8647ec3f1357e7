import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import {
  d1Store,
  isKey,
  memoryStore,
  type SessionOptions,
  type SessionStore,
  type SessionVariables,
  sessionCodec,
  sessions,
} from '../../src/edge-sessions/index.ts'
import { FakeClock, SECRET_KEY } from '../support/test-app.ts'
import { LIFE, Model, type ModelSettings } from './model.ts'
import { runs, TIMEOUT } from './runs.ts'
import { anyStep, type Data, perform, type Step } from './steps.ts'

const codec = sessionCodec({ secretKey: SECRET_KEY })

interface Bindings {
  options: SessionOptions
  clock: FakeClock
  steps: readonly Step[]
  status: 200 | 404 | 500
}

const app = new Hono<{ Bindings: Bindings; Variables: SessionVariables<Data> }>()
app.use(sessions<Data>(({ env }: { env: Bindings }) => env.options))
app.get('/', async (c) => {
  const { session } = c.var
  const results: unknown[] = []
  const keys: (string | null)[] = []
  for (const step of c.env.steps) {
    results.push(await perform(session, step, c.env.clock.now()))
    keys.push(session.key)
  }
  return c.json({ results, keys }, c.env.status)
})

/** One step of a random program. */
type Command =
  | { type: 'request'; browser: number; steps: Step[]; status: Bindings['status'] }
  | { type: 'wait'; seconds: number }
  | { type: 'clear' }
  | { type: 'copy cookie' | 'forget cookie' | 'forge cookie'; browser: number }
  | { type: 'old cookie'; browser: number; which: number }

const browser = fc.constantFrom(0, 1)

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('request' as const),
      browser,
      steps: fc.array(anyStep, { maxLength: 5 }),
      status: fc.constantFrom(200 as const, 200 as const, 404 as const, 500 as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 4.999, 5, 29.999, 30, 60),
    }),
  },
  fc.record({ type: fc.constant('clear' as const) }),
  fc.record({
    type: fc.constantFrom(
      'copy cookie' as const,
      'forget cookie' as const,
      'forge cookie' as const,
    ),
    browser,
  }),
  fc.record({ type: fc.constant('old cookie' as const), browser, which: fc.nat(5) }),
)

const commands = fc.array(command, { maxLength: 12, size: 'max' })

const settings = fc.record({ saveEveryRequest: fc.boolean(), expireAtBrowserClose: fc.boolean() })

/** Two browsers, one site and the model of both. */
class World {
  readonly #clock = new FakeClock()
  readonly #written = new Set<string>()
  readonly #store: SessionStore
  readonly #cookies: (string | null)[] = [null, null]
  readonly #model: Model
  readonly #options: SessionOptions

  constructor(settings: ModelSettings, store: SessionStore) {
    this.#store = noteKeys(store, this.#written)
    this.#model = new Model(settings)
    const life = { store: this.#store, cookieAge: LIFE, now: this.#clock.now }
    this.#options = { secretKey: SECRET_KEY, ...life, ...settings }
  }

  get #now(): number {
    return this.#clock.now().getTime()
  }

  async do(command: Command): Promise<void> {
    switch (command.type) {
      case 'request':
        return this.#request(command.browser, command.steps, command.status)
      case 'wait':
        return this.#clock.advance(command.seconds)
      case 'clear':
        await this.#store.clearExpired(this.#clock.now())
        return this.checkStore()
      case 'copy cookie':
        this.#cookies[command.browser] = this.#cookies[1 - command.browser] ?? null
        return
      case 'forget cookie':
        this.#cookies[command.browser] = null
        return
      case 'forge cookie':
        this.#cookies[command.browser] = 'forged00'.repeat(4)
        return
      case 'old cookie':
        this.#cookies[command.browser] = this.#model.keys.at(command.which) ?? null
    }
  }

  async #request(browser: number, steps: Step[], status: Bindings['status']): Promise<void> {
    const sent = this.#cookies[browser] ?? null
    const headers: HeadersInit = sent === null ? {} : { Cookie: `sessionid=${sent}` }
    const bindings = { options: this.#options, clock: this.#clock, steps, status }
    const response = await app.request('/', { headers }, bindings)
    expect(response.status).toBe(status)

    const cookie = readSetCookie(response)
    const { results, keys } = await response.json<{ results: unknown[]; keys: (string | null)[] }>()
    const seen = { keys, cookieKey: cookie?.key ?? null }
    const expected = this.#model.request(sent, steps, status, this.#now, seen)
    expect(results).toEqual(expected.results)
    expect(cookie?.key ?? null).toBe(expected.cookie)
    if (cookie !== null && cookie.key !== '') expect(cookie.maxAge).toBe(expected.maxAge)
    checkCaching(response, expected.isPersonal, cookie !== null)
    if (cookie !== null) this.#cookies[browser] = cookie.maxAge === 0 ? null : cookie.key
  }

  /** Checks that store and model agree for every key that was written. */
  async checkStore(): Promise<void> {
    for (const key of new Set([...this.#written, ...this.#model.keys])) {
      const record = await this.#store.load(key, this.#clock.now())
      const members = record && Object.fromEntries(await codec.decode(record.data))
      expect(members).toEqual(this.#model.live(key, this.#now))
    }
  }
}

function readSetCookie(response: Response): { key: string; maxAge: number | null } | null {
  const [header, ...others] = response.headers.getSetCookie()
  expect(others).toEqual([])
  if (header === undefined) return null
  const [, value = ''] = /^sessionid=([^;]*);/.exec(header) ?? []
  const [, maxAge] = /Max-Age=(\d+)/.exec(header) ?? []
  expect(value === '""' || isKey(value)).toBe(true)
  return { key: value === '""' ? '' : value, maxAge: maxAge === undefined ? null : Number(maxAge) }
}

function checkCaching(response: Response, isPersonal: boolean, hasCookie: boolean): void {
  const vary = response.headers.get('Vary')
  const cacheControl = response.headers.get('Cache-Control')
  if (hasCookie) expect([vary, cacheControl]).toEqual(['Cookie', 'private, no-store'])
  else if (isPersonal) expect([vary, cacheControl]).toEqual(['Cookie', 'private'])
  else expect([vary, cacheControl]).toEqual([null, null])
}

/** Records every new key. */
function noteKeys(store: SessionStore, written: Set<string>): SessionStore {
  return {
    ...store,
    create: async (record) => noted(await store.create(record)),
    async replace(key, previous, record, options) {
      const newKey = await store.replace(key, previous, record, options)
      return newKey && noted(newKey)
    },
  }

  function noted(key: string): string {
    written.add(key)
    return key
  }
}

describe('a site with two browsers and random requests (P1, P4, P6, P8, P9, P10)', () => {
  it("matches a model of Django's sessions", { timeout: TIMEOUT }, async () => {
    await fc.assert(
      fc.asyncProperty(settings, commands, (settings, commands) =>
        play(new World(settings, memoryStore()), commands),
      ),
      runs(6000),
    )
  })

  it('matches the model on D1', { timeout: TIMEOUT }, async () => {
    await fc.assert(
      fc.asyncProperty(settings, commands, (settings, commands) =>
        play(new World(settings, d1Store(env.DB)), commands),
      ),
      runs(150),
    )
  })
})

async function play(world: World, commands: readonly Command[]): Promise<void> {
  for (const command of commands) await world.do(command)
  await world.checkStore()
}
