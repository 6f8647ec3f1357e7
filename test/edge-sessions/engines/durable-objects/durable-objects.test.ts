import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { durableObjectStore } from '../../../../src/edge-sessions/engines/durable-objects/durable-object-store.ts'
import { makeKey, Session, sessionCodec } from '../../../../src/edge-sessions/index.ts'
import { FaultyCalls } from '../../../support/faults.ts'
import { bytesForKeys } from '../../../support/keys.ts'
import { alarmOf, faultyNamespace, isEmpty, runAlarm } from '../../../support/session-objects.ts'
import { SECRET_KEY } from '../../../support/test-app.ts'

/** Alarms use the real clock. A present in the far future keeps them from firing. */
const NOW = new Date('2040-03-01T12:00:00.000Z')
const codec = sessionCodec({ secretKey: SECRET_KEY })
const store = durableObjectStore(env.SESSIONS)

let key: string
beforeEach(() => {
  key = makeKey()
})

function after(seconds: number): Date {
  return new Date(NOW.getTime() + Math.round(seconds * 1000))
}

async function read(key: string): Promise<string | undefined> {
  return (await store.load(key, NOW))?.data
}

describe('the alarm of a session (P8)', () => {
  it('is set to the expiry and leaves no data behind', async () => {
    key = await store.create({ data: 'one', expires: after(30) })
    expect(await alarmOf(key)).toBe(after(30).getTime())
    await runAlarm(key, after(30))
    expect(await isEmpty(key)).toBe(true)
  })

  it('reschedules itself after a postponed expiry, to the millisecond', async () => {
    key = await store.create({ data: 'one', expires: after(30) })
    await store.touch(key, 'one', after(60))
    await store.replace(key, 'one', { data: 'two', expires: after(90) })
    expect(await alarmOf(key), 'a save leaves it alone: one row, not two').toBe(after(30).getTime())
    await runAlarm(key, after(30))
    expect(await alarmOf(key)).toBe(after(90).getTime())
    await runAlarm(key, after(89.999))
    expect(await read(key)).toBe('two')
    await runAlarm(key, after(90))
    expect(await isEmpty(key)).toBe(true)
  })

  it('moves to an earlier expiry', async () => {
    key = await store.create({ data: 'one', expires: after(60) })
    await store.touch(key, 'one', after(30))
    expect(await alarmOf(key)).toBe(after(30).getTime())
    await store.replace(key, 'one', { data: 'two', expires: after(10) })
    expect(await alarmOf(key)).toBe(after(10).getTime())
  })

  it('moves to the new key and the new expiry on a rotation', async () => {
    key = await store.create({ data: 'one', expires: after(30) })
    const second = { data: 'two', expires: after(60) }
    const newKey = (await store.replace(key, 'one', second, { rotate: true })) ?? ''
    expect(await alarmOf(newKey)).toBe(after(60).getTime())
    expect(await isEmpty(key)).toBe(true)
  })

  it('supports an expiry beyond the latest alarm of the runtime', async () => {
    const expires = new Date('9999-12-31T23:59:59.999Z')
    key = await store.create({ data: 'one', expires })
    expect(await alarmOf(key)).toBeLessThan(Date.UTC(2200, 0))
    await runAlarm(key, after(0))
    expect(await store.load(key, NOW)).toEqual({ data: 'one', expires })
  })

  it('is removed by a logout with all other data', async () => {
    key = await store.create({ data: 'one', expires: after(30) })
    await store.delete(key)
    expect(await isEmpty(key)).toBe(true)
  })

  it('fires on its own and removes an expired session', async () => {
    key = await store.create({ data: 'one', expires: new Date(Date.now() - 1) })
    await vi.waitUntil(() => isEmpty(key), { timeout: 10_000 })
  })
})

describe('an unknown key', () => {
  it('leaves no stored object behind (CVE-2015-5143)', async () => {
    const newKey = makeKey()
    await store.load(key, NOW)
    await store.touch(key, 'one', after(30))
    await store.replace(key, 'one', { data: 'two', expires: after(30) })
    const rotating = durableObjectStore(env.SESSIONS, { randomBytes: bytesForKeys(newKey) })
    await rotating.replace(key, 'one', { data: 'two', expires: after(30) }, { rotate: true })
    await store.delete(key)
    expect([await isEmpty(key), await isEmpty(newKey)]).toEqual([true, true])
  })
})

describe('a session (P1, P2)', () => {
  it.each([
    ['stays untouched', 0, () => {}],
    ['is read', 1, (session) => session.get('name')],
    ['is changed', 2, (session) => session.set('name', 'Asha')],
    ['gets a new key', 5, (session) => session.cycleKey()],
    ['is logged out', 1, (session) => session.flush()],
  ] as [string, number, (session: Session<{ name: string }>) => unknown][])(
    '%s (object calls: %d)',
    async (_, expected, use) => {
      const calls = new FaultyCalls(null)
      const metered = durableObjectStore(faultyNamespace(calls, {}))
      const first = new Session<{ name: string }>(null, { store: metered, codec })
      first.set('name', 'Ankit')
      await first.commit(false)
      expect(calls.count, 'a first write').toBe(1)
      const session = new Session<{ name: string }>(first.key, { store: metered, codec })
      await use(session)
      await session.commit(false)
      expect(calls.count - 1).toBe(expected)
    },
  )
})

describe('a runtime error', () => {
  const record = { data: 'one', expires: after(30) }

  let calls: FaultyCalls

  /** Returns a store with one object call that fails in this way. */
  function failing(marks: object, timing: 'before' | 'after', meanwhile = async () => {}) {
    calls = new FaultyCalls({ message: 'down', at: 1, timing, pattern: 'once', meanwhile })
    return durableObjectStore(faultyNamespace(calls, marks), { sleep: async () => {} })
  }

  it('is retried if it is retryable, and the write is applied once', async () => {
    const lossy = failing({ retryable: true }, 'after')
    key = await lossy.create(record)
    const down = failing({ retryable: true }, 'before')
    expect(await down.replace(key, 'one', { ...record, data: 'two' })).toBe(key)
    expect(await read(key)).toBe('two')
  })

  it.each([{ retryable: true, overloaded: true }, { retryable: false }, {}])(
    'is not retried if it is marked %j',
    async (marks) => {
      await expect(failing(marks, 'before').create(record)).rejects.toThrow('down')
      expect(calls.count).toBe(1)
    },
  )

  it('fails a write whose response was lost if another request wrote in between', async () => {
    key = await store.create(record)
    const lossy = failing({ retryable: true }, 'after', async () => {
      await store.replace(key, 'two', { ...record, data: 'three' })
    })
    await expect(lossy.replace(key, 'one', { ...record, data: 'two' })).rejects.toThrow(
      "Lost the Durable Object's response",
    )
    expect(await read(key)).toBe('three')
    expect(await store.replace(key, 'one', { ...record, data: 'four' })).toBeNull()
  })
})

describe('clearExpired', () => {
  it('does nothing, because alarms clear sessions', async () => {
    expect(await store.clearExpired(NOW)).toEqual({
      deleted: 0,
      scanned: 0,
      statements: 0,
      complete: true,
    })
  })
})
