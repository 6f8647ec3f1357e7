import { beforeEach, describe, expect, it } from 'vitest'
import {
  ImproperlyConfigured,
  type Session,
  SessionInterrupted,
  type SessionStore,
} from '../../../src/edge-sessions/index.ts'
import { clock, config, type Data, open, reload, stored, useEmptyStore } from './open-session.ts'

beforeEach(useEmptyStore)

describe('a new session', () => {
  it('has no key, is empty and is not accessed, modified or stored', () => {
    const session = open()
    expect(session.accessed).toBe(false)
    expect(session.modified).toBe(false)
    expect(session.isStored).toBe(false)
    expect(session.key).toBeNull()
    expect(session.isEmpty()).toBe(true)
  })

  it('drops a malformed key and keeps a well-formed one until it is loaded', () => {
    expect(open('short').key).toBeNull()
    expect(open('a'.repeat(32)).key).toBe('a'.repeat(32))
    expect(open('a'.repeat(32)).isEmpty()).toBe(false)
  })

  it('drops an unknown key on the first read', async () => {
    const session = open('a'.repeat(32))
    expect(await session.get('name')).toBeUndefined()
    expect(session.key).toBeNull()
    expect(session.isEmpty()).toBe(true)
  })

  it('never adopts an unknown key (P9, CVE-2024-38513, CVE-2018-1000519)', async () => {
    const session = open('a'.repeat(32))
    session.set('name', 'Ankit')
    await session.save()
    expect(session.key).toMatch(/^[a-z0-9]{32}$/)
    expect(session.key).not.toBe('a'.repeat(32))
  })

  it('assigns a key on an explicit save', async () => {
    const session = open()
    await session.save()
    expect(session.key).toMatch(/^[a-z0-9]{32}$/)
    expect(await reload(session)).toEqual({})
  })

  it('rejects an invalid configuration', () => {
    expect(() => open(null, { cookieAge: -1 })).toThrow(ImproperlyConfigured)
  })
})

describe('reading', () => {
  it.each([
    ['get', (session: Session<Data>) => session.get('name')],
    ['has', (session: Session<Data>) => session.has('name')],
    ['keys', (session: Session<Data>) => session.keys()],
    ['values', (session: Session<Data>) => session.values()],
    ['entries', (session: Session<Data>) => session.entries()],
    ['toObject', (session: Session<Data>) => session.toObject()],
    ['getExpiryAge', (session: Session<Data>) => session.getExpiryAge()],
    ['getExpiryDate', (session: Session<Data>) => session.getExpiryDate()],
    ['getStoredExpiryDate', (session: Session<Data>) => session.getStoredExpiryDate()],
    ['getExpireAtBrowserClose', (session: Session<Data>) => session.getExpireAtBrowserClose()],
    ['key', async (session: Session<Data>) => session.key],
    ['isEmpty', async (session: Session<Data>) => session.isEmpty()],
    ['testCookieWorked', (session: Session<Data>) => session.testCookieWorked()],
    ['load', (session: Session<Data>) => session.load()],
  ])(
    'marks the session accessed but not modified: %s (CVE-2023-30861, CVE-2026-27205)',
    async (_, read) => {
      const session = await stored({ name: 'Ankit' })
      await read(session)
      expect(session.accessed).toBe(true)
      expect(session.modified).toBe(false)
    },
  )

  it('returns values, fallbacks, keys and entries', async () => {
    const session = await stored({ name: 'Ankit', count: 0 })
    expect(await session.get('name')).toBe('Ankit')
    expect(await session.get('name', 'x')).toBe('Ankit')
    expect(await session.get('count', 7)).toBe(0)
    expect(await session.get('cart')).toBeUndefined()
    expect(await session.get('cart', 'none')).toBe('none')
    expect(await session.has('count')).toBe(true)
    expect(await session.has('cart')).toBe(false)
    expect(await session.keys()).toEqual(['name', 'count'])
    expect(await session.values()).toEqual(['Ankit', 0])
    expect(await session.entries()).toEqual([
      ['name', 'Ankit'],
      ['count', 0],
    ])
    expect(await session.toObject()).toEqual({ name: 'Ankit', count: 0 })
  })

  it('ignores properties of Object.prototype', async () => {
    const session = await stored({ name: 'Ankit' })
    expect(await session.has('toString' as 'name')).toBe(false)
    expect(await session.get('constructor' as 'name')).toBeUndefined()
  })

  it('treats `__proto__` as an ordinary key (GHSA-v8w9-8mx6-g223)', async () => {
    const hostile = JSON.parse('{"__proto__":{"admin":true}}')
    const first = open()
    first.assign(hostile)
    await first.save()
    const members = await reload(first)
    expect(Object.keys(members)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(members)).toBe(Object.prototype)
    expect('admin' in members).toBe(false)
  })

  it('returns true from exists only for the key of an unexpired session', async () => {
    const session = await stored({ name: 'Ankit' })
    const { key } = session
    expect(await open().exists(key ?? '')).toBe(true)
    expect(await open().exists('a'.repeat(32))).toBe(false)
    expect(await open().exists('no key at all')).toBe(false)
    clock.advance(30)
    expect(await open().exists(key ?? '')).toBe(false)
  })
})

describe('saving', () => {
  it('stores the changes and rejects later ones on commit', async () => {
    const session = await stored({ name: 'Ankit' })
    session.set('name', 'Zoë')
    const committing = session.commit(false)
    expect(() => session.set('count', 1)).toThrow('after the response is ready')
    await committing
    expect(await reload(session)).toEqual({ name: 'Zoë' })
  })

  it('does not store an empty session on commit', async () => {
    const session = open()
    session.cycleKey()
    session.clear()
    await session.commit(true)
    expect(session.key).toBeNull()
  })

  it('keeps all changes and the key rotation for a retry after a failed save', async () => {
    let isDown = true
    const session = await stored({ name: 'Ankit' })
    const flaky: SessionStore = {
      ...config.store,
      async replace(...request) {
        if (!isDown) return config.store.replace(...request)
        isDown = false
        throw new Error('down')
      },
    }
    const next = open(session.key, { store: flaky })
    next.modified = true
    next.cycleKey()
    next.set('count', 1)
    await expect(next.save()).rejects.toThrow('down')
    expect(next.modified).toBe(true)
    await next.save()
    expect(next.key).not.toBe(session.key)
    expect(await reload(next)).toEqual({ name: 'Ankit', count: 1 })
    expect(next.modified).toBe(false)
  })

  it('keeps `modified` set after a forced save has failed', async () => {
    const { key } = await stored({ name: 'Ankit' })
    const down: SessionStore = {
      ...config.store,
      replace: () => Promise.reject(new Error('down')),
    }
    const session = open(key, { store: down })
    session.modified = true
    await expect(session.save()).rejects.toThrow('down')
    expect(session.modified).toBe(true)
  })

  it('rejects and closes a session that another request has ended', async () => {
    const session = await stored({ name: 'Ankit' })
    await session.load()
    await open(session.key).flush()
    expect(session.isInterrupted).toBe(false)
    await expect(session.save()).rejects.toThrow(SessionInterrupted)
    expect(session.isInterrupted).toBe(true)
    expect(session.isClosed).toBe(true)
    expect(() => session.set('name', 'x')).toThrow('after the response is ready')
  })
})

describe('maxBytes', () => {
  it('rejects a larger session and keeps the stored one (CVE-2016-4423)', async () => {
    const session = await stored({ name: 'Ankit' })
    const small = open(session.key, { maxBytes: 200 })
    const random = crypto.getRandomValues(new Uint8Array(300)).toBase64()
    small.set('name', random)
    await expect(small.save()).rejects.toThrow(
      /^Expected the session to be at most 200 bytes, got \d+$/,
    )
    expect(await reload(session)).toEqual({ name: 'Ankit' })
  })

  it('rejects JSON of more than 4 MiB, even if it compresses well', async () => {
    const session = await stored({ name: 'Ankit' })
    const large = open(session.key)
    large.set('name', 'x'.repeat(4 * 1024 * 1024))
    await expect(large.save()).rejects.toThrow(
      'Expected the session to be at most 4194304 bytes, got 4194315',
    )
    expect(await reload(session)).toEqual({ name: 'Ankit' })
    large.set('name', 'x'.repeat(4 * 1024 * 1024 - 11))
    await large.save()
    expect(await reload(session)).toEqual({ name: 'x'.repeat(4 * 1024 * 1024 - 11) })
  })
})
