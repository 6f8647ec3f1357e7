import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  memoryStore,
  Session,
  type SessionConfig,
  type SessionStore,
  sessionCodec,
} from '../../../src/edge-sessions/index.ts'
import { FakeClock, SECRET_KEY } from '../../support/test-app.ts'

interface Data {
  name: string
  count: number
}

const codec = sessionCodec({ secretKey: SECRET_KEY })
let clock: FakeClock
let store: SessionStore

beforeEach(() => {
  clock = new FakeClock()
  store = memoryStore()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function open(key: string | null, config: Partial<SessionConfig> = {}): Session<Data> {
  return new Session<Data>(key, { store, codec, cookieAge: 30, now: clock.now, ...config })
}

async function saved(): Promise<string> {
  const session = open(null)
  session.set('count', 1)
  await session.save()
  return session.key ?? ''
}

/** A store in which another request saves before each of the first `conflicts` calls of `replace`. */
function contested(conflicts: number): SessionStore {
  let left = conflicts
  return {
    ...store,
    async replace(key, ...others) {
      if (left-- > 0) {
        const first = open(key)
        await first.update('count', (count = 0) => count + 1)
        await first.save()
      }
      return store.replace(key, ...others)
    },
  }
}

describe('save', () => {
  it('clears `modified`, so that commit does not save again', async () => {
    const session = open(null)
    session.set('count', 1)
    await session.save()
    expect(session.modified).toBe(false)
    const replace = vi.spyOn(store, 'replace')
    await session.commit(false)
    expect(replace).not.toHaveBeenCalled()
  })

  it('retries after every conflict and keeps the changes of all requests', async () => {
    const key = await saved()
    vi.stubGlobal('setTimeout', (done: () => void) => done())
    const session = open(key, { store: contested(5) })
    session.set('name', 'Ankit')
    await session.update('count', (count = 0) => count + 1)
    await session.save()
    expect(await open(key).toObject()).toEqual({ count: 7, name: 'Ankit' })
  })

  it('retries once without delay, then with random exponential backoff up to 256 ms', async () => {
    const key = await saved()
    const waits: number[] = []
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    vi.stubGlobal('setTimeout', (done: () => void, milliseconds: number) => {
      waits.push(milliseconds)
      done()
    })
    const session = open(key, { store: contested(12) })
    session.set('name', 'Ankit')
    await session.save()
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 128, 128, 128])
  })

  it('gives up after 100 attempts', async () => {
    const key = await saved()
    vi.stubGlobal('setTimeout', (done: () => void) => done())
    const refuse = vi.fn(async () => null)
    const session = open(key, { store: { ...store, replace: refuse } })
    session.set('name', 'Ankit')
    await expect(session.save()).rejects.toThrow('Could not save the session in 100 attempts')
    expect(refuse).toHaveBeenCalledTimes(100)
  })

  it('accepts data of exactly maxBytes and rejects data one byte larger', async () => {
    const session = open(null)
    session.set('name', 'Ankit')
    await session.save()
    const { data } = (await store.load(session.key ?? '', clock.now())) ?? { data: '' }
    session.modified = true
    const same = open(session.key, { maxBytes: data.length })
    same.modified = true
    await same.save()
    const larger = open(session.key, { maxBytes: data.length - 1 })
    larger.modified = true
    await expect(larger.save()).rejects.toThrow(`at most ${data.length - 1} bytes`)
  })
})

describe('touch', () => {
  it('calls the store only if the expiry moves forward and renewAfter has passed', async () => {
    const key = await saved()
    const touch = vi.spyOn(store, 'touch')
    await open(key).touch()
    expect(touch).not.toHaveBeenCalled()
    clock.advance(9.999)
    await open(key, { renewAfter: 10 }).touch()
    expect(touch).not.toHaveBeenCalled()
    clock.advance(0.001)
    await open(key, { renewAfter: 10 }).touch()
    expect(touch).toHaveBeenCalledTimes(1)
    await open(key, { cookieAge: 20 }).touch()
    expect(touch).toHaveBeenCalledTimes(1)
  })

  it('does nothing for a session that is not stored', async () => {
    const [load, touch] = [vi.spyOn(store, 'load'), vi.spyOn(store, 'touch')]
    await open(null).touch()
    expect(load).not.toHaveBeenCalled()
    await open('a'.repeat(32)).touch()
    expect(touch).not.toHaveBeenCalled()
  })

  it('updates getStoredExpiryDate and isStored', async () => {
    const session = open(await saved())
    await session.load()
    clock.advance(10)
    await session.touch()
    expect(await session.getStoredExpiryDate()).toEqual(new Date(clock.now().getTime() + 30_000))
    expect(session.isStored).toBe(true)
  })
})
