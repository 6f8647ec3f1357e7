import { beforeEach, describe, expect, it } from 'vitest'
import type { SessionRecord, SessionStore } from '../../sessions/index.ts'
import { isKey, makeKey } from '../../sessions/index.ts'
import { describeClearing } from './clearing.ts'
import { describeStoreRaces } from './races.ts'
import { after, NOW, record } from './records.ts'
import { describeReplace } from './replace.ts'

/** What a store may say about itself. */
export interface ConformanceOptions {
  /** Largest data it holds, in bytes. Default: 2,000,000. */
  largestData?: number
  /** Makes a store that cannot reach what it keeps sessions in: its errors are checked with it. */
  makeBrokenStore?: () => SessionStore | Promise<SessionStore>
}

/**
 * States the contract of `SessionStore` case by case, for any store.
 *
 * @param name What the store is called in the report.
 * @param makeStore Returns a store that holds nothing; called before each test.
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

      it('returns what was created, to the millisecond, as often as it is asked', async () => {
        const made = await created('data', 12.345)
        expect(await store.load(key, NOW)).toEqual(made)
        expect(await store.load(key, NOW)).toEqual(made)
      })

      it('finds a live record, and no other, also if a stale copy may answer', async () => {
        const made = await created()
        expect(await store.load(key, NOW, { allowStale: true })).toEqual(made)
        expect(await store.load(key, after(30), { allowStale: true })).toBeNull()
        expect(await store.load(makeKey(), NOW, { allowStale: true })).toBeNull()
      })

      it('knows one key from another', async () => {
        await created()
        expect(await store.load(makeKey(), NOW)).toBeNull()
      })

      it('returns a record one millisecond before its end', async () => {
        const made = await created('data', 30)
        expect(await store.load(key, after(29.999))).toEqual(made)
      })

      it('returns null at the end exactly and ever after (P8)', async () => {
        await created('data', 30)
        expect(await store.load(key, after(30))).toBeNull()
        expect(await store.load(key, after(30.001))).toBeNull()
        expect(await store.load(key, after(86_400))).toBeNull()
      })

      it('keeps to the millisecond where the end is none of a whole second', async () => {
        await created('data', 30.5)
        expect(await store.load(key, after(30.499))).not.toBeNull()
        expect(await store.load(key, after(30.5))).toBeNull()
      })

      it('returns null for a record that was created with its end in the past', async () => {
        await created('data', -1)
        expect(await store.load(key, NOW)).toBeNull()
      })
    })

    describe('create', () => {
      it('makes a key of the usual form', async () => {
        await created()
        expect(isKey(key)).toBe(true)
      })

      it('makes another key for the very same record', async () => {
        const made = await created()
        const other = await store.create(made)
        expect(other).not.toBe(key)
        expect(await store.load(key, NOW)).toEqual(made)
        expect(await store.load(other, NOW)).toEqual(made)
      })

      it('stores an expiry before 1970 or in the year 9999', async () => {
        const early = await store.create({ data: 'early', expires: new Date(-1) })
        expect(await store.load(early, NOW)).toBeNull()
        const late = { data: 'late', expires: new Date('9999-12-31T23:59:59.999Z') }
        expect(await store.load(await store.create(late), NOW)).toEqual(late)
      })
    })

    describeReplace(() => store)

    describe('touch', () => {
      it('moves the end, later or earlier, and keeps the data', async () => {
        await created()
        expect(await store.touch(key, 'first', after(60))).toBe(true)
        expect(await store.load(key, after(59.999))).toEqual(record('first', 60))
        expect(await store.load(key, after(60))).toBeNull()
        expect(await store.touch(key, 'first', after(20))).toBe(true)
        expect(await store.load(key, after(20))).toBeNull()
      })

      it('moves it to where it is, as often as it is told', async () => {
        const made = await created()
        expect(await store.touch(key, 'first', made.expires)).toBe(true)
        expect(await store.touch(key, 'first', made.expires)).toBe(true)
        expect(await store.load(key, NOW)).toEqual(made)
      })

      it('refuses when the record is unknown, deleted or moved (P4)', async () => {
        expect(await store.touch(key, 'first', after(60))).toBe(false)
        await created()
        const newKey =
          (await store.replace(key, 'first', record('first', 30), { rotate: true })) ?? ''
        expect(await store.touch(key, 'first', after(60))).toBe(false)
        await store.delete(newKey)
        expect(await store.touch(newKey, 'first', after(60))).toBe(false)
        expect(await store.load(newKey, NOW)).toBeNull()
      })

      it('refuses when another save has set the end since', async () => {
        await created()
        await store.replace(key, 'first', record('second', 45))
        expect(await store.touch(key, 'first', after(600))).toBe(false)
        expect(await store.load(key, NOW)).toEqual(record('second', 45))
      })

      it('leaves the data as it is for a later replace', async () => {
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

      it('says that it removed nothing for an unknown key, and the second time (P4)', async () => {
        expect(await store.delete(key)).toBe(false)
        await created()
        expect(await store.delete(key)).toBe(true)
        expect(await store.delete(key)).toBe(false)
      })

      it('says that it removed nothing if the record has moved to another key (P4)', async () => {
        await created()
        const newKey =
          (await store.replace(key, 'first', record('first', 30), { rotate: true })) ?? ''
        expect(await store.delete(key)).toBe(false)
        expect(await store.load(newKey, NOW)).toEqual(record('first', 30))
        expect(await store.delete(newKey)).toBe(true)
      })

      it('removes no other record', async () => {
        const other = await store.create(record('theirs', 30))
        await created()
        await store.delete(key)
        expect(await store.load(other, NOW)).toEqual(record('theirs', 30))
      })
    })

    describe('data', () => {
      it.each([
        ['of one byte', 'x'],
        ['with quotes, wildcards and escapes', `'"\`%_\\?1;--`],
        ['beyond ASCII', 'Grüße 東京 🍪'],
        ['with line breaks and blanks at its ends', ' a\r\n\tb '],
      ])('%s comes back unchanged and can be replaced', async (_, data) => {
        const made = await created(data)
        expect(await store.load(key, NOW)).toEqual(made)
        expect(await store.replace(key, data, record('next', 30))).toBe(key)
        expect(await store.replace(key, 'next', made)).toBe(key)
        expect(await store.load(key, NOW)).toEqual(made)
      })

      it(`of ${largestData} bytes comes back unchanged, and is compared to its last byte`, async () => {
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

    if (makeBrokenStore === undefined) return

    describe('when what it keeps sessions in fails (P5)', () => {
      const calls: [string, (broken: SessionStore) => Promise<unknown>][] = [
        ['load', (broken) => broken.load(key, NOW)],
        ['create', (broken) => broken.create(record('first', 30))],
        ['replace', (broken) => broken.replace(key, 'first', record('second', 30))],
        [
          'rotation',
          (broken) => broken.replace(key, 'first', record('second', 30), { rotate: true }),
        ],
        ['touch', (broken) => broken.touch(key, 'first', after(60))],
        ['delete', (broken) => broken.delete(key)],
        ['clearExpired', (broken) => broken.clearExpired(NOW)],
      ]

      it.each(calls)('%s throws: it says neither yes nor no', async (_, call) => {
        const broken = await makeBrokenStore?.()
        if (broken === undefined) throw new Error('Expected a broken store')
        await expect(call(broken)).rejects.toBeInstanceOf(Error)
      })
    })
  })
}
