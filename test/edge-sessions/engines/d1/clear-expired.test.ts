import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { d1Store, makeKey } from '../../../../src/edge-sessions/index.ts'
import { MeteredDatabase } from '../../../support/metered-database.ts'
import { emptyTable, NOON } from '../../../support/test-app.ts'

const INSERT = `INSERT INTO django_session (session_key, session_data, expire_date)
  SELECT value, 'data', iif(key % 4 = 0, '2026-03-01 12:00:00.001', '2026-03-01 11:59:59')
  FROM json_each(?)`

/** Fills the table with rows. Every fourth is live at noon. */
async function fill(count: number, hashKeys = false): Promise<void> {
  const keys = Array.from({ length: count }, () => (hashKeys ? randomHash() : makeKey()))
  await env.DB.prepare(INSERT).bind(JSON.stringify(keys)).run()
}

function randomHash(): string {
  return crypto.getRandomValues(new Uint8Array(20)).toHex()
}

async function countExpired(): Promise<number | null> {
  const sql = 'SELECT count(*) AS n FROM django_session WHERE expire_date < ?'
  return env.DB.prepare(sql).bind('2026-03-01 12:00:00').first<number>('n')
}

async function remaining(): Promise<number | null> {
  return env.DB.prepare('SELECT count(*) AS n FROM django_session').first<number>('n')
}

beforeEach(emptyTable)

describe('clearExpired (P8)', () => {
  it('clears a small table in a few statements and keeps live rows', async () => {
    await fill(400)
    const meter = new MeteredDatabase(env.DB)
    const result = await d1Store(meter.db).clearExpired(NOON)
    expect(result).toMatchObject({ deleted: 300, complete: true })
    expect(await remaining()).toBe(100)
    expect(result.statements).toBeLessThanOrEqual(6)
    expect(meter.bill()).toMatchObject({ read: result.scanned, written: 300 })
    // A remaining row is read once, a deleted one five times.
    expect(result.scanned).toBeLessThan(100 + 5 * 300 + 20)
  })

  it('does nothing on an empty table and on a second run', async () => {
    const store = d1Store(env.DB)
    expect(await store.clearExpired(NOON)).toMatchObject({ deleted: 0, complete: true })
    await fill(100)
    await store.clearExpired(NOON)
    expect(await store.clearExpired(NOON)).toMatchObject({ deleted: 0, complete: true })
  })

  it.each([false, true])(
    'stays within its limits and clears the table in 24 hourly runs, keys hashed: %s',
    async (hashKeys) => {
      await fill(20_000, hashKeys)
      const limits = { maxStatements: 20, rowsPerStatement: 400 }
      for (let hour = 0; hour < 24; hour++) {
        const now = new Date(NOON.getTime() + hour * 3_600_000)
        const meter = new MeteredDatabase(env.DB)
        const result = await d1Store(meter.db, { hashKeys }).clearExpired(now, limits)
        const { statements, read } = meter.bill()
        expect(statements).toBe(result.statements)
        expect(statements).toBeLessThanOrEqual(20)
        expect(read).toBeLessThanOrEqual(20 * 5 * 400)
      }
      expect(await countExpired()).toBe(0)
    },
  )

  it('counts deleted rows, not rows written by triggers', async () => {
    await env.DB.batch(
      [
        'CREATE TABLE audit (at TEXT)',
        `CREATE TRIGGER audit_delete AFTER DELETE ON django_session
         BEGIN INSERT INTO audit VALUES ('one'), ('two'); END`,
      ].map((sql) => env.DB.prepare(sql)),
    )
    await fill(40)
    const { deleted } = await d1Store(env.DB).clearExpired(NOON)
    await env.DB.batch(
      ['DROP TRIGGER audit_delete', 'DROP TABLE audit'].map((sql) => env.DB.prepare(sql)),
    )
    expect(deleted).toBe(30)
  })

  it('deletes keys of every form at any time of day', async () => {
    const keys = ['', '0', 'Zebra', '~', 'é', '\u{10fffe}', 'a'.repeat(32), 'z'.repeat(40)]
    for (const [hour, seconds] of [
      [0, 0],
      [12, 0],
      [23, 86_399],
    ] as const) {
      const now = new Date(Date.UTC(2026, 2, 1, hour) + (seconds % 3600) * 1000)
      const old = env.DB.prepare(
        "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, 'x', '2026-01-01 00:00:00')",
      )
      await env.DB.batch(keys.slice(1).map((key) => old.bind(key)))
      expect(await d1Store(env.DB).clearExpired(now)).toMatchObject({ deleted: 7, complete: true })
    }
  })
})
