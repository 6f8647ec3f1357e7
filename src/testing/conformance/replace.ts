import { beforeEach, describe, expect, it } from 'vitest'
import { makeKey } from '../../sessions/key.ts'
import type { SessionRecord, SessionStore } from '../../sessions/store.ts'
import { NOW, record } from './records.ts'

/** The part of the contract that is about `replace`. */
export function describeReplace(storeOf: () => SessionStore): void {
  let key: string

  beforeEach(() => {
    key = makeKey()
  })

  /** Creates a record under `key`, which must succeed. */
  async function created(data = 'first'): Promise<SessionRecord> {
    const made = record(data, 30)
    expect(await storeOf().create(key, made)).toBe(true)
    return made
  }

  describe('replace', () => {
    it('overwrites data and end of the record that holds the previous data', async () => {
      await created()
      const next = record('second', 45)
      expect(await storeOf().replace(key, 'first', next)).toBe(true)
      expect(await storeOf().load(key, NOW)).toEqual(next)
    })

    it('refuses when the record holds something else, and writes nothing (P3)', async () => {
      const made = await created()
      expect(await storeOf().replace(key, 'other', record('second', 45))).toBe(false)
      expect(await storeOf().load(key, NOW)).toEqual(made)
    })

    it('refuses to repeat itself: the previous data is gone by then', async () => {
      await created()
      const next = record('second', 45)
      expect(await storeOf().replace(key, 'first', next)).toBe(true)
      expect(await storeOf().replace(key, 'first', next)).toBe(false)
      expect(await storeOf().load(key, NOW)).toEqual(next)
    })

    it('overwrites data with the same data and a new end', async () => {
      await created()
      expect(await storeOf().replace(key, 'first', record('first', 99))).toBe(true)
      expect(await storeOf().load(key, NOW)).toEqual(record('first', 99))
    })

    it('compares data as text: case, blanks and accents count', async () => {
      const made = await created('Data é')
      for (const other of ['data é', 'Data é ', ' Data é', 'Data e', 'Data e\u0301', 'Data', '']) {
        expect(await storeOf().replace(key, other, record('second', 45))).toBe(false)
      }
      expect(await storeOf().load(key, NOW)).toEqual(made)
    })

    it('does not bring back an unknown or deleted record (P4)', async () => {
      expect(await storeOf().replace(key, 'first', record('second', 45))).toBe(false)
      await created()
      await storeOf().delete(key)
      expect(await storeOf().replace(key, 'first', record('second', 45))).toBe(false)
      expect(await storeOf().load(key, NOW)).toBeNull()
      expect(await storeOf().create(key, record('free', 45))).toBe(true)
    })

    it('changes no other record', async () => {
      const other = makeKey()
      await created()
      await storeOf().create(other, record('first', 30))
      await storeOf().replace(key, 'first', record('second', 45))
      expect(await storeOf().load(other, NOW)).toEqual(record('first', 30))
    })
  })

  describe('replace with a new key', () => {
    it('moves the record: the old key is dead and free, the new one holds it (P5)', async () => {
      const newKey = makeKey()
      await created()
      const next = record('second', 45)
      expect(await storeOf().replace(key, 'first', next, newKey)).toBe(true)
      expect(await storeOf().load(key, NOW)).toBeNull()
      expect(await storeOf().load(newKey, NOW)).toEqual(next)
      expect(await storeOf().create(key, record('free', 30))).toBe(true)
    })

    it('moves a record whose data stays the same', async () => {
      const newKey = makeKey()
      await created()
      expect(await storeOf().replace(key, 'first', record('first', 30), newKey)).toBe(true)
      expect(await storeOf().load(newKey, NOW)).toEqual(record('first', 30))
    })

    it('refuses a new key that is taken, and leaves both records as they were', async () => {
      const taken = makeKey()
      const made = await created()
      await storeOf().create(taken, record('theirs', 30))
      expect(await storeOf().replace(key, 'first', record('second', 45), taken)).toBe(false)
      expect(await storeOf().load(key, NOW)).toEqual(made)
      expect(await storeOf().load(taken, NOW)).toEqual(record('theirs', 30))
    })

    it('refuses a new key that is taken by an expired record', async () => {
      const taken = makeKey()
      const made = await created()
      await storeOf().create(taken, record('theirs', -30))
      expect(await storeOf().replace(key, 'first', record('second', 45), taken)).toBe(false)
      expect(await storeOf().load(key, NOW)).toEqual(made)
      expect(await storeOf().load(taken, NOW)).toBeNull()
    })

    it('refuses when the record is gone or holds something else, and makes no new one', async () => {
      const newKey = makeKey()
      expect(await storeOf().replace(key, 'first', record('second', 45), newKey)).toBe(false)
      const made = await created()
      expect(await storeOf().replace(key, 'other', record('second', 45), newKey)).toBe(false)
      expect(await storeOf().load(key, NOW)).toEqual(made)
      expect(await storeOf().load(newKey, NOW)).toBeNull()
      expect(await storeOf().create(newKey, record('free', 30))).toBe(true)
    })
  })
}
