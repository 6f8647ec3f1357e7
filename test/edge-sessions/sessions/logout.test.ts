import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { durableObjectStore } from '../../../src/edge-sessions/engines/durable-objects/durable-object-store.ts'
import {
  d1Store,
  memoryStore,
  Session,
  SessionInterrupted,
  type SessionStore,
  sessionCodec,
} from '../../../src/edge-sessions/index.ts'
import { emptyTable, SECRET_KEY } from '../../support/test-app.ts'

const codec = sessionCodec({ secretKey: SECRET_KEY })

const STORES: [string, SessionStore][] = [
  ['memory', memoryStore()],
  ['D1', d1Store(env.DB)],
  ['D1 with hashed keys', d1Store(env.DB, { hashKeys: true })],
  ['Durable Objects', durableObjectStore(env.SESSIONS)],
]

beforeEach(emptyTable)

describe.each(STORES)('the logout of a session in %s', (_, store) => {
  const open = (key: string | null) => new Session<{ user: string }>(key, { store, codec })

  async function signedIn(): Promise<string> {
    const session = open(null)
    session.set('user', 'Ankit')
    await session.save()
    return session.key ?? ''
  }

  it('fails if another request has replaced the key of the loaded session (P4)', async () => {
    const key = await signedIn()
    const logout = open(key)
    await logout.get('user')
    const other = open(key)
    other.cycleKey()
    await other.save()
    await expect(logout.flush()).rejects.toThrow(SessionInterrupted)
    expect(logout.isInterrupted).toBe(true)
    expect(() => logout.set('user', 'Zoë')).toThrow('Cannot modify the session')
    expect(await open(other.key).get('user')).toBe('Ankit')
  })

  it('can be tried again after a failure of the store', async () => {
    const key = await signedIn()
    let isDown = true
    const failing: SessionStore = Object.assign(Object.create(store), {
      async delete(deleted: string) {
        if (isDown) throw new Error('The store is down')
        return store.delete(deleted)
      },
    })
    const session = new Session<{ user: string }>(key, { store: failing, codec })
    await expect(session.flush()).rejects.toThrow('The store is down')
    isDown = false
    expect(await session.flush()).toBe(true)
  })

  it('fails if another request has ended the loaded session (P4)', async () => {
    const key = await signedIn()
    const logout = open(key)
    await logout.load()
    await open(key).flush()
    await expect(logout.flush()).rejects.toThrow(SessionInterrupted)
  })

  it('returns whether it has deleted a session that was not loaded', async () => {
    const key = await signedIn()
    expect(await open(key).flush()).toBe(true)
    expect(await open(key).flush()).toBe(false)
    expect(await open(null).flush()).toBe(false)
  })

  it('returns false if the loaded session has expired and was removed', async () => {
    const clock = vi.fn(() => new Date('2026-03-01T12:00:00Z'))
    const config = { store, codec, cookieAge: 30, now: clock }
    const first = new Session(null, config)
    await first.save()
    const logout = new Session(first.key, config)
    await logout.load()
    await store.delete(first.key ?? '')
    clock.mockReturnValue(new Date('2026-03-01T12:00:30Z'))
    expect(await logout.flush()).toBe(false)
    expect(logout.key).toBeNull()
  })

  it('ends an invalid session without an error, even if it is already deleted', async () => {
    const key = await signedIn()
    const session = open(key)
    await session.load()
    await open(key).flush()
    await session.end('none')
    expect(session.key).toBeNull()
    expect(session.isInterrupted).toBe(false)
  })
})
