import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { d1Store, makeKey } from '../../../src/sessions/index.ts'
import { formatDate, formatExpiry, parseDate } from '../../../src/sessions/stores/d1-dates.ts'
import { emptyTable, NOON } from '../../support/test-app.ts'

describe('parseDate', () => {
  it.each([
    ['2030-01-02 03:04:05', '2030-01-02T03:04:05.000Z'],
    ['2030-01-02 03:04', '2030-01-02T03:04:00.000Z'],
    ['2030-01-02 03:04:05.123456', '2030-01-02T03:04:05.123Z'],
    ['2030-01-02 03:04:05.1', '2030-01-02T03:04:05.100Z'],
    ['2030-01-02 03:04:05,12', '2030-01-02T03:04:05.120Z'],
    ['2030-01-02T03:04:05Z', '2030-01-02T03:04:05.000Z'],
    ['2030-01-02 03:04:05+00:00', '2030-01-02T03:04:05.000Z'],
    ['2030-01-02 03:04:05.5+02:00', '2030-01-02T01:04:05.500Z'],
    ['2030-01-02 23:04:05 -0530', '2030-01-03T04:34:05.000Z'],
    ['2030-01-02 03:04:05+02', '2030-01-02T01:04:05.000Z'],
    ['0001-01-01 00:00:00', '0001-01-01T00:00:00.000Z'],
  ])('reads %s as Django does', (text, expected) => {
    expect(parseDate(text).toISOString()).toBe(expected)
  })

  it.each(['', 'tomorrow', '2030-01-02', '1893553445'])('reads %j as no date', (text) => {
    expect(parseDate(text).getTime()).toBeNaN()
  })
})

describe('formatDate', () => {
  it('keeps to the years that compare as strings and that Python can hold', () => {
    expect(formatDate(new Date(8.64e15))).toBe('9999-12-31 23:59:59.999000')
    expect(formatDate(new Date(-8.64e15))).toBe('0001-01-01 00:00:00')
    expect(formatExpiry(new Date(0))).toMatch(/^1970-01-01 00:00:00(\.000\d{3})?$/)
  })
})

describe('a store with dates of distant years', () => {
  const store = d1Store(env.DB)
  beforeEach(emptyTable)

  it.each(['create', 'replace', 'touch'] as const)('keeps a far future by %s', async (write) => {
    const expires = new Date(8.64e15)
    const key = makeKey()
    await store.create(key, { data: 'one', expires: write === 'create' ? expires : NOON })
    if (write === 'replace') await store.replace(key, 'one', { data: 'one', expires })
    if (write === 'touch') await store.touch(key, 'one', expires)
    expect(await store.load(key, NOON)).toMatchObject({ data: 'one' })
    expect((await store.clearExpired(NOON)).deleted).toBe(0)
  })

  it('counts the years before 1 as expired', async () => {
    const key = makeKey()
    await store.create(key, { data: 'one', expires: new Date(-8.64e15) })
    expect(await store.load(key, NOON)).toBeNull()
    expect((await store.clearExpired(NOON)).deleted).toBe(1)
  })
})
