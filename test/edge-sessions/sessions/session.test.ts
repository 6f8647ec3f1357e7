import { beforeEach, describe, expect, it } from 'vitest'
import {
  ImproperlyConfigured,
  memoryStore,
  Session,
  type SessionCodec,
  type SessionConfig,
  SessionInterrupted,
  type SessionStore,
  sessionCodec,
} from '../../../src/edge-sessions/index.ts'
import { FakeClock, NOON, SECRET_KEY } from '../../support/test-app.ts'

interface Data {
  name: string
  count: number
  cart: string[]
  profile: { id: number; tags: string[] }
  testcookie: string
}

const codec = sessionCodec({ secretKey: SECRET_KEY })
let clock: FakeClock
let config: SessionConfig & { store: SessionStore }

beforeEach(() => {
  clock = new FakeClock()
  config = { store: memoryStore(), codec, cookieAge: 30, now: clock.now }
})

function open(key: string | null = null, options: Partial<SessionConfig> = {}): Session<Data> {
  return new Session<Data>(key, { ...config, ...options })
}

/** A stored session with these members, opened by a later request. */
async function stored(members: Partial<Data>, options: Partial<SessionConfig> = {}) {
  const first = open(null, options)
  first.assign(members)
  await first.save()
  return open(first.key, options)
}

/** The members that a further request finds. */
async function reload(session: Session<Data>): Promise<Partial<Data>> {
  return open(session.key).toObject()
}

describe('a new session', () => {
  it('has no key, is empty, not accessed and not modified', () => {
    const session = open()
    expect(session.accessed).toBe(false)
    expect(session.modified).toBe(false)
    expect(session.isStored).toBe(false)
    expect(session.key).toBeNull()
    expect(session.isEmpty()).toBe(true)
  })

  it('drops a key of another form, and keeps one that it has not looked up', () => {
    expect(open('short').key).toBeNull()
    expect(open('a'.repeat(32)).key).toBe('a'.repeat(32))
    expect(open('a'.repeat(32)).isEmpty()).toBe(false)
  })

  it('drops a key that is unknown, once it has looked', async () => {
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

  it('takes an explicit save as the wish for a key', async () => {
    const session = open()
    await session.save()
    expect(session.key).toMatch(/^[a-z0-9]{32}$/)
    expect(await reload(session)).toEqual({})
  })

  it('refuses a configuration that makes no sense', () => {
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
  ])('%s marks it accessed and not modified (CVE-2023-30861, CVE-2026-27205)', async (_, read) => {
    const session = await stored({ name: 'Ankit' })
    await read(session)
    expect(session.accessed).toBe(true)
    expect(session.modified).toBe(false)
  })

  it('returns members, fallbacks and names', async () => {
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

  it('knows nothing of what every object inherits', async () => {
    const session = await stored({ name: 'Ankit' })
    expect(await session.has('toString' as 'name')).toBe(false)
    expect(await session.get('constructor' as 'name')).toBeUndefined()
  })

  it('takes `__proto__` for a key like any other (GHSA-v8w9-8mx6-g223)', async () => {
    const hostile = JSON.parse('{"__proto__":{"admin":true}}')
    const first = open()
    first.assign(hostile)
    await first.save()
    const members = await reload(first)
    expect(Object.keys(members)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(members)).toBe(Object.prototype)
    expect('admin' in members).toBe(false)
  })

  it('tells whether another session exists', async () => {
    const session = await stored({ name: 'Ankit' })
    const { key } = session
    expect(await open().exists(key ?? '')).toBe(true)
    expect(await open().exists('a'.repeat(32))).toBe(false)
    expect(await open().exists('no key at all')).toBe(false)
    clock.advance(30)
    expect(await open().exists(key ?? '')).toBe(false)
  })
})

describe('changing', () => {
  it('set, assign, delete, pop, setDefault and update are found by the next request', async () => {
    const session = await stored({ name: 'Ankit', count: 1, cart: ['a'] })
    session.set('name', 'Zoë')
    session.assign({ profile: { id: 1, tags: [] } })
    session.delete('cart')
    expect(await session.pop('count')).toBe(1)
    expect(await session.pop('count')).toBeUndefined()
    expect(await session.pop('count', 'gone')).toBe('gone')
    expect(await session.setDefault('name', 'other')).toBe('Zoë')
    expect(await session.setDefault('cart', ['new'])).toEqual(['new'])
    expect(await session.update('count', (count = 10) => count + 1)).toBe(11)
    await session.save()
    expect(await reload(session)).toEqual({
      name: 'Zoë',
      profile: { id: 1, tags: [] },
      cart: ['new'],
      count: 11,
    })
  })

  it('is modified by what has an effect only', async () => {
    const session = await stored({ name: 'Ankit' })
    session.delete('count')
    expect(session.modified).toBe(true)
    await session.load()
    expect(session.modified).toBe(false)
    await session.pop('count')
    await session.setDefault('name', 'x')
    session.setExpiry(null)
    session.deleteTestCookie()
    expect(session.modified).toBe(false)
    session.set('name', 'Ankit')
    expect(session.modified).toBe(true)
  })

  it('is modified until it is saved, also by clear', async () => {
    const session = await stored({ name: 'Ankit' })
    await session.load()
    session.clear()
    expect(session.modified).toBe(true)
    await session.save()
    expect(session.modified).toBe(false)
  })

  it('marks it accessed, and a new one no longer empty', () => {
    const session = open()
    session.set('name', 'Ankit')
    expect(session.accessed).toBe(true)
    expect(session.isEmpty()).toBe(false)
  })

  it('can be told that it is modified', async () => {
    const session = await stored({ name: 'Ankit' })
    session.modified = true
    expect(session.modified).toBe(true)
    await session.save()
    expect(session.modified).toBe(false)
  })

  it('clear removes all members and keeps the key', async () => {
    const session = await stored({ name: 'Ankit' })
    const { key } = session
    session.clear()
    session.set('count', 1)
    await session.save()
    expect(session.key).toBe(key)
    expect(await reload(session)).toEqual({ count: 1 })
  })

  it('notices an array or object that was changed in place', async () => {
    const session = await stored({ cart: ['a'], profile: { id: 1, tags: [] } })
    ;(await session.get('cart'))?.push('b')
    const { profile } = await session.toObject()
    profile?.tags.push('x')
    expect(session.modified).toBe(true)
    await session.save()
    expect(await reload(session)).toEqual({ cart: ['a', 'b'], profile: { id: 1, tags: ['x'] } })
  })

  it('notices what is done to a value after it was set, saved or updated', async () => {
    const session = open()
    const cart = ['a']
    session.set('cart', cart)
    cart.push('b')
    await session.save()
    cart.push('c')
    expect(session.modified).toBe(true)
    const profile = await session.update('profile', () => ({ id: 1, tags: [] as string[] }))
    await session.save()
    profile.tags.push('x')
    await session.save()
    expect(await reload(session)).toEqual({
      cart: ['a', 'b', 'c'],
      profile: { id: 1, tags: ['x'] },
    })
  })

  it('does not take a mere look for a change', async () => {
    const session = await stored({ cart: ['a'] })
    await session.get('cart')
    await session.values()
    expect(session.modified).toBe(false)
  })

  it.each([
    ['undefined', undefined, 'Expected `name` to be a JSON value, got undefined'],
    ['NaN', Number.NaN, 'Expected `name` to be a JSON value, got NaN'],
    ['Infinity', Number.POSITIVE_INFINITY, 'got Infinity'],
    ['a bigint', 1n, 'got bigint'],
    ['a function', () => 1, 'got function'],
    ['a symbol', Symbol('x'), 'got symbol'],
    ['a Date', new Date(), 'got an instance of Date'],
    ['a Map', new Map(), 'got an instance of Map'],
    ['bytes', new Uint8Array(1), 'got an instance of Uint8Array'],
    [
      'a member of undefined',
      { a: [{ b: undefined }] },
      'Expected `name.a.0.b` to be a JSON value',
    ],
    ['a hole', new Array(3).fill(1, 0, 1), 'Expected `name.1` to be a JSON value, got undefined'],
  ])('set throws at once for %s', (_, value, message) => {
    const session = open()
    expect(() => session.set('name', value as unknown as string)).toThrow(message)
    expect(session.isEmpty()).toBe(true)
    expect(session.modified).toBe(false)
  })

  it('set throws for a value that contains itself', () => {
    const loop: { self?: unknown } = {}
    loop.self = loop
    expect(() => open().set('name', loop as unknown as string)).toThrow(/circular/)
  })

  it('update throws for a promise, and for what JSON cannot hold', async () => {
    const session = open()
    const later = async () => 1
    await expect(session.update('count', later as unknown as () => number)).rejects.toThrow(
      'Expected `count` to be a JSON value, got an instance of Promise',
    )
    expect(await session.has('count')).toBe(false)
  })

  it('update removes the member for which it makes undefined', async () => {
    const session = await stored({ name: 'Ankit', count: 1 })
    expect(await session.update('count', () => undefined)).toBeUndefined()
    await session.update('cart', (cart) => cart)
    await session.save()
    expect(await reload(session)).toEqual({ name: 'Ankit' })
  })

  it('update gives a copy, so that what it alters does not alter what was set before', async () => {
    const session = open()
    const cart = ['a']
    session.set('cart', cart)
    await session.update('cart', (stored = []) => {
      stored.push('b')
      return stored
    })
    expect(cart).toEqual(['a'])
    expect(await session.get('cart')).toEqual(['a', 'b'])
  })

  it('sets, finds and removes the test cookie', async () => {
    const session = open()
    session.setTestCookie()
    await session.save()
    const next = open(session.key)
    expect(await next.testCookieWorked()).toBe(true)
    next.deleteTestCookie()
    await next.save()
    expect(await open(session.key).testCookieWorked()).toBe(false)
  })

  it('refuses changes once it is closed, and still reads', async () => {
    const session = await stored({ name: 'Ankit', count: 1 })
    await session.load()
    session.close()
    const tooLate = 'Cannot modify the session after the response is ready.'
    expect(() => session.set('name', 'x')).toThrow(tooLate)
    expect(() => session.delete('name')).toThrow(tooLate)
    expect(() => session.clear()).toThrow(tooLate)
    expect(() => session.cycleKey()).toThrow(tooLate)
    expect(() => session.setExpiry(1)).toThrow(tooLate)
    expect(() => session.setTestCookie()).toThrow(tooLate)
    expect(() => {
      session.modified = true
    }).toThrow(tooLate)
    await expect(session.pop('name')).rejects.toThrow(tooLate)
    await expect(session.update('count', () => 2)).rejects.toThrow(tooLate)
    await expect(session.setDefault('cart', [])).rejects.toThrow(tooLate)
    expect(await session.setDefault('name', 'x')).toBe('Ankit')
    await expect(session.flush()).rejects.toThrow(tooLate)
    await expect(session.save()).rejects.toThrow(tooLate)
    await expect(session.touch()).rejects.toThrow(tooLate)
    expect(await session.get('name')).toBe('Ankit')
  })
})

describe('the key', () => {
  it('cycleKey moves the session and keeps its data (CVE-2022-25896, CVE-2023-29019)', async () => {
    const session = await stored({ name: 'Ankit' })
    const before = session.key
    session.cycleKey()
    expect(session.modified).toBe(true)
    await session.save()
    expect(session.key).not.toBe(before)
    expect(await open(before).toObject()).toEqual({})
    expect(await reload(session)).toEqual({ name: 'Ankit' })
  })

  it('cycleKey keeps what was changed with it, saved once', async () => {
    const session = await stored({ name: 'Ankit', count: 1 })
    session.cycleKey()
    session.set('name', 'Zoë')
    await session.save()
    await session.save()
    expect(await reload(session)).toEqual({ name: 'Zoë', count: 1 })
  })

  it('flush deletes at once; what follows is another session (CVE-2015-3982)', async () => {
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

  it.each(['store', 'codec'])('flush ends what the %s is just loading', async (slow) => {
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

  it('takes another key when one is taken (tower-sessions 0.12.0, 0.12.1)', async () => {
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

  it('gives up when randomness never yields a free key', async () => {
    const randomBytes = () => new Uint8Array(64)
    const store = memoryStore({ randomBytes })
    await open(null, { store }).save()
    await expect(open(null, { store }).save()).rejects.toThrow(
      'Found no free session key in 100 attempts',
    )
  })
})

describe('expiry', () => {
  it('is 30 seconds: alive at 29.999, dead at 30.000', async () => {
    const session = await stored({ name: 'Ankit' })
    clock.advance(29.999)
    expect(await reload(session)).toEqual({ name: 'Ankit' })
    clock.advance(0.001)
    expect(await reload(session)).toEqual({})
  })

  it('slides with each save, and not with a read', async () => {
    const session = await stored({ name: 'Ankit' })
    clock.advance(20)
    await session.get('name')
    expect(await session.getStoredExpiryDate()).toEqual(new Date(NOON.getTime() + 30_000))
    await session.save()
    clock.advance(29.999)
    expect(await reload(session)).toEqual({ name: 'Ankit' })
  })

  it('follows setExpiry: seconds, a date, the browser, and back', async () => {
    const session = await stored({ name: 'Ankit' })
    expect(await session.getExpiryAge()).toBe(30)
    expect(await session.getExpireAtBrowserClose()).toBe(false)

    session.setExpiry(300)
    expect(await session.getExpiryAge()).toBe(300)
    session.setExpiry(300.5)
    expect(await session.getExpiryAge()).toBe(300.5)
    expect(await session.getCookieAge()).toBe(300.5)

    const date = new Date(NOON.getTime() + 3_600_400)
    session.setExpiry(date)
    expect(await session.getExpiryAge()).toBe(3600)
    expect(await session.getExpiryDate()).toEqual(date)
    expect(await session.get('_session_expiry' as 'name')).toBe('2026-03-01T13:00:00.400000+00:00')

    session.setExpiry(0)
    expect(await session.getExpiryAge()).toBe(30)
    expect(await session.getExpireAtBrowserClose()).toBe(true)
    expect(await session.getCookieAge()).toBeNull()

    session.setExpiry(null)
    expect(await session.getExpireAtBrowserClose()).toBe(false)
    expect(await session.has('_session_expiry' as 'name')).toBe(false)
  })

  it('writes dates without a zone where USE_TZ is off, and reads them as UTC', async () => {
    const session = open(null, { useTz: false })
    session.setExpiry(new Date('2026-03-01T12:00:10Z'))
    await session.save()
    const next = open(session.key)
    expect(await next.get('_session_expiry' as 'name')).toBe('2026-03-01T12:00:10')
    expect(await next.getExpiryAge()).toBe(10)
  })

  it.each(['2026-03-01T17:30:10+05:30', '2026-03-01T12:00:10.000900+00:00', '2026-03-01 12:00:10'])(
    'reads %s, which Django may have stored',
    async (text) => {
      const session = open()
      session.setReserved({ _session_expiry: text })
      expect(await session.getExpiryAge()).toBe(10)
    },
  )

  it.each([
    ['2026-03-01T07:00:10-05:00', '2026-03-01T12:00:10.000Z'],
    ['2026-03-01T12:00:10Z', '2026-03-01T12:00:10.000Z'],
    ['2026-03-01 12:00:10,5', '2026-03-01T12:00:10.500Z'],
    ['2026-03-01T12:00:10.25+00:00', '2026-03-01T12:00:10.250Z'],
    ['2026-03-01T12:00:10.123456+05:30', '2026-03-01T06:30:10.123Z'],
  ])('reads %s to the millisecond', async (text, date) => {
    const session = open()
    session.setReserved({ _session_expiry: text })
    expect(await session.getExpiryDate()).toEqual(new Date(date))
  })

  it.each(['', 'tomorrow', 'at 2026-03-02T12:00:00', '2026-13-45T99:00:00', [], {}, true])(
    'takes the setting where the stored expiry is %j',
    async (stored) => {
      const session = open()
      session.setReserved({ _session_expiry: stored })
      expect(await session.getExpiryAge()).toBe(30)
    },
  )

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e15, new Date(Number.NaN), new Date(8.64e15)])(
    'setExpiry refuses %s',
    (expiry) => {
      expect(() => open().setExpiry(expiry)).toThrow(
        'Expected `expiry` to be seconds, null or a date in the years 1 to 9999',
      )
    },
  )

  it('refuses an expiry before the year 1, which Python cannot read', async () => {
    const session = open()
    const earliest = new Date('0001-01-01T00:00:00.000Z')
    session.setExpiry(earliest)
    expect(await session.getExpiryDate()).toEqual(earliest)
    expect(() => session.setExpiry(new Date(earliest.getTime() - 1))).toThrow(RangeError)
    expect(() => session.setExpiry(-1e11)).toThrow(RangeError)
  })

  it('may be as late as a database date can say, and no later', async () => {
    const session = open()
    const latest = new Date('9999-12-31T23:59:59.999Z')
    session.setExpiry(latest)
    expect(await session.getExpiryDate()).toEqual(latest)
    const seconds = (latest.getTime() - NOON.getTime()) / 1000
    session.setExpiry(seconds)
    expect(() => session.setExpiry(seconds + 1)).toThrow(RangeError)
  })

  it('is at browser close where the setting says so, unless the session says another', async () => {
    const session = open(null, { expireAtBrowserClose: true })
    expect(await session.getExpireAtBrowserClose()).toBe(true)
    session.setExpiry(300)
    expect(await session.getExpireAtBrowserClose()).toBe(false)
  })

  it.each(['0', 'long ago', {}, null, true, 1e15])(
    'has reached absoluteAge if the beginning is %j, which is no moment in the past',
    async (started) => {
      const session = open()
      session.setReserved({ _session_started: started })
      await session.save()
      expect(await open(session.key, { absoluteAge: 10 }).toObject()).toEqual({})
    },
  )

  it('allows for servers whose clocks differ by up to a minute', async () => {
    const session = open()
    session.setReserved({ _session_started: NOON.getTime() / 1000 + 60 })
    await session.save()
    expect(await open(session.key, { absoluteAge: 10 }).keys()).toHaveLength(1)
  })

  it('keeps a far end that Django stored within what a database date can say', async () => {
    const session = open()
    session.setReserved({ _session_expiry: 1e18 })
    await session.save()
    expect(await session.getExpiryDate()).toEqual(new Date('9999-12-31T23:59:59.999Z'))
  })

  it('touch postpones it, at most once in renewAfter (bound: it ends between 20 and 30 s)', async () => {
    const session = await stored({ name: 'Ankit' })
    const renewAfter = { renewAfter: 10 }
    clock.advance(9.999)
    const early = open(session.key, renewAfter)
    await early.touch()
    expect(early.isStored).toBe(false)
    clock.advance(0.001)
    const due = open(session.key, renewAfter)
    await due.touch()
    expect(due.isStored).toBe(true)
    expect(await due.getStoredExpiryDate()).toEqual(new Date(NOON.getTime() + 40_000))
  })

  it('touch is no error for a session that is gone, or was saved meanwhile', async () => {
    const session = await stored({ name: 'Ankit' })
    const gone = open(session.key)
    await gone.load()
    const saved = open(session.key)
    await saved.load()
    clock.advance(1)
    session.set('name', 'Zoë')
    await session.save()
    clock.advance(1)
    await saved.touch()
    expect(saved.isStored).toBe(false)
    expect(await saved.get('name')).toBe('Zoë')
    await session.flush()
    await gone.touch()
    expect(gone.key).toBeNull()
    expect(gone.isEmpty()).toBe(true)
  })

  it('absoluteAge ends it however often it is used (ASVS 7.3.2)', async () => {
    const options = { absoluteAge: 100 }
    let session = await stored({ name: 'Ankit' }, options)
    for (let second = 0; second < 90; second += 10) {
      clock.advance(10)
      session = open(session.key, options)
      await session.load()
      await session.touch()
      expect(await session.get('name')).toBe('Ankit')
    }
    expect(await session.getExpiryAge()).toBe(10)
    clock.advance(9.999)
    expect(await open(session.key, options).get('name')).toBe('Ankit')
    clock.advance(0.001)
    expect(await open(session.key, options).get('name')).toBeUndefined()
  })

  it('absoluteAge ends one whose row would live on, too', async () => {
    const session = await stored({ name: 'Ankit' }, { absoluteAge: 100, cookieAge: 50 })
    const next = open(session.key, { cookieAge: 1000, absoluteAge: 1000 })
    next.set('count', 1)
    await next.save()
    clock.advance(100)
    expect(await open(session.key, { absoluteAge: 100 }).get('name')).toBeUndefined()
    expect(await open(session.key, { absoluteAge: 1000 }).get('name')).toBe('Ankit')
  })
})

describe('commit', () => {
  it('saves what has changed, and refuses what comes later', async () => {
    const session = await stored({ name: 'Ankit' })
    session.set('name', 'Zoë')
    const committing = session.commit(false)
    expect(() => session.set('count', 1)).toThrow('after the response is ready')
    await committing
    expect(await reload(session)).toEqual({ name: 'Zoë' })
  })

  it('does not store an empty session', async () => {
    const session = open()
    session.cycleKey()
    session.clear()
    await session.commit(true)
    expect(session.key).toBeNull()
  })

  it('is tried once more when a save fails, with all that was to be saved', async () => {
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

  it('is still to be saved after a save that was forced and failed', async () => {
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

  it('is closed when it was interrupted', async () => {
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
  it('refuses a larger session before the store is asked (CVE-2016-4423)', async () => {
    const session = await stored({ name: 'Ankit' })
    const small = open(session.key, { maxBytes: 200 })
    const random = crypto.getRandomValues(new Uint8Array(300)).toBase64()
    small.set('name', random)
    await expect(small.save()).rejects.toThrow(
      /^Expected the session to be at most 200 bytes, got \d+$/,
    )
    expect(await reload(session)).toEqual({ name: 'Ankit' })
  })

  it('refuses what could not be read again, however well it compresses', async () => {
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
