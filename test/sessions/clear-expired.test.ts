import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { clearInSlices } from '../../src/sessions/clear-expired.ts'
import { d1Store, makeKey } from '../../src/sessions/index.ts'
import { MeteredDatabase } from '../support/metered-database.ts'
import { emptyTable, NOON } from '../support/test-app.ts'

const END = '\u{10ffff}'

const INSERT = `INSERT INTO django_session (session_key, session_data, expire_date)
  SELECT value, 'data', iif(key % 4 = 0, '2026-03-01 12:00:00.001', '2026-03-01 11:59:59')
  FROM json_each(?)`

/** Fills the table with rows of which each fourth is live at noon. */
async function fill(count: number, hashKeys = false): Promise<void> {
  const keys = Array.from({ length: count }, () => (hashKeys ? randomHash() : makeKey()))
  await env.DB.prepare(INSERT).bind(JSON.stringify(keys)).run()
}

function randomHash(): string {
  return crypto.getRandomValues(new Uint8Array(20)).toHex()
}

async function remaining(): Promise<number | null> {
  return env.DB.prepare('SELECT count(*) AS n FROM django_session').first<number>('n')
}

beforeEach(emptyTable)

describe('P8: clearExpired', () => {
  it('clears a small table whole in a few statements, and leaves what lives', async () => {
    await fill(1000)
    const meter = new MeteredDatabase(env.DB)
    const result = await d1Store(meter.db).clearExpired(NOON)
    expect(result).toMatchObject({ deleted: 750, complete: true })
    expect(await remaining()).toBe(250)
    expect(result.statements).toBe(4)
    expect(meter.bill()).toMatchObject({ statements: 4, read: result.scanned, written: 750 })
  })

  it('does nothing to an empty table, and can be repeated', async () => {
    const store = d1Store(env.DB)
    expect(await store.clearExpired(NOON)).toMatchObject({ deleted: 0, complete: true })
    await fill(100)
    await store.clearExpired(NOON)
    expect(await store.clearExpired(NOON)).toMatchObject({ deleted: 0, complete: true })
  })

  it.each([false, true])(
    'stays within its bounds, and the runs of a day cover the whole table, keys hashed: %s',
    async (hashKeys) => {
      await fill(20_000, hashKeys)
      const limits = { maxStatements: 20, rowsPerStatement: 100 }
      for (let hour = 0; hour < 24; hour++) {
        const now = new Date(NOON.getTime() + hour * 3_600_000)
        const meter = new MeteredDatabase(env.DB)
        const result = await d1Store(meter.db, { hashKeys }).clearExpired(now, limits)
        const { statements, read } = meter.bill()
        expect(statements).toBe(result.statements)
        expect(statements).toBeLessThanOrEqual(20)
        expect(read).toBeLessThanOrEqual(20 * (2 * 100 + 1))
      }
      expect(await remaining()).toBe(0)
    },
  )

  it('finds keys of every form, at whatever time of day it starts', async () => {
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

describe('clearInSlices', () => {
  it.each([
    [0, [['', END]]],
    [
      6,
      [
        ['90000000', END],
        ['', '90000000'],
      ],
    ],
    [
      12,
      [
        ['i0000000', END],
        ['', 'i0000000'],
      ],
    ],
  ])('walks once around, from where the hour %i points to', async (hour, expected) => {
    const slices: [string, string][] = []
    const table = {
      findEnd: async () => ({ key: null, scanned: 1 }),
      clear: async (after: string, upTo: string) => {
        slices.push([after, upTo])
        return { deleted: 1, scanned: 1 }
      },
    }
    const result = await clearInSlices(table, new Date(Date.UTC(2026, 2, 1, hour)))
    expect(slices).toEqual(expected)
    expect(result).toEqual({
      deleted: slices.length,
      scanned: 2 * slices.length,
      statements: 2 * slices.length,
      complete: true,
    })
  })

  it.each([
    [4, 4, true],
    [3, 2, false],
    [1, 0, false],
  ])(
    'with %i statements allowed takes %i for two slices',
    async (maxStatements, statements, complete) => {
      const table = {
        findEnd: async (after: string) => ({ key: after === '' ? 'a' : null, scanned: 1 }),
        clear: async () => ({ deleted: 1, scanned: 1 }),
      }
      const midnight = new Date(Date.UTC(2026, 2, 1))
      expect(await clearInSlices(table, midnight, { maxStatements })).toMatchObject({
        statements,
        complete,
      })
    },
  )
})
