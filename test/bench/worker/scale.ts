import { d1Store } from '../../../src/edge-sessions/index.ts'
import { metered } from './bindings.ts'
import type { Bindings } from './contender.ts'

/** The data of a signed-in visitor, encoded. */
const DATA = 'x'.repeat(360)
const RECORD = { data: DATA, expires: new Date('2100-01-01T00:00:00Z') }
const DATES = ['2001-01-01 00:00:00', '2101-01-01 00:00:00']

/** The keys grow from row to row and spread over all keys, which is fast and ends like random ones. */
const FILL = `WITH RECURSIVE row (number) AS
  (SELECT ?1 UNION ALL SELECT number + 1 FROM row WHERE number + 1 < ?2)
  INSERT INTO django_session (session_key, session_data, expire_date)
  SELECT printf('%08x', CAST(number * ?3 + ?4 AS INTEGER)) || lower(hex(randomblob(12))), ?5,
    CASE number % 10 WHEN 0 THEN ?6 ELSE ?7 END FROM row`
const PICK = `SELECT session_key FROM django_session
  WHERE session_key > ? AND expire_date > ? LIMIT 1`

export async function emptyTable({ DB }: Bindings): Promise<void> {
  await DB.prepare('DELETE FROM django_session').run()
}

/** Adds one slice of `added` rows, of which a tenth has expired; returns the number of the next. */
export async function fill({ DB }: Bindings, from: number, added: number): Promise<number> {
  const end = Math.min(from + 20_000, added)
  const distance = 2 ** 32 / added
  const values = [from, end, distance, Math.random() * distance, DATA, ...DATES]
  await DB.prepare(FILL)
    .bind(...values)
    .run()
  return end
}

/** The keys of sessions anywhere in the table. */
let keys: string[] = []

export async function pick({ DB }: Bindings, count: number): Promise<void> {
  // In a small table the same row may be picked again, and could not be renewed twice.
  const picked = new Set<string>()
  while (picked.size < count) {
    const values = [crypto.randomUUID().slice(0, 8), new Date().toISOString()]
    const key = await DB.prepare(PICK)
      .bind(...values)
      .first<string>('session_key')
    if (key !== null) picked.add(key)
  }
  keys = [...picked]
}

type Store = ReturnType<typeof d1Store>

/** Together they keep the size of the table. */
const OPERATIONS: Record<string, (store: Store, key: string) => Promise<unknown>> = {
  lookup: (store, key) => store.load(key, new Date()),
  save: (store, key) => store.replace(key, DATA, RECORD),
  'renew key': (store, key) => store.replace(key, DATA, RECORD, { rotate: true }),
  logout: (store, key) => store.delete(key),
  'first write': (store) => store.create(RECORD),
}

/** Runs an operation on all picked sessions and returns the bill of the last one. */
export async function operate(env: Bindings, name: string) {
  const meter = metered(env)
  const store = d1Store(meter.env.DB)
  for (const [index, key] of keys.entries()) {
    meter.takeBill()
    const result = await OPERATIONS[name]?.(store, key)
    if (!result) throw new Error(`Expected ${name} to succeed`)
    if (name === 'renew key') keys[index] = String(result)
  }
  return meter.takeBill()
}

/** Looks at the whole table once, as a day of a Cron Trigger does. */
export function clear({ DB }: Bindings) {
  return d1Store(DB).clearExpired(new Date(), { share: 1, maxStatements: 10_000 })
}
