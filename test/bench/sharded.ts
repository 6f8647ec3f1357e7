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
const SHARDS = [1, 2, 4, 8, 16]

const VISITORS = 256
const READS = 0.8
const MILLISECONDS = 1000
/** The furthest that throughput may be from linear. */
const TOLERANCE = 0.05

/** Simulated time. It moves when every visitor waits for a database. */
class Simulation {
  now = 0
  readonly #waiting: { at: number; resume: () => void }[] = []
  readonly #visitors: number

  constructor(visitors: number) {
    this.#visitors = visitors
  }

  /** Resolves at a point in time. */
  until(at: number): Promise<void> {
    return new Promise((resume) => {
      this.#waiting.push({ at, resume })
      if (this.#waiting.length === this.#visitors) this.#advance()
    })
  }

  #advance(): void {
    this.#waiting.sort((one, other) => one.at - other.at)
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.now = next.at
    next.resume()
  }
}

/** A store whose calls wait in line for one database. */
function serialStore(simulation: Simulation, count: () => void): SessionStore {
  let freeAt = 0
  return new Proxy(memoryStore(), {
    get(real, name) {
      const method = Reflect.get(real, name)
      if (typeof method !== 'function') return method
      return async (...args: unknown[]) => {
        freeAt = Math.max(freeAt, simulation.now) + 1
        await simulation.until(freeAt)
        count()
        return Reflect.apply(method, real, args)
      }
    },
  })
}

/** Returns queries a millisecond over all shards. */
async function throughput(shards: number): Promise<number> {
  const simulation = new Simulation(VISITORS)
  let queries = 0
  const store = shardedStore(
    Object.fromEntries(
      NAMES.slice(0, shards).map((name) => [name, serialStore(simulation, () => queries++)]),
    ),
  )
  const app = new Hono<{ Variables: SessionVariables<{ visits: number }> }>()
  app.use(sessions<{ visits: number }>({ store, secretKey: SECRET_KEY }))
  app.get('/read', async (c) => c.text(String(await c.var.session.get('visits'))))
  app.get('/write', async (c) => c.text(String(await c.var.session.update('visits', count1))))

  // Nobody stops before the end, because time moves only while all of them wait.
  let isOver = false
  await new Promise<void>((end, fail) => {
    for (let index = 0; index < VISITORS; index++) visit().catch(fail)

    async function visit(): Promise<void> {
      let cookie = ''
      while (!isOver) {
        const path = cookie !== '' && Math.random() < READS ? '/read' : '/write'
        const response = await app.request(path, { headers: { Cookie: cookie } })
        if (response.status !== 200) throw new Error(`Expected 200, got ${response.status}`)
        cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
        if (simulation.now < MILLISECONDS) continue
        isOver = true
        end()
      }
    }
  })
  return queries / simulation.now
}

function count1(visits = 0): number {
  return visits + 1
}

let isLinear = true
for (const shards of SHARDS) {
  const measured = await throughput(shards)
  const share = measured / shards
  isLinear &&= Math.abs(1 - share) <= TOLERANCE
  console.log(
    `${shards} shards: ${(1000 * measured).toFixed(0)} queries a second, ${(100 * share).toFixed(1)} % of linear`,
  )
}
if (!isLinear) process.exitCode = 1
