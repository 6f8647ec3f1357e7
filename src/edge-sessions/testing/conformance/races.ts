import { describe, expect, it } from 'vitest'
import type { SessionStore } from '../../sessions/index.ts'
import { makeKey } from '../../sessions/index.ts'
import { after, NOW, record } from './records.ts'

const RIVALS = Array.from({ length: 10 }, (_, index) => `rival ${index}`)

/** Tests concurrent calls. */
export function describeStoreRaces(storeOf: () => SessionStore): void {
  /** Creates a record; returns its key. */
  async function created(data: string): Promise<string> {
    return storeOf().create(record(data, 30))
  }

  async function isTaken(key: string): Promise<boolean> {
    return (await storeOf().load(key, NOW)) !== null
  }

  describe('the store under concurrent calls', () => {
    it('gives each new record its own key', async () => {
      const keys = await Promise.all(RIVALS.map((data) => storeOf().create(record(data, 30))))
      expect(new Set(keys).size).toBe(RIVALS.length)
      for (const [index, key] of keys.entries()) {
        expect(await storeOf().load(key, NOW)).toEqual(record(RIVALS[index] ?? '', 30))
      }
    })

    it('lets exactly one of many replaces of the same data succeed (P3)', async () => {
      const key = await created('first')
      const won = await Promise.all(
        RIVALS.map((data) => storeOf().replace(key, 'first', record(data, 30))),
      )
      expect(won.filter((name) => name === key)).toHaveLength(1)
      expect(won.filter((name) => name === null)).toHaveLength(RIVALS.length - 1)
      const winner = RIVALS[won.indexOf(key)]
      expect(await storeOf().load(key, NOW)).toMatchObject({ data: winner })
    })

    it('lets exactly one of many rotations succeed and leaves one live key (P4)', async () => {
      const key = await created('first')
      const won = await Promise.all(
        RIVALS.map(() => storeOf().replace(key, 'first', record('next', 30), { rotate: true })),
      )
      const newKeys = won.filter((name) => name !== null)
      expect(newKeys).toHaveLength(1)
      expect(await Promise.all([key, ...newKeys].map(isTaken))).toEqual([false, true])
    })

    it('lets exactly one of a replace and a rotation succeed', async () => {
      const key = await created('first')
      const [replaced, rotated] = await Promise.all([
        storeOf().replace(key, 'first', record('here', 30)),
        storeOf().replace(key, 'first', record('there', 30), { rotate: true }),
      ])
      expect(replaced === null).toBe(rotated !== null)
      expect(await isTaken(key)).toBe(replaced !== null)
      expect(await isTaken(rotated ?? makeKey())).toBe(rotated !== null)
    })

    it('deletes a record despite concurrent replaces (P4)', async () => {
      const key = await created('first')
      await Promise.all([
        storeOf().replace(key, 'first', record('second', 30)),
        storeOf().delete(key),
        storeOf().replace(key, 'first', record('third', 30)),
      ])
      expect(await isTaken(key)).toBe(false)
    })

    it('deletes a record despite concurrent touches (P4)', async () => {
      const key = await created('first')
      await Promise.all([
        storeOf().touch(key, 'first', after(60)),
        storeOf().delete(key),
        storeOf().touch(key, 'first', after(90)),
      ])
      expect(await isTaken(key)).toBe(false)
    })

    it('either rotates or deletes a record, never both', async () => {
      const key = await created('first')
      const [rotated, isDeleted] = await Promise.all([
        storeOf().replace(key, 'first', record('moved', 30), { rotate: true }),
        storeOf().delete(key),
      ])
      expect(isDeleted).toBe(rotated === null)
      expect(await isTaken(key)).toBe(false)
      expect(await isTaken(rotated ?? makeKey())).toBe(rotated !== null)
    })

    it('lets a replace win over a concurrent touch', async () => {
      const key = await created('first')
      const [replaced] = await Promise.all([
        storeOf().replace(key, 'first', record('second', 45)),
        storeOf().touch(key, 'first', after(600)),
      ])
      expect(replaced).toBe(key)
      expect(await storeOf().load(key, NOW)).toEqual(record('second', 45))
    })

    it('shows a reader either the old or the new record, never a mix', async () => {
      const key = await created('first')
      const [seen] = await Promise.all([
        storeOf().load(key, NOW),
        storeOf().replace(key, 'first', record('second', 45)),
      ])
      expect([record('first', 30), record('second', 45)]).toContainEqual(seen)
    })

    it('clears expired records and keeps those that are being extended and rotated', async () => {
      const keys = await Promise.all(RIVALS.map(created))
      const newKeys: (string | null)[] = []
      await storeOf().create(record('expired', -1))
      const [cleared] = await Promise.all([
        storeOf().clearExpired(NOW),
        ...keys.map(async (key, index) => {
          const data = RIVALS[index] ?? ''
          await storeOf().touch(key, data, after(90))
          newKeys[index] = await storeOf().replace(key, data, record('moved', 60), { rotate: true })
        }),
      ])
      expect(cleared.deleted).toBe(1)
      const taken = await Promise.all(newKeys.map((key) => isTaken(key ?? makeKey())))
      expect(taken).toEqual(keys.map(() => true))
    })
  })
}
