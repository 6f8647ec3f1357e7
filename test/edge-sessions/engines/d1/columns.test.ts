import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  formatDate,
  formatExpiry,
  hashKey,
} from '../../../../src/edge-sessions/engines/d1/columns.ts'
import { d1Store, makeKey } from '../../../../src/edge-sessions/index.ts'
import { emptyTable, NOON } from '../../../support/test-app.ts'

describe('formatDate', () => {
  it('clamps dates to the years 1 to 9999, which sort as strings and fit into Python', () => {
    expect(formatDate(new Date(8.64e15))).toBe('9999-12-31 23:59:59.999000')
    expect(formatDate(new Date(-8.64e15))).toBe('0001-01-01 00:00:00')
    expect(formatExpiry(new Date(0))).toMatch(/^1970-01-01 00:00:00(\.000\d{3})?$/)
  })
})

describe('a store with distant dates', () => {
  const store = d1Store(env.DB)
  beforeEach(emptyTable)

  it.each(['create', 'replace', 'touch'] as const)(
    'keeps a session with an expiry in the far future on %s',
    async (write) => {
      const expires = new Date(8.64e15)
      const key = await store.create({ data: 'one', expires: write === 'create' ? expires : NOON })
      if (write === 'replace') await store.replace(key, 'one', { data: 'one', expires })
      if (write === 'touch') await store.touch(key, 'one', expires)
      expect(await store.load(key, NOON)).toMatchObject({ data: 'one' })
      expect((await store.clearExpired(NOON)).deleted).toBe(0)
    },
  )

  it('treats a date before year 1 as expired', async () => {
    const key = await store.create({ data: 'one', expires: new Date(-8.64e15) })
    expect(await store.load(key, NOON)).toBeNull()
    expect((await store.clearExpired(NOON)).deleted).toBe(1)
  })
})

describe('a store with dates in the formats of other writers', () => {
  const store = d1Store(env.DB)
  beforeEach(emptyTable)

  async function insert(date: string): Promise<string> {
    const key = makeKey()
    const sql =
      'INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)'
    await env.DB.prepare(sql).bind(key, 'one', date).run()
    return key
  }

  it.each([
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:04.500Z'],
    ['2026-01-02 03:04:05+00:00', '2026-01-02T03:04:04.999Z'],
    ['2026-01-02 03:04:05-10:00', '2026-01-02T13:04:04.999Z'],
    ['2026-01-01 23:59:59.5-23:59', '2026-01-02T23:58:59.499Z'],
    ['2026-1-2 3:04', '2026-01-02T03:03:59.999Z'],
  ])('serves a row that expires at %s until then and no longer (P8)', async (date, lastMoment) => {
    const key = await insert(date)
    const last = new Date(lastMoment)
    expect((await store.clearExpired(last)).deleted).toBe(0)
    expect(await store.load(key, last)).toMatchObject({ data: 'one' })
    expect(await store.load(key, new Date(last.getTime() + 501))).toBeNull()
    // Clearing compares strings, so a date in another format may be cleared later.
    const yearsLater = new Date('2028-01-01T00:00:00Z')
    expect((await store.clearExpired(yearsLater)).deleted).toBe(1)
  })

  it('treats an unreadable date as expired', async () => {
    expect(await store.load(await insert('tomorrow'), NOON)).toBeNull()
  })
})

describe('hashKey', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('hashes a key once and forgets it after 100 others', async () => {
    const digest = vi.spyOn(crypto.subtle, 'digest')
    const first = await hashKey('key 0')
    expect(await hashKey('key 0')).toBe(first)
    expect(digest).toHaveBeenCalledTimes(1)
    for (let index = 1; index <= 100; index++) await hashKey(`key ${index}`)
    expect(await hashKey('key 0')).toBe(first)
    expect(digest).toHaveBeenCalledTimes(102)
  })
})
