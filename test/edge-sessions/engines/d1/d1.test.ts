import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { d1Store, makeKey } from '../../../../src/edge-sessions/index.ts'
import { bytesForKeys } from '../../../support/keys.ts'
import { emptyTable, NOON, rows } from '../../../support/test-app.ts'

const later = (seconds: number) => new Date(NOON.getTime() + seconds * 1000)
const store = d1Store(env.DB, { sleep: async () => {} })

beforeEach(emptyTable)

/** A database whose first `times` runs of a matching statement fail, before or after they apply. */
function faultyDatabase(
  sql: RegExp,
  message: string,
  { isDone = true, times = 1 } = {},
): D1Database {
  let left = times
  return new Proxy(env.DB, {
    get: (target, name) =>
      name === 'prepare'
        ? (text: string) => lossy(target.prepare(text), text)
        : Reflect.get(target, name),
  })

  function lossy(statement: D1PreparedStatement, text: string): D1PreparedStatement {
    return new Proxy(statement, {
      get(target, name) {
        if (name === 'bind') return (...values: unknown[]) => lossy(target.bind(...values), text)
        if (name !== 'run' || !sql.test(text)) {
          const member: unknown = Reflect.get(target, name)
          return typeof member === 'function' ? member.bind(target) : member
        }
        return async () => {
          const isFault = left-- > 0
          const result = isFault && !isDone ? null : await target.run()
          if (isFault) throw new Error(`D1_ERROR: ${message}`)
          return result
        }
      },
    })
  }
}

describe('the date handling', () => {
  it("writes an expiry in Django's format with microseconds", async () => {
    await store.create({ data: 'x', expires: new Date('2026-03-01T12:00:30.400Z') })
    const [row] = await rows()
    expect(row?.expire_date).toMatch(/^2026-03-01 12:00:30\.400\d{3}$/)
  })

  it.each([
    ['2026-03-01 12:00:00', 0, 'expired'],
    ['2026-03-01 12:00:00', -0.001, 'live'],
    ['2026-03-01 12:00:00.000001', 0, 'expired'],
    ['2026-03-01 12:00:00.001000', 0, 'live'],
    ['2026-03-01T12:00:00.000Z', 0, 'expired'],
    ['2026-03-01T12:00:00.363Z', 1, 'expired'],
    ['1772366400', -1, 'expired'],
    ['2026-02-30 nonsense', -1e6, 'expired'],
  ])('treats an expiry of %s, %d s after noon, as %s', async (date, seconds, state) => {
    const key = makeKey()
    await env.DB.prepare(
      'INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)',
    )
      .bind(key, 'x', date)
      .run()
    const record = await store.load(key, later(seconds))
    expect(record === null ? 'expired' : 'live').toBe(state)
  })
})

describe('the retry logic', () => {
  const transient = [
    'Network connection lost.',
    'D1 DB storage operation exceeded timeout which caused object to be reset: storage caused object to be reset',
    'D1 DB reset because its code was updated.',
    'Cannot resolve D1 DB due to transient issue on remote node.',
  ]

  it.each(transient)(
    'applies a write exactly once if its response was lost: %s',
    async (message) => {
      const lossy = (sql: RegExp) =>
        d1Store(faultyDatabase(sql, message), { sleep: async () => {} })
      const expires = later(30)
      const key = await lossy(/INSERT/).create({ data: 'one', expires })
      expect(await lossy(/UPDATE/).replace(key, 'one', { data: 'two', expires })).toBe(key)
      const third = { data: 'three', expires }
      const newKey =
        (await lossy(/UPDATE/).replace(key, 'two', third, { rotate: true })) ?? 'not moved'
      expect(await lossy(/UPDATE/).touch(newKey, 'three', later(60))).toBe(true)
      expect(await store.load(newKey, NOON)).toMatchObject({ data: 'three', expires: later(60) })
      expect(await lossy(/DELETE/).delete(newKey)).toBe(true)
      expect(await rows()).toEqual([])
    },
  )

  it('does not mistake an equal write of another request for its own', async () => {
    const record = { data: 'two', expires: later(30) }
    const key = await store.create({ data: 'one', expires: later(30) })
    vi.spyOn(Math, 'random').mockReturnValueOnce(0.1).mockReturnValue(0.5)
    expect(await store.replace(key, 'one', record)).toBe(key)
    const failing = faultyDatabase(/UPDATE/, 'Network connection lost.', { isDone: false })
    const other = d1Store(failing, { sleep: async () => {} })
    await expect(other.replace(key, 'one', record)).rejects.toThrow("Lost D1's response")
    vi.restoreAllMocks()
  })

  it('gives up after three attempts with increasing delays', async () => {
    const waits: number[] = []
    const failing = d1Store(faultyDatabase(/INSERT/, 'Network connection lost.', { times: 10 }), {
      sleep: async (milliseconds) => {
        waits.push(milliseconds)
      },
    })
    vi.spyOn(Math, 'random').mockReturnValue(0.999)
    await expect(failing.create({ data: 'x', expires: NOON })).rejects.toThrow(
      'Network connection lost.',
    )
    vi.restoreAllMocks()
    expect(waits.map(Math.round)).toEqual([100, 200])
  })

  it.each([
    'D1 DB is overloaded. Too many requests queued.',
    'D1 DB exceeded its CPU time limit',
    'no such table: x',
  ])('does not retry after a permanent error: %s', async (message) => {
    let runs = 0
    const prepare = vi.spyOn(env.DB, 'prepare').mockImplementation(() => {
      runs += 1
      throw new Error(`D1_ERROR: ${message}`)
    })
    await expect(store.load(makeKey(), NOON)).rejects.toThrow(message)
    prepare.mockRestore()
    expect(runs).toBe(1)
  })
})

describe('a table with custom columns', () => {
  it('keeps their values through saves and a key rotation', async () => {
    await env.DB.prepare('ALTER TABLE django_session ADD COLUMN account_id INTEGER').run()
    const expires = later(30)
    const key = await store.create({ data: 'one', expires })
    await env.DB.prepare('UPDATE django_session SET account_id = 7').run()
    await store.replace(key, 'one', { data: 'two', expires })
    const third = { data: 'three', expires }
    const newKey = await store.replace(key, 'two', third, { rotate: true })
    const [row] = await rows()
    await env.DB.prepare('ALTER TABLE django_session DROP COLUMN account_id').run()
    expect(row).toMatchObject({ session_key: newKey, session_data: 'three', account_id: 7 })
  })
})

describe('a new key', () => {
  const [first, second, third] = ['a'.repeat(32), 'b'.repeat(32), 'c'.repeat(32)]
  const record = { data: 'one', expires: new Date(NOON.getTime() + 30_000) }
  const storeMaking = (...keys: string[]) => d1Store(env.DB, { randomBytes: bytesForKeys(...keys) })

  it('is generated again if it is taken, even by an expired record (tower-sessions 0.12.0)', async () => {
    expect(await storeMaking(first).create({ ...record, expires: new Date(0) })).toBe(first)
    expect(await storeMaking(first, second).create(record)).toBe(second)
  })

  it('makes a rotation fail if it is taken, and both records stay (tower-sessions 0.12.1)', async () => {
    await storeMaking(first).create(record)
    await storeMaking(second).create({ ...record, data: 'two' })
    const rotate = { rotate: true }
    expect(await storeMaking(second).replace(first, 'one', record, rotate)).toBeNull()
    expect(await storeMaking(first).replace(first, 'one', record, rotate)).toBeNull()
    expect((await rows()).map((row) => row.session_data)).toEqual(['one', 'two'])
    expect(await storeMaking(third).replace(first, 'one', record, rotate)).toBe(third)
  })
})
