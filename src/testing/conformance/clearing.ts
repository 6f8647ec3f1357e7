import { describe, expect, it } from 'vitest'
import { makeKey } from '../../sessions/key.ts'
import type { SessionStore } from '../../sessions/store.ts'
import { after, NOW, record } from './records.ts'

const HALF_HOUR = 1800
const TWO_DAYS = 172_800

/** The part of the contract that is about `clearExpired`. */
export function describeClearing(storeOf: () => SessionStore): void {
  /** Creates records, all with this end; returns their keys. */
  async function fill(count: number, seconds: number): Promise<string[]> {
    const keys = Array.from({ length: count }, () => makeKey())
    for (const key of keys) await storeOf().create(key, record('data', seconds))
    return keys
  }

  /** How many of the keys are taken, be it by expired records. */
  async function countTaken(keys: readonly string[]): Promise<number> {
    let taken = 0
    for (const key of keys) {
      if (await storeOf().create(key, record('probe', TWO_DAYS))) await storeOf().delete(key)
      else taken += 1
    }
    return taken
  }

  describe('clearExpired', () => {
    it('finds nothing to do in an empty store', async () => {
      const result = await storeOf().clearExpired(NOW)
      expect(result).toMatchObject({ deleted: 0, complete: true })
    })

    it('removes all expired records and no live one, and says how many', async () => {
      const expired = await fill(40, -0.001)
      const live = await fill(25, 0.001)
      const result = await storeOf().clearExpired(NOW)
      expect(result).toMatchObject({ deleted: 40, complete: true })
      expect(result.scanned).toBeGreaterThanOrEqual(40)
      expect(await countTaken(expired)).toBe(0)
      expect(await countTaken(live)).toBe(25)
    })

    it('never removes a record in its last millisecond, and does right after its end', async () => {
      const [key = ''] = await fill(1, 30)
      expect(await storeOf().clearExpired(after(29.999))).toMatchObject({ deleted: 0 })
      expect(await storeOf().load(key, after(29.999))).toEqual(record('data', 30))
      expect(await storeOf().clearExpired(after(30.001))).toMatchObject({ deleted: 1 })
      expect(await countTaken([key])).toBe(0)
    })

    it('finds nothing to do the second time', async () => {
      await fill(5, -1)
      await storeOf().clearExpired(NOW)
      expect(await storeOf().clearExpired(NOW)).toMatchObject({ deleted: 0, complete: true })
    })

    it('goes by the end that touch and replace have set', async () => {
      const [touched = '', replaced = '', shortened = ''] = await fill(3, 10)
      await storeOf().touch(touched, 'data', after(60))
      await storeOf().replace(replaced, 'data', record('next', 60))
      await storeOf().touch(shortened, 'data', after(1))
      expect(await storeOf().clearExpired(after(20))).toMatchObject({ deleted: 1 })
      expect(await countTaken([touched, replaced])).toBe(2)
      expect(await countTaken([shortened])).toBe(0)
    })

    it('keeps to the number of statements it is allowed', async () => {
      await fill(30, -1)
      const limits = { maxStatements: 2, rowsPerStatement: 1 }
      const result = await storeOf().clearExpired(NOW, limits)
      expect(result.statements).toBeGreaterThan(0)
      expect(result.statements).toBeLessThanOrEqual(2)
    })

    it('says that it is not complete while expired records are left', async () => {
      const expired = await fill(30, -1)
      const limits = { maxStatements: 1, rowsPerStatement: 1 }
      const { deleted, complete } = await storeOf().clearExpired(NOW, limits)
      expect(await countTaken(expired)).toBe(30 - deleted)
      expect(complete).toBe(deleted === 30)
    })

    it('removes all in the half-hourly runs of a day, a few records a run (P8)', async () => {
      const expired = await fill(100, -1)
      const live = await fill(20, TWO_DAYS)
      let deleted = 0
      for (let run = 0; run < 48; run++) {
        const limits = { maxStatements: 4, rowsPerStatement: 20 }
        const result = await storeOf().clearExpired(after(run * HALF_HOUR), limits)
        deleted += result.deleted
      }
      expect(deleted).toBe(100)
      expect(await countTaken(expired)).toBe(0)
      expect(await countTaken(live)).toBe(20)
    })
  })
}
