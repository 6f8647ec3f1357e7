import { describe, expect, it } from 'vitest'
import type { SessionStore } from '../../sessions/index.ts'
import { after, NOW, record } from './records.ts'

/** A time before any record expires. */
const LONG_AGO = after(-86_400)

/** Tests `clearExpired`. */
export function describeClearing(storeOf: () => SessionStore): void {
  /** Creates records that expire after this many seconds. Returns their keys. */
  async function fill(count: number, seconds: number): Promise<string[]> {
    const keys: string[] = []
    for (let made = 0; made < count; made++) {
      keys.push(await storeOf().create(record('data', seconds)))
    }
    return keys
  }

  /** Counts the remaining records, including expired ones. */
  async function countKept(keys: readonly string[]): Promise<number> {
    let kept = 0
    for (const key of keys) {
      if ((await storeOf().load(key, LONG_AGO, { allowStale: false })) !== null) kept += 1
    }
    return kept
  }

  describe('clearExpired', () => {
    it('does nothing in an empty store', async () => {
      const result = await storeOf().clearExpired(NOW)
      expect(result).toMatchObject({ deleted: 0, complete: true })
    })

    it('removes and counts all expired records and keeps live ones', async () => {
      const expired = await fill(40, -0.001)
      const live = await fill(25, 0.001)
      const result = await storeOf().clearExpired(NOW)
      expect(result).toMatchObject({ deleted: 40, complete: true })
      expect(result.scanned).toBeGreaterThanOrEqual(40)
      expect(await countKept(expired)).toBe(0)
      expect(await countKept(live)).toBe(25)
    })

    it('keeps a record one millisecond before its expiry and removes it one millisecond after', async () => {
      const [key = ''] = await fill(1, 30)
      expect(await storeOf().clearExpired(after(29.999))).toMatchObject({ deleted: 0 })
      expect(await storeOf().load(key, after(29.999))).toEqual(record('data', 30))
      expect(await storeOf().clearExpired(after(30.001))).toMatchObject({ deleted: 1 })
      expect(await countKept([key])).toBe(0)
    })

    it('does nothing on a second run', async () => {
      await fill(5, -1)
      await storeOf().clearExpired(NOW)
      expect(await storeOf().clearExpired(NOW)).toMatchObject({ deleted: 0, complete: true })
    })

    it('respects the expiry set by touch and replace', async () => {
      const [touched = '', replaced = '', shortened = ''] = await fill(3, 10)
      await storeOf().touch(touched, 'data', after(60))
      await storeOf().replace(replaced, 'data', record('next', 60))
      await storeOf().touch(shortened, 'data', after(1))
      expect(await storeOf().clearExpired(after(20))).toMatchObject({ deleted: 1 })
      expect(await countKept([touched, replaced])).toBe(2)
      expect(await countKept([shortened])).toBe(0)
    })

    it('runs no more statements than `maxStatements`', async () => {
      await fill(30, -1)
      const limits = { maxStatements: 2, rowsPerStatement: 1 }
      const result = await storeOf().clearExpired(NOW, limits)
      expect(result.statements).toBeGreaterThan(0)
      expect(result.statements).toBeLessThanOrEqual(2)
    })

    it('reports `complete` only if no expired record is left', async () => {
      const expired = await fill(30, -1)
      const limits = { maxStatements: 1, rowsPerStatement: 1 }
      const { deleted, complete } = await storeOf().clearExpired(NOW, limits)
      expect(await countKept(expired)).toBe(30 - deleted)
      expect(complete).toBe(deleted === 30)
    })

    it.each([
      ['hourly', 3600, 96],
      ['daily', 86_400, 100],
      ['weekly', 604_800, 100],
    ])(
      'removes all expired records in %s runs with few statements (P8)',
      async (_, seconds, runs) => {
        const expired = await fill(100, -1)
        const live = await fill(20, (runs + 1) * seconds)
        const limits = { maxStatements: 8, rowsPerStatement: 30 }
        let deleted = 0
        for (let run = 0; run < runs && deleted < 100; run++) {
          deleted += (await storeOf().clearExpired(after(run * seconds), limits)).deleted
        }
        expect(deleted).toBe(100)
        expect(await countKept(expired)).toBe(0)
        expect(await countKept(live)).toBe(20)
      },
    )
  })
}
