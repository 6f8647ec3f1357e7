import { Hono } from 'hono'
import {
  makeKey,
  SessionInterrupted,
  type SessionStore,
  type SessionVariables,
  sessionCodec,
  sessions,
} from '../../src/edge-sessions/index.ts'
import { FakeClock, SECRET_KEY } from '../support/test-app.ts'

interface Visitor {
  name: string
  notice: string
  visits: number
}

const codec = sessionCodec({ secretKey: SECRET_KEY })

/** A request and the states in which it may leave the store. */
export interface Scenario {
  path: string
  hasSession: boolean
  saveEveryRequest?: true
  /** The allowed states, from before the request to after it. */
  states: readonly Snapshot[]
  cookie: 'none' | 'old key' | 'new key' | 'removal'
}

/** The live sessions under the visitor's key and under new keys, each with its remaining time. */
export interface Snapshot {
  old: object | null
  new: readonly object[]
}

const SEED = { name: 'Ankit', visits: 1 }
const EMPTY: Snapshot = { old: null, new: [] }
const SEEDED: Snapshot = { old: { ...SEED, endsIn: 20 }, new: [] }

export const SCENARIOS: Record<string, Scenario> = {
  'a read': { path: '/read', hasSession: true, states: [SEEDED], cookie: 'none' },
  'a first write': {
    path: '/set',
    hasSession: false,
    states: [EMPTY, { old: null, new: [{ name: 'Asha', endsIn: 30 }] }],
    cookie: 'new key',
  },
  'a change': {
    path: '/set',
    hasSession: true,
    states: [SEEDED, { old: { ...SEED, name: 'Asha', endsIn: 30 }, new: [] }],
    cookie: 'old key',
  },
  'an update': {
    path: '/count',
    hasSession: true,
    states: [SEEDED, { old: { ...SEED, visits: 2, endsIn: 30 }, new: [] }],
    cookie: 'old key',
  },
  'a key rotation with a change': {
    path: '/login',
    hasSession: true,
    states: [SEEDED, { old: null, new: [{ ...SEED, name: 'Asha', endsIn: 30 }] }],
    cookie: 'new key',
  },
  'a flush': { path: '/logout', hasSession: true, states: [SEEDED, EMPTY], cookie: 'removal' },
  'a flush followed by a change': {
    path: '/logout-with-notice',
    hasSession: true,
    states: [SEEDED, EMPTY, { old: null, new: [{ notice: 'bye', endsIn: 30 }] }],
    cookie: 'new key',
  },
  'a touch': {
    path: '/',
    hasSession: true,
    saveEveryRequest: true,
    states: [SEEDED, { old: { ...SEED, endsIn: 30 }, new: [] }],
    cookie: 'old key',
  },
}

interface Bindings {
  store: SessionStore
  saveEveryRequest: boolean
  now: () => Date
}

const app = new Hono<{ Bindings: Bindings; Variables: SessionVariables<Visitor> }>()
app.use(
  sessions<Visitor>(({ env }: { env: Bindings }) => ({
    ...env,
    secretKey: SECRET_KEY,
    cookieAge: 30,
  })),
)
app.onError((error, c) =>
  error instanceof SessionInterrupted ? error.getResponse() : c.text('The store failed', 500),
)
app.get('/', (c) => c.text('done'))
app.get('/read', async (c) => c.text(`Hello, ${await c.var.session.get('name')}`))
app.get('/set', (c) => {
  c.var.session.set('name', 'Asha')
  return c.text('done')
})
app.get('/count', async (c) => {
  await c.var.session.update('visits', (visits = 0) => visits + 1)
  return c.text('done')
})
app.get('/login', (c) => {
  c.var.session.cycleKey()
  c.var.session.set('name', 'Asha')
  return c.text('done')
})
app.get('/logout', async (c) => {
  await c.var.session.flush()
  return c.text('done')
})
app.get('/logout-with-notice', async (c) => {
  await c.var.session.flush()
  c.var.session.set('notice', 'bye')
  return c.text('done')
})

/** A visitor ten seconds after the session was saved. The clock stands still. */
export class Visit {
  /** The key that the visitor sends. */
  key = makeKey()
  readonly clock = new FakeClock()
  readonly #scenario: Scenario

  constructor(scenario: Scenario) {
    this.#scenario = scenario
  }

  /** Creates the visitor's session in the store if the scenario has one. */
  async start(store: SessionStore): Promise<void> {
    const expires = new Date(this.clock.now().getTime() + 30_000)
    const data = await codec.encode(new Map(Object.entries(SEED)), this.clock.now())
    if (this.#scenario.hasSession) this.key = await store.create({ data, expires })
    this.clock.advance(10)
  }

  /** Sends the request of the scenario. */
  async send(store: SessionStore): Promise<Response> {
    const { path, hasSession, saveEveryRequest = false } = this.#scenario
    const headers: HeadersInit = hasSession ? { Cookie: `sessionid=${this.key}` } : {}
    return app.request(path, { headers }, { store, saveEveryRequest, now: this.clock.now })
  }

  /** The records of these keys in the store. */
  async snapshot(store: SessionStore, keys: readonly string[]): Promise<Snapshot> {
    const snapshot: { old: object | null; new: object[] } = { old: null, new: [] }
    for (const key of keys) {
      const record = await store.load(key, this.clock.now())
      if (record === null) continue
      const endsIn = (record.expires.getTime() - this.clock.now().getTime()) / 1000
      const members = { ...Object.fromEntries(await codec.decode(record.data)), endsIn }
      if (key === this.key) snapshot.old = members
      else snapshot.new.push(members)
    }
    return snapshot
  }
}
