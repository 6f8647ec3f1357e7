import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { serializeCookie } from '../../src/edge-sessions/http/cookie.ts'
import { resolveCookie } from '../../src/edge-sessions/http/cookie-options.ts'
import {
  checkSessionOptions,
  makeKey,
  memoryStore,
  Session,
  type SessionOptions,
  sessionCodec,
} from '../../src/edge-sessions/index.ts'
import { dumps, loads, sign, unsign } from '../../src/edge-sessions/signing/index.ts'
import { site, siteWith } from '../support/site.ts'
import { Browser, emptyTable, FakeClock, NOON, rows, SECRET_KEY } from '../support/test-app.ts'

// Requirements of OWASP ASVS 5.0, NIST SP 800-63B-4 and RFC 6265bis that no other test names.

const sources = import.meta.glob<string>('../../src/**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

const base: SessionOptions = { store: memoryStore(), secretKey: SECRET_KEY }

beforeEach(emptyTable)
afterEach(() => {
  vi.restoreAllMocks()
})

function signedIn(): Session<{ name: string }> {
  const codec = sessionCodec({ secretKey: SECRET_KEY })
  const session = new Session<{ name: string }>(null, { store: memoryStore(), codec })
  session.set('name', 'Ankit')
  return session
}

describe('the session key', () => {
  it('is not a UUID, which has fewer than 128 random bits (ASVS 11.5.1)', () => {
    const uuid = vi.spyOn(crypto, 'randomUUID')
    makeKey()
    expect(uuid).not.toHaveBeenCalled()
  })

  it("comes from the platform's random generator (ASVS 7.2.1, NIST SESS-11)", () => {
    const generator = vi.spyOn(crypto, 'getRandomValues')
    makeKey()
    expect(generator).toHaveBeenCalled()
  })

  it('is different for each session (ASVS 7.2.2)', async () => {
    const keys = new Set<string | null>()
    for (let made = 0; made < 100; made++) {
      const session = signedIn()
      await session.save()
      keys.add(session.key)
    }
    expect(keys.size).toBe(100)
  })
})

describe('the cookie', () => {
  it('is Secure on https, HttpOnly and SameSite=Lax (ASVS 3.3.1, 3.3.2, 3.3.4, NIST COOK-03, COOK-07)', async () => {
    const response = await site.request('https://example.com/set-session/')
    const cookie = response.headers.getSetCookie().find((header) => header.startsWith('sessionid='))
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax; Secure$/)
  })

  it('can have the prefix __Host- with the attributes it requires (ASVS 3.3.3, NIST COOK-06)', async () => {
    const own = siteWith({ SESSION_COOKIE_NAME: '__Host-sessionid' })
    const response = await own.request('https://example.com/set-session/')
    expect(response.headers.getSetCookie().at(-1)).toMatch(
      /^__Host-sessionid=[a-z0-9]{32}; expires=[^;]+; Max-Age=30; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    )
  })

  it('is never larger than browsers accept (ASVS 3.3.5, RFC 6265bis §5.6)', () => {
    const longest = 'a'.repeat(4096 - 'sessionid='.length)
    const cookie = resolveCookie({})
    expect(() => serializeCookie(longest, null, cookie, true, NOON)).not.toThrow()
    expect(() => serializeCookie(`${longest}a`, null, cookie, true, NOON)).toThrow(RangeError)
  })

  it('lives at most 400 days (RFC 6265bis §5.5)', () => {
    expect(() => checkSessionOptions({ ...base, cookieAge: 34_560_000 })).not.toThrow()
    expect(() => checkSessionOptions({ ...base, cookieAge: 34_560_001 })).toThrow(
      'at most 34560000',
    )
  })

  it('is matched by its exact name (RFC 6265bis §5.4)', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    const headers = { Cookie: `SessionID=${browser.key}; xsessionid=${browser.key}` }
    expect(await (await site.request('/get-session/', { headers })).text()).toContain(
      '<h2>Session has expired</h2>',
    )
  })

  it('is one of only two cookies (RFC 6265bis §6.1)', async () => {
    const browser = new Browser(site)
    for (const path of ['/', '/set-session/', '/cart/', '/preferences/']) await browser.get(path)
    expect([...browser.cookies.keys()].sort()).toEqual(['csrftoken', 'sessionid'])
  })

  it('expires with the session, which the server also enforces (NIST COOK-04, COOK-05)', async () => {
    const browser = new Browser(site)
    const response = await browser.get('/set-session/')
    expect(response.headers.getSetCookie().at(-1)).toContain('Max-Age=30')
    await env.DB.prepare("UPDATE django_session SET expire_date = '2020-01-01 00:00:00'").run()
    expect(await (await browser.get('/get-session/')).text()).toContain(
      '<h2>Session has expired</h2>',
    )
  })

  it('can expire when the browser closes (NIST SESS-04)', async () => {
    const own = siteWith({ SESSION_EXPIRE_AT_BROWSER_CLOSE: true })
    const cookie = (await own.request('/set-session/')).headers.getSetCookie().at(-1)
    expect(cookie).toMatch(/^sessionid=[a-z0-9]{32}; Path=\/; HttpOnly; SameSite=Lax$/)
  })
})

describe('the lifetime of a session', () => {
  it('ends at once for a rotated or flushed key (ASVS 7.2.4, 7.4.1)', async () => {
    const store = memoryStore()
    const codec = sessionCodec({ secretKey: SECRET_KEY })
    const open = (key: string | null) => new Session<{ name: string }>(key, { store, codec })
    const session = open(null)
    session.set('name', 'Ankit')
    await session.save()
    const first = session.key
    session.cycleKey()
    await session.save()
    const second = session.key
    expect(await open(first).get('name')).toBeUndefined()
    await session.flush()
    expect(await open(second).get('name')).toBeUndefined()
  })

  it.each([
    ['after 900 idle seconds', [899, true], [900, false]],
    ['at the absolute timeout', [899, true], [899, true], [899, true], [899, true], [10, false]],
  ] as [string, ...[number, boolean][]][])(
    'ends %s (ASVS 7.3.1, NIST REAUTH-08, REAUTH-09)',
    async (_, ...steps) => {
      const clock = new FakeClock()
      const life = {
        store: memoryStore(),
        codec: sessionCodec({ secretKey: SECRET_KEY }),
        cookieAge: 900,
        absoluteAge: 3600,
        now: clock.now,
      }
      const first = new Session<{ name: string }>(null, life)
      first.set('name', 'Ankit')
      await first.save()
      for (const [idle, isAlive] of steps) {
        clock.advance(idle)
        const session = new Session<{ name: string }>(first.key, life)
        expect(await session.has('name')).toBe(isAlive)
        await session.touch()
      }
    },
  )
})

describe('signed data', () => {
  const keys = { key: SECRET_KEY, salt: 'a purpose' }

  it('is read only after its signature is verified (ASVS 9.1.1)', async () => {
    const inflate = vi.fn()
    vi.stubGlobal('DecompressionStream', inflate)
    const forged = (await dumps(`{"a":"${'x'.repeat(100)}"}`, keys, NOON)).replace(/.$/, '!')
    await expect(loads(forged, keys)).rejects.toThrow('signature')
    expect(inflate).not.toHaveBeenCalled()
    vi.unstubAllGlobals()
  })

  it('is signed with all 256 bits of HMAC-SHA256 (ASVS 11.2.3)', async () => {
    const [, , signature = ''] = (await sign('x', keys, NOON)).split(':')
    expect(Uint8Array.fromBase64(signature, { alphabet: 'base64url' })).toHaveLength(32)
  })

  it('survives key rotation while the old key is a fallback (ASVS 11.2.2)', async () => {
    const signed = await sign('x', { ...keys, key: 'the old key' }, NOON)
    expect(await unsign(signed, { ...keys, fallbackKeys: ['the old key'] })).toBe('x')
    await expect(unsign(signed, keys)).rejects.toThrow()
  })

  it('never has its signature compared with === (ASVS 11.2.4)', () => {
    const comparing = Object.entries(sources).filter(([, text]) => /signature\s*[!=]==/i.test(text))
    expect(comparing).toEqual([])
  })
})

describe('the library and the site', () => {
  it('build SQL from constants only (ASVS 1.2.4)', () => {
    for (const [path, text] of Object.entries(sources)) {
      const statements = text.match(/`\s*(SELECT|INSERT|UPDATE|DELETE)[^`]*`/g) ?? []
      for (const statement of statements)
        expect(statement, path).not.toMatch(/\$\{(?![A-Z_]+( \+ 1)?\})/)
    }
  })

  it('contain no secret (ASVS 13.3.1)', () => {
    for (const [path, text] of Object.entries(sources)) {
      expect(text, path).not.toMatch(/SECRET_KEY\s*[:=]\s*['"`]/)
    }
  })

  it('treat `__proto__` like any other key (ASVS 15.3.6)', async () => {
    const session = signedIn()
    session.assign(JSON.parse('{"__proto__":"x","constructor":"y"}'))
    expect(await session.keys()).toEqual(['name', '__proto__', 'constructor'])
    expect(Reflect.get({}, 'x')).toBeUndefined()
  })

  it('store nothing for visitors who only read (ASVS 2.4.1)', async () => {
    for (let visit = 0; visit < 50; visit++) await new Browser(site).get('/')
    expect(await rows()).toEqual([])
  })

  it('reveal no error details on the error page (ASVS 16.5.1)', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    vi.spyOn(env.DB, 'prepare').mockImplementation(() => {
      throw new Error('D1_ERROR: no such table: django_session: SQLITE_ERROR')
    })
    const browser = new Browser(site)
    browser.cookie = `sessionid=${makeKey()}`
    const response = await browser.get('/get-session/')
    expect(response.status).toBe(500)
    expect(await response.text()).not.toMatch(/D1_ERROR|no such table|SQLITE|stack/)
  })

  it('keep personal pages out of shared caches (ASVS 14.3.2)', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    const { headers } = await browser.get('/get-session/')
    expect(headers.get('Vary')?.split(', ')).toContain('Cookie')
    expect(headers.get('Cache-Control')).toBe('private')
  })
})
