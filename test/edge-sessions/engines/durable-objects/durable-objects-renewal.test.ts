import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { durableObjectStore } from '../../../../src/edge-sessions/engines/durable-objects/durable-object-store.ts'
import { makeKey, type SessionStore } from '../../../../src/edge-sessions/index.ts'
import { FaultyCalls } from '../../../support/faults.ts'
import { bytesForKeys } from '../../../support/keys.ts'
import { faultyNamespace, isEmpty, runAlarm } from '../../../support/session-objects.ts'

/** Alarms use the real clock. A present in the far future keeps them from firing. */
const NOW = new Date('2040-03-01T12:00:00.000Z')
const store = durableObjectStore(env.SESSIONS)

let key: string
let newKey: string
beforeEach(() => {
  key = makeKey()
  newKey = makeKey()
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})

function after(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000)
}

async function read(key: string): Promise<string | undefined> {
  return (await store.load(key, NOW))?.data
}

function storeMaking(...keys: string[]): SessionStore {
  return durableObjectStore(env.SESSIONS, { randomBytes: bytesForKeys(...keys) })
}

/** Rotates the key with a Worker that dies after this number of calls to objects. */
async function renewAndDie(calls: number): Promise<void> {
  const fault = { message: 'dead', at: calls + 1, timing: 'before', pattern: 'always' } as const
  const namespace = faultyNamespace(new FaultyCalls(fault), {})
  const dying = durableObjectStore(namespace, { randomBytes: bytesForKeys(newKey) })
  await storeMaking(key).create({ data: 'one', expires: after(30) })
  const second = { data: 'two', expires: after(60) }
  await dying.replace(key, 'one', second, { rotate: true }).catch(() => {})
}

describe.each([
  [0, 'old'],
  [1, 'old'],
  [2, 'new'],
  [3, 'new'],
  [4, 'new'],
])('a rotation whose Worker dies after %d calls (P4, P5)', (calls, served) => {
  it(`leaves only the ${served} key alive, permanently`, async () => {
    await renewAndDie(calls)
    const expected = served === 'old' ? ['one', undefined] : [undefined, 'two']
    for (let time = 0; time < 2; time++) {
      expect([await read(key), await read(newKey)]).toEqual(expected)
    }
    const [alive, dead] = served === 'old' ? [key, newKey] : [newKey, key]
    expect(await store.touch(dead, 'two', after(90))).toBe(false)
    expect(await store.replace(dead, 'two', { data: 'x', expires: after(90) })).toBeNull()
    await store.delete(dead)
    expect([await read(key), await read(newKey)]).toEqual(expected)
    expect(await read(alive)).toBeDefined()
  })

  it('lets the next request save, touch or rotate the session', async () => {
    for (const operation of ['save', 'touch', 'renew'] as const) {
      key = makeKey()
      newKey = makeKey()
      const third = makeKey()
      await renewAndDie(calls)
      const [alive, data] = served === 'old' ? [key, 'one'] : [newKey, 'two']
      if (operation === 'touch') {
        expect(await store.touch(alive, data, after(90))).toBe(true)
        expect(await read(alive)).toBe(data)
        continue
      }
      const to = operation === 'renew' ? third : alive
      const record = { data: 'three', expires: after(90) }
      const options = { rotate: operation === 'renew' }
      expect(await storeMaking(third).replace(alive, data, record, options)).toBe(to)
      expect(await read(to)).toBe('three')
      expect([await read(key), await read(newKey), await read(third)].filter(Boolean)).toEqual([
        'three',
      ])
    }
  })

  it('leaves no session after a logout with the live key', async () => {
    await renewAndDie(calls)
    await store.delete(served === 'old' ? key : newKey)
    expect([await read(key), await read(newKey)]).toEqual([undefined, undefined])
  })

  it('leaves no data after the session has expired (P8)', async () => {
    await renewAndDie(calls)
    // An alarm may fire too early and schedule the next one.
    for (const one of [key, newKey, key, newKey]) await runAlarm(one, after(60))
    expect([await isEmpty(key), await isEmpty(newKey)]).toEqual([true, true])
  })

  it('keeps the session after a logout with the dead key', async () => {
    await renewAndDie(calls)
    await store.delete(served === 'old' ? newKey : key)
    expect(await read(served === 'old' ? key : newKey)).toBeDefined()
  })

  it('frees the old key only if the new one is alive', async () => {
    await renewAndDie(calls)
    const made = await storeMaking(key, makeKey()).create({ data: 'other', expires: after(60) })
    expect(made === key).toBe(served === 'new')
    expect(await read(newKey)).toBe(served === 'new' ? 'two' : undefined)
  })
})
