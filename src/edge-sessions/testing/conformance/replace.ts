import { describe, expect, it } from 'vitest'
import type { SessionStore } from '../../sessions/index.ts'
import { makeKey } from '../../sessions/index.ts'
import { NOW, record } from './records.ts'

const FIRST = record('first', 30)
const SECOND = record('second', 45)

/** Tests `replace`. */
export function describeReplace(storeOf: () => SessionStore): void {
  function created(made = FIRST): Promise<string> {
    return storeOf().create(made)
  }

  describe('replace', () => {
    it('overwrites the data and the expiry if the record holds the previous data', async () => {
      const key = await created()
      expect(await storeOf().replace(key, 'first', SECOND)).toBe(key)
      expect(await storeOf().load(key, NOW)).toEqual(SECOND)
    })

    it('writes nothing if the record holds other data (P3)', async () => {
      const key = await created()
      expect(await storeOf().replace(key, 'other', SECOND)).toBeNull()
      expect(await storeOf().load(key, NOW)).toEqual(FIRST)
    })

    it('writes nothing on a second call with the same previous data', async () => {
      const key = await created()
      expect(await storeOf().replace(key, 'first', SECOND)).toBe(key)
      expect(await storeOf().replace(key, 'first', SECOND)).toBeNull()
      expect(await storeOf().load(key, NOW)).toEqual(SECOND)
    })

    it('changes the expiry if the data stays the same', async () => {
      const key = await created()
      expect(await storeOf().replace(key, 'first', record('first', 99))).toBe(key)
      expect(await storeOf().load(key, NOW)).toEqual(record('first', 99))
    })

    it('compares data exactly, including case, whitespace and accents', async () => {
      const made = record('Data é', 30)
      const key = await created(made)
      for (const other of ['data é', 'Data é ', ' Data é', 'Data e', 'Data e\u0301', 'Data', '']) {
        expect(await storeOf().replace(key, other, SECOND)).toBeNull()
      }
      expect(await storeOf().load(key, NOW)).toEqual(made)
    })

    it('does not create an unknown record or revive a deleted one (P4)', async () => {
      expect(await storeOf().replace(makeKey(), 'first', SECOND)).toBeNull()
      const key = await created()
      await storeOf().delete(key)
      expect(await storeOf().replace(key, 'first', SECOND)).toBeNull()
      expect(await storeOf().load(key, NOW)).toBeNull()
    })

    it('changes no other record', async () => {
      const key = await created()
      const other = await created()
      await storeOf().replace(key, 'first', SECOND)
      expect(await storeOf().load(other, NOW)).toEqual(FIRST)
    })

    it('accepts an expiry before 1970 and treats the record as expired', async () => {
      const key = await created()
      const expires = new Date('0001-01-01T00:00:00.000Z')
      expect(await storeOf().replace(key, 'first', { data: 'second', expires })).toBe(key)
      expect(await storeOf().load(key, NOW)).toBeNull()
      expect(await storeOf().load(key, new Date(0))).toBeNull()
    })
  })

  describe('replace with `rotate`', () => {
    it('moves the record from the old key to a new one (P5)', async () => {
      const key = await created()
      const newKey = await storeOf().replace(key, 'first', SECOND, { rotate: true })
      expect(newKey).not.toBeNull()
      expect(newKey).not.toBe(key)
      expect(await storeOf().load(key, NOW)).toBeNull()
      expect(await storeOf().load(newKey ?? '', NOW)).toEqual(SECOND)
    })

    it('moves a record if the data stays the same', async () => {
      const key = await created()
      const newKey = await storeOf().replace(key, 'first', FIRST, { rotate: true })
      expect(await storeOf().load(newKey ?? '', NOW)).toEqual(FIRST)
    })

    it('makes every later write under the old key fail (P4)', async () => {
      const key = await created()
      await storeOf().replace(key, 'first', FIRST, { rotate: true })
      expect(await storeOf().replace(key, 'first', SECOND)).toBeNull()
      expect(await storeOf().replace(key, 'first', SECOND, { rotate: true })).toBeNull()
      expect(await storeOf().touch(key, 'first', SECOND.expires)).toBe(false)
      expect(await storeOf().delete(key)).toBe(false)
    })

    it('moves a record repeatedly', async () => {
      let key = await created()
      for (const data of ['second', 'third', 'fourth']) {
        const previous = (await storeOf().load(key, NOW))?.data ?? ''
        const made = record(data, 45)
        key = (await storeOf().replace(key, previous, made, { rotate: true })) ?? ''
        expect(await storeOf().load(key, NOW)).toEqual(made)
      }
    })

    it('writes nothing if the record is unknown or holds other data', async () => {
      expect(await storeOf().replace(makeKey(), 'first', SECOND, { rotate: true })).toBeNull()
      const key = await created()
      expect(await storeOf().replace(key, 'other', SECOND, { rotate: true })).toBeNull()
      expect(await storeOf().load(key, NOW)).toEqual(FIRST)
    })
  })
}
