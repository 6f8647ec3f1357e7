import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SESSION_SALT, sessionCodec } from '../../../src/edge-sessions/sessions/codec.ts'
import { sign } from '../../../src/edge-sessions/signing/index.ts'
import { app } from '../../../src/site/app.tsx'
import { MeteredDatabase } from '../../support/metered-database.ts'
import { Browser, emptyTable, NOON, rows, SECRET_KEY } from '../../support/test-app.ts'
import { captureLogs } from '../../support/watch-logs.ts'

const KEY = 'inspect0inspect0inspect0inspect0'
const OLD_KEY = 'an-older-secret-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz'
const keys = { key: SECRET_KEY, salt: SESSION_SALT }

beforeEach(async () => {
  await emptyTable()
  vi.useFakeTimers({ now: NOON, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function siteWith(settings: object = {}) {
  return {
    request: (path: string, init?: RequestInit) =>
      app.request(path, init ?? {}, { ...env, ...settings }),
  }
}

/** A browser whose row holds `data`. */
async function browserOf(data: string, settings: object = {}): Promise<Browser> {
  await env.DB.prepare(
    'INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)',
  )
    .bind(KEY, data, '2026-03-01 12:00:30.250123')
    .run()
  const browser = new Browser(siteWith(settings))
  browser.cookie = `sessionid=${KEY}`
  return browser
}

/** Returns the visible text of the page. */
async function inspect(browser: Browser): Promise<string> {
  const response = await browser.get('/inspect/')
  expect(response.status).toBe(200)
  const page = await response.text()
  const body = page.slice(page.indexOf('<main'), page.indexOf('</main>'))
  return body
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ')
}

describe('/inspect/ without a session', () => {
  it('reports that there is none and sets no cookie', async () => {
    const browser = new Browser(siteWith())
    expect(await inspect(browser)).toContain('You have no session')
    expect(await rows()).toEqual([])
    expect(browser.cookies.size).toBe(0)
  })

  it('reports the same after the session has expired', async () => {
    const browser = await browserOf('')
    vi.setSystemTime(NOON.getTime() + 31_000)
    expect(await inspect(browser)).toContain('You have no session')
  })
})

describe('the cookie list on /inspect/', () => {
  it('abbreviates keys and tokens', async () => {
    const warnings = captureLogs('warn')
    const browser = await browserOf('')
    browser.cookies.set('csrftoken', 'abcdefghijklmnopqrstuvwxyzABCDEF')
    browser.cookies.set('other', 'not=shown:x')
    browser.cookies.set('CF_Authorization', 'eyJhbGciOi.eyJzdWIi.abcdef')
    browser.cookies.set('renamed', KEY)
    const text = await inspect(browser)
    expect(text).toContain('sessionid insp…')
    expect(text).toContain('csrftoken abcd…')
    expect(text).toContain('other … 11 characters')
    expect(text).toContain('CF_Authorization eyJh… 26 characters')
    expect(text).toContain('renamed insp…')
    expect(text).not.toContain('inspe')
    expect(text).not.toContain('abcde')
    expect(warnings).toEqual(['Session data has a bad signature; it is treated as empty'])
  })

  it('accepts a cookie without a name and escapes markup', async () => {
    const response = await siteWith().request('/inspect/', {
      headers: { Cookie: 'a-nameless-cookie; ; a=<b>x</b> and more of it' },
    })
    const page = await response.text()
    expect(page).toContain('<code>a-na…</code>')
    expect(page).toContain('<code>&lt;b&gt;x…</code>')
  })

  it('shows the default attributes', async () => {
    const browser = new Browser(siteWith())
    const text = await inspect(browser)
    expect(text).toMatch(/sessionid not sent localhost \/ in 30 sec · .* Yes No: this page is http/)
    expect(text).toMatch(
      /csrftoken not sent localhost \/ in 364 days · .* No No: this page is http/,
    )
  })

  it('shows custom attributes', async () => {
    const settings = {
      SESSION_COOKIE_NAME: 'visit',
      SESSION_COOKIE_DOMAIN: 'example.com',
      SESSION_COOKIE_SECURE: true,
      SESSION_COOKIE_SAMESITE: 'Strict',
      SESSION_EXPIRE_AT_BROWSER_CLOSE: true,
      CSRF_COOKIE_HTTPONLY: true,
      CSRF_COOKIE_PATH: '/inspect/',
      CSRF_COOKIE_SAMESITE: 'false',
    }
    const text = await inspect(new Browser(siteWith(settings)))
    expect(text).toContain('example.com / When the browser closes Yes Yes Strict')
    expect(text).toMatch(/csrftoken not sent localhost \/inspect\/ .* The browser decides/)
  })

  it('omits the CSRF cookie with CSRF_USE_SESSIONS', async () => {
    const text = await inspect(new Browser(siteWith({ CSRF_USE_SESSIONS: true })))
    expect(text).not.toContain('csrftoken')
  })
})

describe('/inspect/ with a session', () => {
  it('shows the row as stored and decoded', async () => {
    const browser = new Browser(siteWith())
    await browser.get('/set-session/')
    vi.setSystemTime(NOON.getTime() + 10_000)
    const text = await inspect(browser)
    const [row] = await rows()
    expect(text).toContain(`${browser.key?.slice(0, 4)}… same key`)
    expect(text).not.toContain(browser.key)
    expect(text.replaceAll(' ', '')).toContain(row?.session_data)
    expect(text).toContain('2026-03-01 12:00:30')
    expect(text).toContain('Not compressed: 16 bytes of JSON, 22 characters of Base64')
    expect(text).toContain('{ "name": "Ankit" }')
    expect(text).toContain('Saved 10 sec ago: seconds since 1970 in base 62.')
    expect(text).toContain('Valid: signed with the current SECRET_KEY')
  })

  it('reports compression and shows characters and numbers without loss', async () => {
    const json = `{"name":"Zo\\u00eb","big":12345678901234567890,"list":[1.0,[],{}],"${'x'.repeat(99)}":1}`
    const members = new Map(Object.entries(JSON.parse(json)))
    const data = await sessionCodec({ secretKey: SECRET_KEY, compressFrom: 0 }).encode(
      members,
      NOON,
    )
    expect(await inspect(await browserOf(data))).toMatch(
      /Compressed: \d+ bytes of JSON in \d+ bytes, \d+ characters of Base64/,
    )
    await emptyTable()
    const kept = await sign(btoa(json), keys, NOON)
    const text = await inspect(await browserOf(kept))
    expect(text).toContain('"name": "Zoë", "big": 12345678901234567890, "list": [ 1.0, [], {} ]')
    expect(text).toContain('2026-03-01 12:00:30.250')
  })

  it('truncates very long data', async () => {
    const members = new Map([['long', 'ab'.repeat(50_000)]])
    const data = await sessionCodec({ secretKey: SECRET_KEY }).encode(members, NOON)
    const plain = await sign(btoa(`{"long":"${'ab'.repeat(50_000)}"}`), keys, NOON)
    for (const each of [data, plain]) {
      await emptyTable()
      const browser = await browserOf(each)
      const text = await inspect(browser)
      expect(text).toContain('… (100011 characters)')
      const headers = { 'Accept-Language': 'de' }
      const german = await (await browser.get('/inspect/', { headers })).text()
      expect(german).toContain('… (100011 Zeichen)')
      expect(text.length).toBeLessThan(16_000)
    }
  })

  it('hides secrets in the session, decoded and encoded, like the home page', async () => {
    const secrets = {
      _auth_user_hash: 'f00dfeed'.repeat(8),
      admin: `admin:1wAbCd:${'s'.repeat(43)}`,
      shop: { apiKey: 'sk_live_0123456789' },
    }
    const members = new Map(Object.entries({ name: 'Zoë', ...secrets }))
    const data = await sessionCodec({ secretKey: SECRET_KEY }).encode(members, NOON)
    const browser = await browserOf(data)
    const [payload = ''] = data.split(':')
    for (const path of ['/inspect/', '/']) {
      const page = await (await browser.get(path)).text()
      expect(page).toContain('&quot;f00d…&quot;')
      expect(page).toContain('&quot;admi…&quot;')
      expect(page).not.toMatch(/f00df|ssss|sk_live/)
      expect(page).not.toContain(payload.slice(0, 40))
    }
  })

  it('shows the tampered payload unless it contains secrets', async () => {
    for (const [name, isShown] of [
      ['name', true],
      ['apiKey', false],
    ] as const) {
      await emptyTable()
      const members = new Map([[name, 'Zoë has eleven letters']])
      const data = await sessionCodec({ secretKey: SECRET_KEY }).encode(members, NOON)
      const [payload = ''] = data.split(':')
      const at = Math.floor(payload.length / 2)
      const to = payload[at] === 'A' ? 'B' : 'A'
      const changed = `${payload.slice(0, at)}${to}${payload.slice(at + 1)}`
      const page = await (await (await browserOf(data)).get('/inspect/?change=payload')).text()
      expect(page, name).toContain('<div role="status" class="decoded">')
      expect(page.includes(changed), name).toBe(isShown)
      expect(page.includes(changed.slice(0, 20)), name).toBe(isShown)
    }
  })

  it('reports after tampering whether the signature was valid before', async () => {
    const data = await sessionCodec({ secretKey: SECRET_KEY }).encode(new Map([['a', 1]]), NOON)
    for (const [kept, expected] of [
      [data, 'The signature no longer matches'],
      [data.slice(0, -1), 'Not valid, as before.'],
    ] as const) {
      await emptyTable()
      const browser = await browserOf(kept)
      vi.spyOn(console, 'warn').mockImplementation(() => {})
      const page = await (await browser.get('/inspect/?change=payload')).text()
      expect(page).toContain(expected)
    }
  })

  it('names the fallback key that signed the data', async () => {
    const data = await sessionCodec({ secretKey: OLD_KEY }).encode(new Map([['a', 1]]), NOON)
    const settings = { SECRET_KEY_FALLBACKS: ['some-other-key', OLD_KEY] }
    const text = await inspect(await browserOf(data, settings))
    expect(text).toContain('Valid: signed with fallback key 2')
    expect(text).toContain('{ "a": 1 }')
  })

  it('needs one statement and forbids caching', async () => {
    const metered = new MeteredDatabase(env.DB)
    const data = await sessionCodec({ secretKey: SECRET_KEY }).encode(new Map([['a', 1]]), NOON)
    const browser = await browserOf(data, { DB: metered.db })
    const response = await browser.get('/inspect/')
    expect(metered.bill()).toMatchObject({ statements: 1, read: 1, written: 0 })
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
    expect(response.headers.get('Vary')).toContain('Cookie')
    expect(response.headers.getSetCookie()).toEqual([])
  })
})

describe('/inspect/ with a damaged row', () => {
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
  })

  it.each([
    ['with a wrong signature', async () => `${await sign(btoa('{"a":1}'), keys, NOON)}x`],
    ['signed with another key', async () => sign(btoa('{"a":1}'), { ...keys, key: OLD_KEY }, NOON)],
    ['signed with another salt', async () => sign(btoa('{"a":1}'), { ...keys, salt: 'x' }, NOON)],
    ['of zero length', async () => ''],
    ['without colons', async () => 'nothing'],
    ['with a malformed timestamp', async () => 'e30:***:signature'],
    ['with a timestamp out of range', async () => 'e30:zzzzzzzzzz:signature'],
    ['that is all colons', async () => '::::'],
  ])('reports data %s as not valid and does not decode it', async (_, makeData) => {
    const text = await inspect(await browserOf(await makeData()))
    expect(text).toContain('Not valid: no known key produced it')
    expect(text).toContain('Not read, because the signature is wrong')
    expect(text).not.toContain('"a"')
  })

  it.each([
    ['not Base64', '*'],
    ['not zlib', '.AAAA'],
    ['not JSON', btoa('{')],
    ['not an object', btoa('[1]')],
  ])('reports signed data that is %s as unreadable', async (_, payload) => {
    const text = await inspect(await browserOf(await sign(payload, keys, NOON)))
    expect(text).toContain('Valid: signed with the current SECRET_KEY')
    expect(text).toContain('Signed, but not readable')
  })
})
