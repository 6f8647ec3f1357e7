import { beforeEach, describe, expect, it } from 'vitest'
import type { SessionRecord, SessionStore } from '../../sessions/index.ts'
import { isKey, makeKey } from '../../sessions/index.ts'
import { describeClearing } from './clearing.ts'
import { describeFailures } from './failures.ts'
import { describeStoreRaces } from './races.ts'
import { after, NOW, record } from './records.ts'
import { describeReplace } from './replace.ts'

/** Options of `describeSessionStore`. */
export interface ConformanceOptions {
  /**
   * The largest data that the store holds, in bytes.
   *
   * @default 2_000_000
   */
  largestData?: number
  /** Returns a store whose database cannot be reached, to test that its failures are thrown. */
  makeBrokenStore?: () => SessionStore | Promise<SessionStore>
}

/**
 * Tests any store against the contract of `SessionStore`, case by case. It needs vitest.
 *
 * @param name The name of the store in the report.
 * @param makeStore Returns an empty store. Called before each test.
 * @example
 * describeSessionStore('Redis', async () => {
 *   await client.flushDb()
 *   return redisStore(client)
 * })
 */
export function describeSessionStore(
  name: string,
  makeStore: () => SessionStore | Promise<SessionStore>,
  { largestData = 2_000_000, makeBrokenStore }: ConformanceOptions = {},
): void {
  describe(`session store: ${name}`, () => {
    let store: SessionStore
    let key: string

    beforeEach(async () => {
      store = await makeStore()
      key = makeKey()
    })

    /** Creates a record and keeps its key in `key`. */
    async function created(data = 'first', seconds = 30): Promise<SessionRecord> {
      const made = record(data, seconds)
      key = await store.create(made)
      return made
    }

    describe('load', () => {
      it('returns null for an unknown key', async () => {
        expect(await store.load(key, NOW)).toBeNull()
      })

      it('returns the created record on every call, exact to the millisecond', async () => {
        const made = await created('data', 12.345)
        expect(await store.load(key, NOW)).toEqual(made)
        expect(await store.load(key, NOW)).toEqual(made)
      })

      it('returns live records, and null for expired or unknown ones, with `allowStale`', async () => {
        const made = await created()
        expect(await store.load(key, NOW, { allowStale: true })).toEqual(made)
        expect(await store.load(key, after(30), { allowStale: true })).toBeNull()
        expect(await store.load(makeKey(), NOW, { allowStale: true })).toBeNull()
      })

      it('returns null for an unknown key if the store holds another record', async () => {
        await created()
        expect(await store.load(makeKey(), NOW)).toBeNull()
      })

      it('returns a record one millisecond before its expiry', async () => {
        const made = await created('data', 30)
        expect(await store.load(key, after(29.999))).toEqual(made)
      })

      it('returns null at and after the expiry (P8)', async () => {
        await created('data', 30)
        expect(await store.load(key, after(30))).toBeNull()
        expect(await store.load(key, after(30.001))).toBeNull()
        expect(await store.load(key, after(86_400))).toBeNull()
      })

      it('respects fractional seconds of the expiry', async () => {
        await created('data', 30.5)
        expect(await store.load(key, after(30.499))).not.toBeNull()
        expect(await store.load(key, after(30.5))).toBeNull()
      })

      it('returns null for a record that had already expired when it was created', async () => {
        await created('data', -1)
        expect(await store.load(key, NOW)).toBeNull()
      })
    })

    describe('create', () => {
      it('returns a well-formed key', async () => {
        await created()
        expect(isKey(key)).toBe(true)
      })

      it('returns a different key for an identical record', async () => {
        const made = await created()
        const other = await store.create(made)
        expect(other).not.toBe(key)
        expect(await store.load(key, NOW)).toEqual(made)
        expect(await store.load(other, NOW)).toEqual(made)
      })

      it('accepts an expiry before 1970 or in the year 9999', async () => {
        const early = await store.create({ data: 'early', expires: new Date(-1) })
        expect(await store.load(early, NOW)).toBeNull()
        const late = { data: 'late', expires: new Date('9999-12-31T23:59:59.999Z') }
        expect(await store.load(await store.create(late), NOW)).toEqual(late)
      })
    })

    describe('keyPrefix', () => {
      it('prefixes the keys of new and of rotated records', async () => {
        const made = record('first', 30)
        const prefixed = await store.create(made, { keyPrefix: 'a' })
        const rotated = await store.replace(prefixed, 'first', made, {
          rotate: true,
          keyPrefix: 'a',
        })
        for (const made of [prefixed, rotated]) {
          expect(made).toMatch(/^a/)
          expect(isKey(made)).toBe(true)
        }
        expect(rotated).not.toBe(prefixed)
        expect(await store.load(rotated ?? '', NOW)).toEqual(made)
      })

      it('does not change the key on a replace without `rotate`', async () => {
        await created()
        const replaced = await store.replace(key, 'first', record('second', 30), { keyPrefix: 'a' })
        expect(replaced).toBe(key)
      })
    })

    describeReplace(() => store)

    describe('touch', () => {
      it('moves the expiry, later or earlier, and keeps the data', async () => {
        await created()
        expect(await store.touch(key, 'first', after(60))).toBe(true)
        expect(await store.load(key, after(59.999))).toEqual(record('first', 60))
        expect(await store.load(key, after(60))).toBeNull()
        expect(await store.touch(key, 'first', after(20))).toBe(true)
        expect(await store.load(key, after(20))).toBeNull()
      })

      it('returns true if the expiry stays the same', async () => {
        const made = await created()
        expect(await store.touch(key, 'first', made.expires)).toBe(true)
        expect(await store.touch(key, 'first', made.expires)).toBe(true)
        expect(await store.load(key, NOW)).toEqual(made)
      })

      it('returns false for an unknown, deleted or moved record (P4)', async () => {
        expect(await store.touch(key, 'first', after(60))).toBe(false)
        await created()
        const newKey =
          (await store.replace(key, 'first', record('first', 30), { rotate: true })) ?? ''
        expect(await store.touch(key, 'first', after(60))).toBe(false)
        await store.delete(newKey)
        expect(await store.touch(newKey, 'first', after(60))).toBe(false)
        expect(await store.load(newKey, NOW)).toBeNull()
      })

      it('returns false and changes nothing if the record was replaced in the meantime', async () => {
        await created()
        await store.replace(key, 'first', record('second', 45))
        expect(await store.touch(key, 'first', after(600))).toBe(false)
        expect(await store.load(key, NOW)).toEqual(record('second', 45))
      })

      it('keeps the data, so that a later replace succeeds', async () => {
        await created()
        await store.touch(key, 'first', after(60))
        expect(await store.replace(key, 'first', record('second', 45))).toBe(key)
      })
    })

    describe('delete', () => {
      it('removes the record', async () => {
        await created()
        expect(await store.delete(key)).toBe(true)
        expect(await store.load(key, NOW)).toBeNull()
      })

      it('returns false for an unknown key and on a second call (P4)', async () => {
        expect(await store.delete(key)).toBe(false)
        await created()
        expect(await store.delete(key)).toBe(true)
        expect(await store.delete(key)).toBe(false)
      })

      it('returns false and keeps the record if it has moved to another key (P4)', async () => {
        await created()
        const newKey =
          (await store.replace(key, 'first', record('first', 30), { rotate: true })) ?? ''
        expect(await store.delete(key)).toBe(false)
        expect(await store.load(newKey, NOW)).toEqual(record('first', 30))
        expect(await store.delete(newKey)).toBe(true)
      })

      it('keeps other records', async () => {
        const other = await store.create(record('theirs', 30))
        await created()
        await store.delete(key)
        expect(await store.load(other, NOW)).toEqual(record('theirs', 30))
      })
    })

    describe('a record', () => {
      it.each([
        ['one byte', 'x'],
        ['quotes, wildcards and escapes', `'"\`%_\\?1;--`],
        ['non-ASCII characters', 'Grüße 東京 🍪'],
        ['line breaks and surrounding whitespace', ' a\r\n\tb '],
      ])('keeps %s unchanged through create, load and replace', async (_, data) => {
        const made = await created(data)
        expect(await store.load(key, NOW)).toEqual(made)
        expect(await store.replace(key, data, record('next', 30))).toBe(key)
        expect(await store.replace(key, 'next', made)).toBe(key)
        expect(await store.load(key, NOW)).toEqual(made)
      })

      it(`keeps ${largestData} bytes unchanged, compared to the last byte`, async () => {
        const large = 'x'.repeat(largestData - 1)
        await created(`${large}y`)
        const loaded = await store.load(key, NOW)
        expect(loaded?.data === `${large}y`).toBe(true)
        expect(await store.replace(key, `${large}z`, record('next', 30))).toBeNull()
        expect(await store.replace(key, `${large}y`, record(`${large}z`, 30))).toBe(key)
        expect(await store.touch(key, `${large}y`, after(60))).toBe(false)
        expect(await store.touch(key, `${large}z`, after(60))).toBe(true)
      })
    })

    describeClearing(() => store)
    describeStoreRaces(() => store)

    if (makeBrokenStore !== undefined) describeFailures(makeBrokenStore)
  })
}
