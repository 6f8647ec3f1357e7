import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { durableObjectStore } from '../../../../src/edge-sessions/engines/durable-objects/durable-object-store.ts'
import { makeKey, Session, sessionCodec } from '../../../../src/edge-sessions/index.ts'
import { FaultyCalls } from '../../../support/faults.ts'
import { bytesForKeys } from '../../../support/keys.ts'
import { alarmOf, faultyNamespace, isEmpty, runAlarm } from '../../../support/session-objects.ts'
import { SECRET_KEY } from '../../../support/test-app.ts'

/** Alarms go by the real clock, so the present is in the far future: they do not go off. */
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
  it('is set for its end, and leaves nothing behind', async () => {
    key = await store.create({ data: 'one', expires: after(30) })
    expect(await alarmOf(key)).toBe(after(30).getTime())
    await runAlarm(key, after(30))
    expect(await isEmpty(key)).toBe(true)
  })

  it('waits on when the end was postponed, to the millisecond', async () => {
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

  it('comes earlier when the end does', async () => {
    key = await store.create({ data: 'one', expires: after(60) })
    await store.touch(key, 'one', after(30))
    expect(await alarmOf(key)).toBe(after(30).getTime())
    await store.replace(key, 'one', { data: 'two', expires: after(10) })
    expect(await alarmOf(key)).toBe(after(10).getTime())
  })

  it('is set for the end of a session that was renewed', async () => {
    key = await store.create({ data: 'one', expires: after(30) })
    const second = { data: 'two', expires: after(60) }
    const newKey = (await store.replace(key, 'one', second, { rotate: true })) ?? ''
    expect(await alarmOf(newKey)).toBe(after(60).getTime())
    expect(await isEmpty(key)).toBe(true)
  })

  it('takes an end that is beyond what the runtime can wait for', async () => {
    const expires = new Date('9999-12-31T23:59:59.999Z')
    key = await store.create({ data: 'one', expires })
    expect(await alarmOf(key)).toBeLessThan(Date.UTC(2200, 0))
    await runAlarm(key, after(0))
    expect(await store.load(key, NOW)).toEqual({ data: 'one', expires })
  })

  it('is removed by a logout, with all the rest', async () => {
    key = await store.create({ data: 'one', expires: after(30) })
    await store.delete(key)
    expect(await isEmpty(key)).toBe(true)
  })

  it('removes by itself what has ended', async () => {
    key = await store.create({ data: 'one', expires: new Date(Date.now() - 1) })
    await vi.waitUntil(() => isEmpty(key), { timeout: 10_000 })
  })
})

describe('an unknown key', () => {
  it('leaves no object behind that would be kept and billed (CVE-2015-5143)', async () => {
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

describe('P1 and P2: how often objects are called', () => {
  it.each([
    ['an untouched session', 0, () => {}],
    ['a read', 1, (session) => session.get('name')],
    ['a change', 2, (session) => session.set('name', 'Asha')],
    ['a renewal of the key', 5, (session) => session.cycleKey()],
    ['a logout', 1, (session) => session.flush()],
  ] as [string, number, (session: Session<{ name: string }>) => unknown][])(
    '%s: %d',
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

describe('errors of the runtime', () => {
  const record = { data: 'one', expires: after(30) }

  /** The store, with one call of an object that fails in this way. */
  function failing(marks: object, timing: 'before' | 'after', meanwhile = async () => {}) {
    const fault = { message: 'down', at: 1, timing, pattern: 'once', meanwhile } as const
    const namespace = faultyNamespace(new FaultyCalls(fault), marks)
    return durableObjectStore(namespace, { sleep: async () => {} })
  }

  it('that pass are tried again, and a write is done once', async () => {
    const lossy = failing({ retryable: true }, 'after')
    key = await lossy.create(record)
    const down = failing({ retryable: true }, 'before')
    expect(await down.replace(key, 'one', { ...record, data: 'two' })).toBe(key)
    expect(await read(key)).toBe('two')
  })

  it.each([{ retryable: true, overloaded: true }, { retryable: false }, {}])(
    'that are marked %j are not',
    async (marks) => {
      await expect(failing(marks, 'before').create(record)).rejects.toThrow('down')
      expect(await read(key)).toBeUndefined()
    },
  )

  it('after which another request was first make the write fail, if it may have been done', async () => {
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

  it('nothing is left for clearExpired to do', async () => {
    expect(await store.clearExpired(NOW)).toEqual({
      deleted: 0,
      scanned: 0,
      statements: 0,
      complete: true,
    })
  })
})
