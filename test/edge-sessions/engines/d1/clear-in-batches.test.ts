import { describe, expect, it } from 'vitest'
import {
  clearInBatches,
  HEX_ALPHABET,
  KEY_ALPHABET,
} from '../../../../src/edge-sessions/engines/d1/clear-in-batches.ts'
import { makeKey } from '../../../../src/edge-sessions/index.ts'
import { bytesToHex } from '../../../../src/edge-sessions/signing/index.ts'
import { FakeKeyTable } from '../../../support/fake-key-table.ts'
import { seededBytes } from '../../../support/keys.ts'
import { NOON } from '../../../support/test-app.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MONDAY = Date.UTC(2026, 2, 2, 4, 17)
const WHOLE = { share: 1, maxStatements: Number.POSITIVE_INFINITY }

function keys(count: number, prefix = ''): string[] {
  const randomBytes = seededBytes()
  return Array.from({ length: count }, () => prefix + makeKey({ randomBytes }).slice(prefix.length))
}

function hashes(count: number): string[] {
  const randomBytes = seededBytes()
  return Array.from({ length: count }, () => bytesToHex(randomBytes(20)))
}

const never = () => false
const always = () => true

describe('clearInBatches on every schedule (P8)', () => {
  /** Schedules, and the number of runs in which shares of 1/24 must cover a table. */
  const SCHEDULES: Record<string, [timeOf: (run: number) => number, runs: number]> = {
    'every minute': [(run) => MONDAY + run * 60_000, 3 * 1440],
    'every 15 minutes': [(run) => MONDAY + run * (HOUR / 4), 192],
    hourly: [(run) => MONDAY + run * HOUR, 48],
    'every two hours': [(run) => MONDAY + run * 2 * HOUR, 72],
    'every six hours': [(run) => MONDAY + run * 6 * HOUR, 72],
    daily: [(run) => MONDAY + run * DAY, 60],
    weekly: [(run) => MONDAY + run * 7 * DAY, 100],
    monthly: [(run) => Date.UTC(2026, run, 1, 3), 120],
  }

  describe.each(Object.entries(SCHEDULES))('%s', (_schedule, [timeOf, runs]) => {
    it.each([
      ['a scaled-down table of 10,000 rows', 1000, 5000, 40, 1],
      ['a scaled-down table of 100,000 rows', 1000, 500, 40, 1],
      ['a scaled-down table of 1 million rows', 1000, 50, 40, 1],
      ['a scaled-down table of 20 million rows', 20_000, 50, 40, 1],
      ['a table larger than the share of a run', 2000, 10, 10, 6],
    ])('reaches every row of %s', async (_name, count, rowsPerStatement, maxStatements, times) => {
      const table = new FakeKeyTable(keys(count), never, KEY_ALPHABET)
      const limits = { rowsPerStatement, maxStatements }
      let run = 0
      while (run < times * runs && table.rows.some(({ looks }) => looks === 0)) {
        const { statements } = await clearInBatches(table, new Date(timeOf(run)), limits)
        expect(statements).toBeLessThanOrEqual(maxStatements)
        run += 1
      }
      expect(table.rows.filter(({ looks }) => looks === 0)).toEqual([])
      expect(table.mostLookedAt).toBeLessThanOrEqual(rowsPerStatement)
    })
  })

  it('looks at each row once a day in hourly runs', async () => {
    const table = new FakeKeyTable(keys(20_000), never, KEY_ALPHABET)
    const midnight = Date.UTC(2026, 2, 2)
    for (let hour = 0; hour < 24; hour++) {
      await clearInBatches(table, new Date(midnight + hour * HOUR))
    }
    expect(new Set(table.rows.map(({ looks }) => looks))).toEqual(new Set([1]))
  })
})

describe('one run of clearInBatches', () => {
  it('clears a small table completely, regardless of its share', async () => {
    const table = new FakeKeyTable(keys(300), (index) => index % 3 === 0, KEY_ALPHABET)
    const result = await clearInBatches(table, NOON)
    expect(result).toMatchObject({ deleted: 100, complete: true, scanned: 300 + 4 * 100 })
    expect(result.statements).toBeLessThan(8)
  })

  it('stops after its share of a table with few expired rows', async () => {
    const table = new FakeKeyTable(keys(24_000), (index) => index % 14 === 0, KEY_ALPHABET)
    const { deleted, scanned, complete } = await clearInBatches(table, NOON)
    expect(complete).toBe(false)
    expect(scanned - 4 * deleted).toBeGreaterThan(800)
    expect(scanned - 4 * deleted).toBeLessThan(1200)
  })

  it('clears a whole backlog', async () => {
    const table = new FakeKeyTable(keys(24_000), (index) => index % 2 === 0, KEY_ALPHABET)
    const result = await clearInBatches(table, NOON)
    expect(result).toMatchObject({ deleted: 12_000, complete: true })
    expect(result.scanned).toBeLessThanOrEqual(24_000 + 4 * 12_000)
  })

  it('reads each remaining row once, in few statements', async () => {
    const table = new FakeKeyTable(keys(20_000), never, KEY_ALPHABET)
    const limits = { ...WHOLE, rowsPerStatement: 1000 }
    const { scanned, statements } = await clearInBatches(table, NOON, limits)
    expect(scanned).toBe(20_000)
    expect(statements).toBeLessThanOrEqual(20_000 / (0.75 * 1000) + 6)
  })

  it.each([
    ['hashed keys', hashes(5000), HEX_ALPHABET, ''],
    ['keys with a common prefix', keys(5000, 'c'), KEY_ALPHABET, 'c'],
  ])('is equally efficient with %s', async (_, list, alphabet, keyPrefix) => {
    const table = new FakeKeyTable(list, never, alphabet)
    const limits = { ...WHOLE, rowsPerStatement: 500, keyPrefix }
    const { scanned, statements, complete } = await clearInBatches(table, NOON, limits)
    expect([scanned, complete]).toEqual([5000, true])
    expect(statements).toBeLessThan(22)
  })

  it.each([
    ['share a prefix', keys(3000, 'same-beginning')],
    ['sort between two characters of the alphabet', keys(3000).map((key) => `Q${key}`)],
    ['sort after the alphabet', keys(3000).map((key) => `é${key}`)],
    ['sort before the alphabet', keys(3000).map((key) => `!${key}`)],
  ])('stays within its limit if keys %s', async (_, list) => {
    const table = new FakeKeyTable([...list, ...keys(200)], (index) => index % 2 > 0, KEY_ALPHABET)
    const limits = { ...WHOLE, rowsPerStatement: 100 }
    const { deleted, complete } = await clearInBatches(table, NOON, limits)
    expect([deleted, complete]).toEqual([1600, true])
    expect(table.mostLookedAt).toBeLessThanOrEqual(100)
  })

  it.each([0.5, 0.9, 1])(
    'stays within its limit next to a cleared range, with a share of %d expired',
    async (share) => {
      const list = keys(20_000).toSorted()
      const isExpired = (index: number) => index % 10 < share * 10
      const cleared = list.filter((_, index) => index > 6000 || !isExpired(index))
      const expired = new Set(list.filter((_, index) => index > 6000 && isExpired(index)))
      const table = new FakeKeyTable(
        cleared,
        (index) => expired.has(cleared[index] ?? ''),
        KEY_ALPHABET,
      )
      const limits = { ...WHOLE, rowsPerStatement: 200 }
      const result = await clearInBatches(table, NOON, limits)
      expect(result).toMatchObject({ deleted: expired.size, complete: true })
      expect(table.mostLookedAt).toBeLessThanOrEqual(200)
    },
  )

  it('stops at `maxStatements`, even in the middle of a batch', async () => {
    for (let maxStatements = 0; maxStatements < 12; maxStatements++) {
      const table = new FakeKeyTable(keys(500, 'one'), always, KEY_ALPHABET)
      const limits = { share: 1, maxStatements, rowsPerStatement: 10 }
      const { statements, complete } = await clearInBatches(table, NOON, limits)
      expect([statements, complete]).toEqual([maxStatements, false])
    }
  })
})
