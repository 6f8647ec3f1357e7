import { d1Store, makeKey, type SessionStore } from '../../../src/edge-sessions/index.ts'
import { calibrate, nextTick, since } from './clock.ts'
import type { Bindings } from './contender.ts'
import { type Bill, Meter } from './meter.ts'

const EXPIRES = new Date('2100-01-01T00:00:00Z')
const PICK = `SELECT session_key FROM django_session
  WHERE session_key > ? AND expire_date > ? LIMIT 1`

/** What one operation cost, each time: what was billed is the same every time. */
type Costs = Record<string, { milliseconds: number[]; bill: Bill }>

/** Times the operations of the store on sessions anywhere in the table, which keeps its size. */
export async function timeOperations(env: Bindings, operations: number): Promise<Costs> {
  const meter = new Meter(env)
  const store = d1Store(meter.env.DB)
  const costs: Costs = {}

  async function timed<Result>(name: string, operation: () => Promise<Result>): Promise<Result> {
    meter.bill()
    const start = nextTick()
    const result = await operation()
    const milliseconds = since(start)
    if (result === false || result === null) throw new Error(`Expected ${name} to succeed`)
    const known = costs[name]?.milliseconds ?? []
    costs[name] = { milliseconds: [...known, milliseconds], bill: meter.bill() }
    return result
  }

  calibrate()
  for (let operation = 0; operation < operations; operation++) {
    const key = await anyKey(env.DB)
    const newKey = makeKey()
    const found = await timed('lookup', () => store.load(key, new Date()))
    if (found === null) break
    const record = { data: found.data, expires: EXPIRES }
    await timed('save', () => store.replace(key, found.data, record))
    await timed('renew key', () => store.replace(key, found.data, record, newKey))
    await timed('logout', () => store.delete(newKey))
    await timed('first write', () => store.create(key, record))
  }
  return costs
}

/** One run of what a Cron Trigger starts. */
export async function timeClearing(env: Bindings) {
  const store: SessionStore = d1Store(env.DB)
  calibrate()
  const start = nextTick()
  const result = await store.clearExpired(new Date())
  return { ...result, milliseconds: since(start) }
}

async function anyKey(db: D1Database): Promise<string> {
  const somewhere = makeHex()
  const values = [somewhere, new Date().toISOString().replace('T', ' ')]
  const key = await db
    .prepare(PICK)
    .bind(...values)
    .first<string>('session_key')
  return key ?? anyKey(db)
}

function makeHex(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
