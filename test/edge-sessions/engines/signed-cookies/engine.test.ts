import { afterEach, describe, expect, it, vi } from 'vitest'
import { signedCookies } from '../../../../src/edge-sessions/engines/signed-cookies/index.ts'
import {
  ImproperlyConfigured,
  Session,
  SessionTooLarge,
  sessionCodec,
} from '../../../../src/edge-sessions/index.ts'
import { SECRET_KEY } from '../../../support/test-app.ts'
import { type Action, CookieSite, cookieOf, sessionOf } from './cookie-site.ts'

const setName: Action = (session) => session.set('name', 'Ankit')
const readName: Action = (session) => session.get('name')

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the session cookie', () => {
  it('is the signed session with unescaped colons', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    const response = await site.visit(browser, setName)
    const text = await cookieOf({ name: 'Ankit' }, { now: site.clock.now })
    expect(text).toMatch(/^eyJuYW1lIjoiQW5raXQifQ:[0-9A-Za-z]{6}:[\w-]{43}$/)
    expect(response.headers.getSetCookie()).toEqual([
      `sessionid=${text}; expires=Sun, 01 Mar 2026 12:00:30 GMT; Max-Age=30; Path=/; HttpOnly; SameSite=Lax`,
    ])
    expect(await site.members(browser)).toEqual({ name: 'Ankit' })
  })

  it('is not set for a session that is untouched or only read', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    for (const action of [() => {}, readName]) {
      expect((await site.visit(browser, action)).headers.getSetCookie()).toEqual([])
    }
    await site.visit(browser, setName)
    for (const action of [() => {}, readName]) {
      expect((await site.visit(browser, action)).headers.getSetCookie()).toEqual([])
    }
  })

  it('is removed by `flush` with the same attributes', async () => {
    const site = new CookieSite({ cookieDomain: 'example.com', cookieSecure: true })
    const browser = site.browser()
    await site.visit(browser, setName)
    const response = await site.visit(browser, (session) => session.flush())
    expect(response.headers.getSetCookie()).toEqual([
      'sessionid=""; Domain=example.com; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure',
    ])
    expect(browser.sessionKey).toBeUndefined()
  })

  it('contains only new data after `flush` and `set`', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    await site.visit(browser, async (session) => {
      await session.flush()
      session.set('other', 'x')
    })
    expect(await site.members(browser)).toEqual({ other: 'x' })
  })

  it.each(['forged', 'a:b:c', 'x'.repeat(5000), 'e30:1vb66i:x'])(
    'is removed when the session is used if it is invalid: %s',
    async (forged) => {
      vi.spyOn(console, 'warn').mockImplementation(() => {})
      const site = new CookieSite()
      const response = await site.visit(site.browser(forged), readName)
      expect(await response.json()).toBeNull()
      expect(response.headers.get('Set-Cookie')).toContain('sessionid=""; ')
    },
  )

  it('is not sent with a status of 500 or more (P6)', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    for (const status of [500, 503]) {
      const response = await site.visit(browser, (session) => {
        session.set('name', 'Ankit')
        return new Response('no', { status })
      })
      expect(response.headers.getSetCookie()).toEqual([])
    }
    const client = await site.visit(browser, (session) => {
      session.set('name', 'Ankit')
      return new Response('no', { status: 422 })
    })
    expect(client.headers.getSetCookie()).toHaveLength(1)
  })

  it('makes reads `private` and writes `private, no-store` (P10)', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    const set = await site.visit(browser, setName)
    expect(set.headers.get('Vary')).toBe('Cookie')
    expect(set.headers.get('Cache-Control')).toBe('private, no-store')
    const read = await site.visit(browser, readName)
    expect(read.headers.get('Vary')).toBe('Cookie')
    expect(read.headers.get('Cache-Control')).toBe('private')
    const untouched = await site.visit(browser, () => {})
    expect(untouched.headers.get('Vary')).toBeNull()
  })

  it('has the name and attributes given in the options', async () => {
    const site = new CookieSite({ cookieName: '__Host-visit', cookieSameSite: 'Strict' })
    const response = await site.visit(site.browser(), setName)
    expect(response.headers.get('Set-Cookie')).toMatch(
      /^__Host-visit=eyJ.+; SameSite=Strict; Secure$/,
    )
  })
})

describe('the size of `name=value`', () => {
  /** Random characters, which compress poorly. */
  const long = Array.from(crypto.getRandomValues(new Uint8Array(6000)), (byte) =>
    String.fromCharCode(33 + (byte % 90)),
  ).join('')

  /** Sets the session in a cookie with a name so long that `name=value` has `size` bytes. */
  async function setWith(size: number, options = {}) {
    const { length } = await cookieOf({ name: 'Ankit' })
    const cookieName = 'n'.repeat(size - length - '='.length)
    const site = new CookieSite({ cookieName, ...options })
    const response = await site.visit(site.browser(), setName)
    const [cookie] = response.headers.getSetCookie()
    return { response, pair: cookie?.split(';')[0], error: site.errors[0] }
  }

  it.each([4095, 4096])('is accepted at %i bytes', async (size) => {
    const { response, pair, error } = await setWith(size)
    expect(error).toBeUndefined()
    expect(response.status).toBe(200)
    expect(pair).toHaveLength(size)
    const read = new CookieSite({ cookieName: pair?.split('=')[0] ?? '' })
    const again = await read.visit(read.browser(), readName, { headers: { Cookie: pair ?? '' } })
    expect(await again.json()).toBe('Ankit')
  })

  it('is rejected at 4097 bytes with an error and no cookie (P5)', async () => {
    const { response, pair, error } = await setWith(4097)
    expect(response.status).toBe(500)
    expect(pair).toBeUndefined()
    expect(error).toBeInstanceOf(SessionTooLarge)
    const { length } = await cookieOf({ name: 'Ankit' })
    expect(error?.name).toBe('SessionTooLarge')
    expect(error?.message).toBe(
      `Expected the session to be at most ${length - 1} bytes, got ${length}`,
    )
  })

  it('leaves 4086 bytes for the value under the default name, as checked by `save`', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    const kept = browser.sessionKey
    const response = await site.visit(browser, async (session) => {
      session.set('name', long)
      await expect(session.save()).rejects.toThrow(/at most 4086 bytes/)
      expect(session.key, 'what is kept stays').toBe(kept)
      expect(session.modified).toBe(true)
      session.set('name', 'short')
    })
    expect(response.status).toBe(200)
    expect(await site.members(browser)).toEqual({ name: 'short' })
  })

  it('is reduced but not raised by `maxBytes`', async () => {
    const { length } = await cookieOf({ name: 'Ankit' })
    const site = (maxBytes: number) => new CookieSite({ maxBytes })
    expect((await site(length).visit(site(length).browser(), setName)).status).toBe(200)
    const small = site(length - 1)
    expect((await small.visit(small.browser(), setName)).status).toBe(500)
    const large = site(1_000_000)
    const response = await large.visit(large.browser(), (session) => session.set('name', long))
    expect(response.status).toBe(500)
    expect(large.errors[0]?.message).toContain('at most 4086 bytes')
  })

  it('is limited without HTTP too', async () => {
    const session = new Session(null, {
      store: signedCookies(),
      codec: sessionCodec({ secretKey: SECRET_KEY }),
    })
    session.set('name', long)
    await expect(session.save()).rejects.toThrow('at most 4096 bytes')
  })
})

describe('a session in a signed cookie', () => {
  it('works without HTTP', async () => {
    const first = sessionOf(null)
    expect(first.isEmpty()).toBe(true)
    first.set('name', 'Ankit')
    expect(first.key).toBeNull()
    await first.save()
    const second = sessionOf(first.key)
    expect(second.isEmpty()).toBe(false)
    expect(await second.toObject()).toEqual({ name: 'Ankit' })
    expect(await second.update('visits', (n = 0) => n + 1)).toBe(1)
    await second.save()
    expect(second.key).not.toBe(first.key)
    expect(await sessionOf(second.key).toObject()).toEqual({ name: 'Ankit', visits: 1 })
  })

  it('is signed again by `cycleKey` and `save` with the same data', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    const before = browser.sessionKey
    site.clock.advance(1)
    for (const action of [
      (session: Parameters<Action>[0]) => session.cycleKey(),
      (session: Parameters<Action>[0]) => session.save(),
    ]) {
      const response = await site.visit(browser, action)
      expect(response.headers.getSetCookie()).toHaveLength(1)
      expect(browser.sessionKey).not.toBe(before)
      expect(await site.members(browser)).toEqual({ name: 'Ankit' })
    }
  })

  it('is unmodified after `cycleKey` and then `save` or `flush`', async () => {
    const session = sessionOf(await cookieOf({ name: 'Ankit' }))
    session.cycleKey()
    expect(session.modified).toBe(true)
    await session.save()
    expect(session.modified).toBe(false)
    session.cycleKey()
    await session.flush()
    expect(session.modified).toBe(false)
  })

  it('is empty in the request after `clear`', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    await site.visit(browser, (session) => session.clear())
    expect(browser.sessionKey).toMatch(/^e30:/)
    expect(await site.members(browser)).toEqual({})
    expect(browser.sessionKey).toBeUndefined()
  })

  it('returns false from `exists` for every key', async () => {
    const cookie = await cookieOf({ name: 'Ankit' })
    const session = sessionOf(cookie)
    expect(await session.exists(cookie)).toBe(false)
    expect(await session.exists('a'.repeat(32))).toBe(false)
  })

  it('throws from `setUserId` because it cannot be listed', () => {
    const list = () => sessionOf(null).setUserId('1')
    expect(list).toThrow(ImproperlyConfigured)
    expect(list).toThrow('Expected `listSessions` to be false')
  })

  it('is not interrupted after a save over an invalid cookie', async () => {
    const session = sessionOf('x')
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    session.set('name', 'Ankit')
    await session.save()
    expect(session.isInterrupted).toBe(false)
  })

  it('records its start once if `absoluteAge` is set', async () => {
    const options = { absoluteAge: 3600 }
    const cookie = await cookieOf({ name: 'Ankit' }, { ...options, now: () => new Date(5999) })
    const session = sessionOf(cookie, { ...options, now: () => new Date(9999) })
    session.set('visits', 1)
    await session.save()
    expect(await sessionOf(session.key, { now: () => new Date(9999) }).toObject()).toEqual({
      name: 'Ankit',
      visits: 1,
      _session_started: 5,
    })
  })

  it('rejects a weak secret and an invalid cookie name', () => {
    expect(() => new CookieSite({ secretKey: 'weak' })).toThrow(ImproperlyConfigured)
    expect(() => new CookieSite({ cookieName: 'a b' })).toThrow(ImproperlyConfigured)
  })
})

describe('a session with concurrent operations', () => {
  it('saves changes one after another', async () => {
    const session = sessionOf(null)
    session.set('name', 'first')
    const first = session.save()
    session.set('other', 'second')
    const second = session.save()
    await Promise.all([first, second])
    expect(session.modified).toBe(false)
    expect(await sessionOf(session.key).toObject()).toEqual({ name: 'first', other: 'second' })
  })

  it('keeps a change made during a save for the next one', async () => {
    const session = sessionOf(await cookieOf({ name: 'Ankit' }))
    await session.load()
    session.set('visits', 1)
    const { encode, isEncoding } = heldEncoding()
    const saving = session.save()
    await isEncoding
    session.set('visits', 2)
    encode()
    await saving
    expect(await sessionOf(session.key).get('visits')).toBe(1)
    expect(session.modified).toBe(true)
    await session.commit(false)
    expect(await sessionOf(session.key).get('visits')).toBe(2)
  })

  it('is empty after a flush during a load', async () => {
    const session = sessionOf(await cookieOf({ name: 'Ankit' }))
    const loading = session.get('name')
    await session.flush()
    expect(await loading).toBeUndefined()
    expect(session.key).toBeNull()
    expect(await session.toObject()).toEqual({})
    session.set('other', 'new')
    await session.save()
    expect(await sessionOf(session.key).toObject()).toEqual({ other: 'new' })
  })

  it('is not stored after a flush during a save', async () => {
    const session = sessionOf(null)
    session.set('name', 'Ankit')
    await Promise.all([session.save(), session.flush()])
    expect(session.key).toBeNull()
    expect(session.isStored).toBe(false)
    expect(await session.getStoredExpiryDate()).toBeNull()
  })

  it('can be saved after a failed save', async () => {
    const session = sessionOf(null, { maxBytes: 100 })
    session.set('name', 'x'.repeat(20) + crypto.randomUUID())
    const failed = session.save()
    await expect(failed).rejects.toThrow(SessionTooLarge)
    session.set('name', 'Ankit')
    await session.save()
    expect(await sessionOf(session.key).get('name')).toBe('Ankit')
  })

  it('is verified once for concurrent reads', async () => {
    const cookie = await cookieOf({ name: crypto.randomUUID() })
    const verify = vi.spyOn(crypto.subtle, 'sign')
    const session = sessionOf(cookie)
    await Promise.all([session.get('name'), session.has('name'), session.toObject()])
    expect(verify).toHaveBeenCalledTimes(1)
  })
})

/** Delays the next signature until `encode` is called. */
function heldEncoding() {
  const real = crypto.subtle.sign.bind(crypto.subtle)
  const begun = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  vi.spyOn(crypto.subtle, 'sign').mockImplementationOnce(async (...args) => {
    begun.resolve()
    await released.promise
    return real(...args)
  })
  return { isEncoding: begun.promise, encode: () => released.resolve() }
}
