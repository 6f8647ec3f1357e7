import { beforeEach, describe, expect, it } from 'vitest'
import {
  memoryStore,
  type SessionCodec,
  type SessionStore,
} from '../../../src/edge-sessions/index.ts'
import { codec, config, open, reload, stored, useEmptyStore } from './open-session.ts'

beforeEach(useEmptyStore)

describe('session key management', () => {
  it('replaces the key on cycleKey and keeps the data (CVE-2022-25896, CVE-2023-29019)', async () => {
    const session = await stored({ name: 'Ankit' })
    const before = session.key
    session.cycleKey()
    expect(session.modified).toBe(true)
    await session.save()
    expect(session.key).not.toBe(before)
    expect(await open(before).toObject()).toEqual({})
    expect(await reload(session)).toEqual({ name: 'Ankit' })
  })

  it('keeps changes made after cycleKey, even if saved twice', async () => {
    const session = await stored({ name: 'Ankit', count: 1 })
    session.cycleKey()
    session.set('name', 'Zoë')
    await session.save()
    await session.save()
    expect(await reload(session)).toEqual({ name: 'Zoë', count: 1 })
  })

  it('deletes the session on flush and starts a new one for later changes (CVE-2015-3982)', async () => {
    const session = await stored({ name: 'Ankit' })
    const before = session.key
    await session.flush()
    expect(session.key).toBeNull()
    expect(session.isEmpty()).toBe(true)
    expect(session.modified).toBe(false)
    expect(await open(before).toObject()).toEqual({})
    session.set('count', 1)
    await session.save()
    expect(session.key).toMatch(/^[a-z0-9]{32}$/)
    expect(session.key).not.toBe(before)
    expect(await reload(session)).toEqual({ count: 1 })
  })

  it.each(['store', 'codec'])('discards data that the %s is loading during flush', async (slow) => {
    const { key } = await stored({ name: 'Ankit' })
    const loading = Promise.withResolvers<void>()
    const store: SessionStore = {
      ...config.store,
      async load(...request) {
        const record = await config.store.load(...request)
        if (slow === 'store') await loading.promise
        return record
      },
    }
    const slowCodec: SessionCodec = {
      ...codec,
      async decode(text) {
        const members = await codec.decode(text)
        if (slow === 'codec') await loading.promise
        return members
      },
    }
    const session = open(key, { store, codec: slowCodec })
    const reading = session.get('name')
    await session.flush()
    loading.resolve()
    expect(await reading).toBeUndefined()
    expect(session.isEmpty()).toBe(true)
    session.set('count', 1)
    await session.save()
    expect(await reload(session)).toEqual({ count: 1 })
  })

  it('draws another key on a collision (tower-sessions 0.12.0, 0.12.1)', async () => {
    const draws = [1, 1, 2, 2, 3].map((byte) => new Uint8Array(64).fill(byte))
    const randomBytes = () => draws.shift() ?? new Uint8Array(64)
    const store = memoryStore({ randomBytes })
    const first = open(null, { store })
    first.set('name', 'first')
    await first.save()
    const second = open(null, { store })
    second.set('name', 'second')
    await second.save()
    expect([first.key, second.key]).toEqual(['b'.repeat(32), 'c'.repeat(32)])

    second.cycleKey()
    await second.save()
    expect(second.key).toBe('d'.repeat(32))
    expect(await open(first.key, { store }).toObject()).toEqual({ name: 'first' })
    expect(await open(second.key, { store }).toObject()).toEqual({ name: 'second' })
  })

  it('gives up after 100 attempts to find a free key', async () => {
    const randomBytes = () => new Uint8Array(64)
    const store = memoryStore({ randomBytes })
    await open(null, { store }).save()
    await expect(open(null, { store }).save()).rejects.toThrow(
      'Found no free session key in 100 attempts',
    )
  })
})
