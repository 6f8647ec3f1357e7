// Measures how throughput grows with the number of shards, through the real middleware, with
// databases that run one query at a time and take a millisecond for each. Time is simulated, so the
// machine does not matter.
// Run: node --experimental-strip-types test/bench/sharded.ts

import { Hono } from 'hono'
import {
  memoryStore,
  type SessionStore,
  type SessionVariables,
  sessions,
  shardedStore,
} from '../../src/edge-sessions/index.ts'

const SECRET_KEY = 'a-secret-for-benchmarks-0123456789-abcdefghijklmnopqrstuvwxyz'
const NAMES = [...'abcdefghijklmnop']
const VISITORS = 256
const READS = 0.8
const MILLISECONDS = 1000
/** The furthest that throughput may be from linear. */
const TOLERANCE = 0.05

for (const shards of [1, 2, 4, 8, 16]) {
  const measured = await throughput(shards)
  const share = measured / shards
  const [queries, percent] = [(1000 * measured).toFixed(0), (100 * share).toFixed(1)]
  console.log(`${shards} shards: ${queries} queries a second, ${percent} % of linear`)
  if (Math.abs(1 - share) > TOLERANCE) process.exitCode = 1
}

/** Returns queries a millisecond over all shards. */
async function throughput(shards: number): Promise<number> {
  const clock = simulatedClock()
  let queries = 0
  const stores = NAMES.slice(0, shards).map((name) => [name, serialStore(clock, () => queries++)])
  const app = new Hono<{ Variables: SessionVariables<{ visits: number }> }>()
  app.use(sessions({ store: shardedStore(Object.fromEntries(stores)), secretKey: SECRET_KEY }))
  app.get('/read', async (c) => c.text(String(await c.var.session.get('visits'))))
  app.get('/write', async (c) => c.text(String(await c.var.session.update('visits', addOne))))

  await Promise.race(Array.from({ length: VISITORS }, visit))
  return queries / clock.now

  // Nobody stops before the end, because time moves only while all of them wait.
  async function visit(): Promise<void> {
    let cookie = ''
    while (clock.now < MILLISECONDS) {
      const path = cookie !== '' && Math.random() < READS ? '/read' : '/write'
      const response = await app.request(path, { headers: { Cookie: cookie } })
      if (response.status !== 200) throw new Error(`Expected 200, got ${response.status}`)
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    }
  }
}

function addOne(visits = 0): number {
  return visits + 1
}

/** A store whose calls wait in line for one database. */
function serialStore(clock: Clock, count: () => void): SessionStore {
  let freeAt = 0
  return new Proxy(memoryStore(), {
    get(real, name) {
      const method = Reflect.get(real, name)
      if (typeof method !== 'function') return method
      return async (...args: unknown[]) => {
        freeAt = Math.max(freeAt, clock.now) + 1
        await clock.until(freeAt)
        count()
        return Reflect.apply(method, real, args)
      }
    },
  })
}

type Clock = ReturnType<typeof simulatedClock>

/** Simulated time. It moves when every visitor waits for a database. */
function simulatedClock() {
  const waiting: { at: number; resume: () => void }[] = []
  const clock = { now: 0, until }
  return clock

  /** Resolves at a point in time. */
  async function until(at: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.push({ at, resume: resolve })
    if (waiting.length === VISITORS) advance()
    return promise
  }

  function advance(): void {
    waiting.sort((one, other) => one.at - other.at)
    const next = waiting.shift()
    clock.now = next?.at ?? clock.now
    next?.resume()
  }
}
