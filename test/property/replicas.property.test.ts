import fc from 'fast-check'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import {
  d1Store,
  SessionInterrupted,
  type SessionVariables,
  sessionCodec,
  sessions,
} from '../../src/edge-sessions/index.ts'
import { ReplicatedDatabase } from '../support/replicated-database.ts'
import { Browser, emptyTable, FakeClock, rows, SECRET_KEY } from '../support/test-app.ts'
import { runs, TIMEOUT } from './runs.ts'

interface Members {
  count?: number
  text?: string
}

type Operation = 'read' | 'count' | 'set' | 'renew' | 'log out' | 'set, then fail'

/** One step of a random program. */
type Command =
  | {
      type: 'request'
      browser: 0 | 1
      operation: Operation
      /** The index of the statement before which the replica catches up. */
      catchUpAt: number
      mayWait: boolean
    }
  | { type: 'count at the same time'; catchUpAt: number; mayWait: boolean }
  | { type: 'catch up' }
  | { type: 'share the session' | 'take an old key' | 'lose the bookmark'; browser: 0 | 1 }

const browser = fc.constantFrom(0 as const, 1 as const)

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('request' as const),
      browser,
      operation: fc.constantFrom<Operation>(
        'read',
        'read',
        'count',
        'count',
        'set',
        'renew',
        'log out',
        'set, then fail',
      ),
      catchUpAt: fc.nat(6),
      mayWait: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('count at the same time' as const),
      catchUpAt: fc.nat(9),
      mayWait: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('catch up' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom(
        'share the session' as const,
        'take an old key' as const,
        'lose the bookmark' as const,
      ),
      browser,
    }),
  },
)

const commands = fc.array(command, { maxLength: 15, size: 'max' })

const codec = sessionCodec({ secretKey: SECRET_KEY })
const { now } = new FakeClock()

function siteOn(db: D1Database): Hono<{ Variables: SessionVariables<Members> }> {
  const app = new Hono<{ Variables: SessionVariables<Members> }>()
  const store = d1Store(db, { replicas: true })
  app.use(sessions<Members>({ store, secretKey: SECRET_KEY, cookieAge: 30, now }))
  app.get('/:operation/:text', async (c) => {
    const { session } = c.var
    const text = c.req.param('text')
    switch (c.req.param('operation') as Operation) {
      case 'read':
        return c.json(await session.toObject())
      case 'count':
        return c.json(await session.update('count', (count = 0) => count + 1))
      case 'set':
        session.set('text', text)
        return c.text('ok')
      case 'renew':
        session.cycleKey()
        return c.text('ok')
      case 'log out':
        await session.flush()
        return c.text('ok')
      case 'set, then fail':
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

/** The data under a key since the primary had this bookmark. */
interface State {
  since: string
  members: Members | null
}

/** Two browsers, a database with replica lag and the expected contents of the primary. */
class World {
  readonly #database: ReplicatedDatabase
  readonly #browsers: Browser[]
  readonly #history = new Map<string, State[]>()
  #requests = 0

  constructor(database: ReplicatedDatabase) {
    this.#database = database
    const app = siteOn(database.db)
    this.#browsers = [new Browser(app, { now }), new Browser(app, { now })]
  }

  async do(command: Command): Promise<void> {
    switch (command.type) {
      case 'request':
        await this.#request(command)
        return this.#checkPrimary()
      case 'catch up':
        return this.#database.catchUp()
      case 'count at the same time':
        await this.#countAtOnce(command)
        return this.#checkPrimary()
      case 'share the session':
        this.#browser(command.browser).sessionKey = this.#browser(1 - command.browser).sessionKey
        return
      case 'take an old key':
        this.#browser(command.browser).sessionKey = [...this.#history.keys()].at(-2)
        return
      case 'lose the bookmark':
        this.#browser(command.browser).cookies.delete('sessionid_bookmark')
    }
  }

  async #request(command: Command & { type: 'request' }): Promise<void> {
    this.#setLag(command)
    const browser = this.#browser(command.browser)
    const { sessionKey: sent } = browser
    const bookmark = browser.cookies.get('sessionid_bookmark')
    const live = this.#live(sent)
    // If a new session fails, its key is unknown.
    const isUnknown = command.operation === 'set, then fail' && live === null
    const operation = isUnknown ? 'read' : command.operation
    const text = `text ${this.#requests++}`
    const response = await browser.get(`/${operation}/${text}`)

    if (operation === 'read') return this.#checkRead(await response.json(), sent, live, bookmark)
    if (operation === 'log out') return this.#put(sent, null)
    if (response.status === 400) {
      expect(live, `only what is gone is refused: ${operation}`).toBeNull()
      return
    }
    expect(response.status).toBe(operation === 'set, then fail' ? 500 : 200)
    if (operation === 'renew' && live === null) return
    const { sessionKey: key } = browser
    const isNewKey = operation === 'renew' || live === null
    expect(key === sent, `the key after ${operation}`).toBe(!isNewKey)
    const members = live ?? {}
    if (operation === 'renew') this.#put(sent, null)
    if (operation === 'renew') this.#put(key, members)
    else if (operation === 'count') this.#put(key, { ...members, count: (members.count ?? 0) + 1 })
    else this.#put(key, { ...members, text })
  }

  /** Checks that a browser reads its last write or a later state. */
  #checkRead(
    read: Members,
    sent: string | undefined,
    live: Members | null,
    bookmark = this.#database.bookmark,
  ): void {
    if (live === null && Object.keys(read).length === 0) return
    const states = this.#history.get(sent ?? '') ?? []
    const fresh = states.filter((_, index) => (states[index + 1]?.since ?? '~') > bookmark)
    expect(fresh.map(({ members }) => members)).toContainEqual(read)
  }

  /** Sets when the replica catches up and whether requests wait for it. */
  #setLag({ catchUpAt, mayWait }: { catchUpAt: number; mayWait: boolean }): void {
    this.#database.whenBehind = () => (mayWait ? 'wait' : 'ask the primary')
    let statements = 0
    this.#database.before = async () => {
      if (statements++ === catchUpAt) await this.#database.catchUp()
    }
  }

  async #countAtOnce(command: Command & { type: 'count at the same time' }): Promise<void> {
    this.#setLag(command)
    const [first, second] = [this.#browser(0), this.#browser(1)]
    const key = first.sessionKey
    const live = this.#live(key)
    if (key === undefined || live === null) return
    second.sessionKey = key
    const before = this.#database.bookmark
    const both = await Promise.all([first, second].map((each) => each.get('/count/at-once')))
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    const { count = 0 } = live
    // The replica may catch up between the two writes, so the first one counts as a state.
    this.#put(key, { ...live, count: count + 1 }, `${before}, and one more`)
    this.#put(key, { ...live, count: count + 2 })
  }

  /** Checks that the primary matches the model: nothing is lost and nothing is revived. */
  async #checkPrimary(): Promise<void> {
    const held = new Map<string, unknown>()
    for (const { session_key: key, session_data } of await rows()) {
      held.set(key, Object.fromEntries(await codec.decode(session_data)))
    }
    for (const key of this.#history.keys()) {
      expect(held.get(key) ?? null).toEqual(this.#live(key))
      held.delete(key)
    }
    expect([...held.keys()], 'no session that nobody has made').toEqual([])
  }

  #browser(index: number): Browser {
    const found = this.#browsers[index]
    if (found === undefined) throw new Error('Expected a browser')
    return found
  }

  #live(key: string | undefined): Members | null {
    return this.#history.get(key ?? '')?.at(-1)?.members ?? null
  }

  #put(key: string | undefined, members: Members | null, since = this.#database.bookmark): void {
    if (key === undefined || (members === null && this.#live(key) === null)) return
    const states = this.#history.get(key) ?? []
    this.#history.set(key, [...states, { since, members }])
  }
}

describe('two browsers and a stale replica (P3, P4)', () => {
  it('lose no update, revive no session and read their own writes', {
    timeout: TIMEOUT,
  }, async () => {
    const database = await ReplicatedDatabase.make()
    await fc.assert(
      fc.asyncProperty(commands, async (commands) => {
        await emptyTable()
        await database.catchUp()
        const world = new World(database)
        for (const command of commands) await world.do(command)
      }),
      runs(100),
    )
  })
})
