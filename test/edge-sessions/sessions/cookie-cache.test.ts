import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { signedCookies } from '../../../src/edge-sessions/engines/signed-cookies/index.ts'
import {
  d1Store,
  ImproperlyConfigured,
  memoryStore,
  type SessionOptions,
  type SessionStore,
  sessionCodec,
  sessions,
} from '../../../src/edge-sessions/index.ts'
import { MeteredDatabase } from '../../support/metered-database.ts'
import { ReplicatedDatabase } from '../../support/replicated-database.ts'
import {
  Browser,
  emptyTable,
  FakeClock,
  rows,
  SECRET_KEY,
  testApp,
} from '../../support/test-app.ts'
import { captureLogs } from '../../support/watch-logs.ts'

const COPY = 'sessionid_cache'
const OTHER_SECRET = 'another-secret-for-tests-0123456789-abcdefghijklmnopqrstuv'

let clock: FakeClock

beforeEach(async () => {
  clock = new FakeClock()
  await emptyTable()
})

/** A site whose cached copies are fresh for ten seconds and whose sessions last thirty. */
function siteOn(store: SessionStore, options: Partial<SessionOptions> = {}) {
  const app = testApp({ store, cookieCache: 10, now: clock.now, ...options })
  app.get('/untouched', (c) => c.text('ok'))
  app.get('/read', async (c) => c.json(await c.var.session.toObject()))
  app.get('/fresh', async (c) => {
    await c.var.session.load({ fresh: true })
    return c.json(await c.var.session.toObject())
  })
  app.get('/read-then-fresh', async (c) => {
    await c.var.session.load()
    await c.var.session.load({ fresh: true })
    return c.json(await c.var.session.toObject())
  })
  app.get('/set/:name', (c) => {
    c.var.session.set('name', c.req.param('name'))
    return c.text('set')
  })
  app.get('/count', async (c) => c.json(await c.var.session.update('visits', (n = 0) => n + 1)))
  app.get('/count-and-save', async (c) => {
    const { session } = c.var
    await session.update('visits', (n = 0) => n + 1)
    await session.save()
    return c.json(await session.get('visits'))
  })
  app.get('/size/:size', (c) => {
    c.var.session.set('other', 'x'.repeat(Number(c.req.param('size'))))
    return c.text('set')
  })
  app.get('/end-at/:seconds', (c) => {
    c.var.session.setExpiry(Number(c.req.param('seconds')))
    return c.text('set')
  })
  app.get('/renew', (c) => {
    c.var.session.cycleKey()
    return c.text('renewed')
  })
  app.get('/logout', async (c) => {
    await c.var.session.flush()
    return c.text('out')
  })
  app.get('/read-and-logout', async (c) => {
    await c.var.session.load()
    await c.var.session.flush()
    return c.text('out')
  })
  app.get('/exists', async (c) => c.json(await c.var.session.exists(c.var.session.key)))
  app.get('/exists/:key', async (c) => c.json(await c.var.session.exists(c.req.param('key'))))
  app.get('/save-and-fail', async (c) => {
    c.var.session.set('name', 'Failed')
    await c.var.session.save()
    return c.text('failed', 500)
  })
  app.get('/read-and-fail', async (c) => c.json(await c.var.session.toObject(), 500))
  return app
}

interface Visit {
  body: unknown
  status: number
  /** The names of the cookies that the response sets, and what it sets them to. */
  cookies: Record<string, string>
  statements: number
}

/** A site on D1 that counts statements, with as many browsers as needed. */
function meteredSite(options: Partial<SessionOptions> = {}) {
  const meter = new MeteredDatabase(env.DB)
  const app = siteOn(d1Store(meter.db), options)

  async function visit(browser: Browser, path: string): Promise<Visit> {
    meter.bill()
    const response = await browser.get(path)
    const text = await response.text()
    return {
      body: response.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : text,
      status: response.status,
      cookies: cookiesOf(response),
      statements: meter.bill().statements,
    }
  }
  return { visit, open: () => new Browser(app, { now: clock.now }) }
}

function cookiesOf(response: Response): Record<string, string> {
  const pairs = response.headers.getSetCookie().map((header) => {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
    return [name, value] as const
  })
  return Object.fromEntries(pairs)
}

/** Gives the second browser the session of the first and its cached copy. */
function shareSession(from: Browser, to: Browser): void {
  to.cookies.clear()
  for (const [name, value] of from.cookies) to.cookies.set(name, value)
}

describe('`cookieCache` on D1', () => {
  it('needs no statement for reads while the copy is fresh (P1)', async () => {
    const { visit, open } = meteredSite()
    const browser = open()
    expect(await visit(browser, '/set/Asha')).toMatchObject({ statements: 1 })
    for (let second = 0; second < 9; second++) {
      expect(await visit(browser, '/read')).toEqual({
        body: { name: 'Asha' },
        status: 200,
        cookies: {},
        statements: 0,
      })
      clock.advance(1)
    }
  })

  it('needs one statement to read when the copy is stale, and renews it (P1)', async () => {
    const { visit, open } = meteredSite()
    const browser = open()
    await visit(browser, '/set/Asha')
    clock.advance(10)
    const late = await visit(browser, '/read')
    expect([late.statements, late.body, Object.keys(late.cookies)]).toEqual([
      1,
      { name: 'Asha' },
      [COPY],
    ])
    expect(await visit(browser, '/read')).toMatchObject({ statements: 0, cookies: {} })
  })

  it.each(['/set/Ankit', '/count', '/renew', '/logout', '/read-and-logout'])(
    'needs one statement for %s (P2)',
    async (path) => {
      const { visit, open } = meteredSite()
      const browser = open()
      await visit(browser, '/set/Asha')
      expect(await visit(browser, path)).toMatchObject({ statements: 1, status: 200 })
      const known = await visit(browser, '/read')
      expect(known.statements).toBe(0)
      expect(await visit(browser, '/fresh')).toMatchObject({ body: known.body })
    },
  )

  it('needs one statement to renew the expiry with saveEveryRequest (P2)', async () => {
    const { visit, open } = meteredSite({ saveEveryRequest: true })
    const browser = open()
    await visit(browser, '/set/Asha')
    clock.advance(1)
    expect(await visit(browser, '/untouched')).toMatchObject({ statements: 1 })
    clock.advance(9)
    expect(await visit(browser, '/untouched')).toMatchObject({ statements: 1 })
  })

  it('needs no statement for an untouched session or an anonymous visitor (P1)', async () => {
    const { visit, open } = meteredSite()
    const browser = open()
    expect(await visit(browser, '/read')).toMatchObject({ statements: 0, cookies: {} })
    await visit(browser, '/set/Asha')
    expect(await visit(browser, '/untouched')).toMatchObject({ statements: 0, cookies: {} })
  })

  it('reloads and replays the change if the row has changed', async () => {
    const { visit, open } = meteredSite()
    const [one, other] = [open(), open()]
    await visit(one, '/count')
    shareSession(one, other)
    await visit(other, '/count')
    expect(await visit(one, '/count')).toMatchObject({ statements: 3, body: 2 })
    expect(await visit(one, '/read')).toMatchObject({ statements: 0, body: { visits: 3 } })
  })

  it.each([
    ['/read', 1],
    ['/count', 1],
    ['/renew', 1],
    ['/fresh', 1],
    ['/logout', 0],
    ['/untouched', 0],
  ])('decrypts the copy for %s %i times', async (path, times) => {
    const { visit, open } = meteredSite()
    const browser = open()
    await visit(browser, '/set/Ankit')
    const decrypt = vi.spyOn(crypto.subtle, 'decrypt')
    await visit(browser, path)
    expect(decrypt).toHaveBeenCalledTimes(times)
    decrypt.mockRestore()
  })

  it.each(['/set/Ankit', '/count', '/renew'])('computes one signature for %s', async (path) => {
    const { visit, open } = meteredSite()
    const browser = open()
    await visit(browser, '/set/Asha')
    const hmac = vi.spyOn(crypto.subtle, 'sign')
    await visit(browser, path)
    expect(hmac).toHaveBeenCalledOnce()
    hmac.mockRestore()
  })

  it('asks the store for `load({ fresh: true })` after a read of the copy', async () => {
    const { visit, open } = meteredSite()
    const browser = open()
    await visit(browser, '/set/Asha')
    expect(await visit(browser, '/read-then-fresh')).toMatchObject({ statements: 1 })
  })

  it('always checks `exists` in the store', async () => {
    const { visit, open } = meteredSite()
    const [one, other] = [open(), open()]
    await visit(one, '/set/Asha')
    shareSession(one, other)
    expect(await visit(one, '/exists')).toMatchObject({ statements: 1, body: true, cookies: {} })
    await visit(other, '/logout')
    expect(await visit(one, '/exists')).toMatchObject({ statements: 1, body: false })
    expect(await visit(one, '/read')).toMatchObject({ statements: 1, body: {} })
  })

  it('needs one statement for `exists`, also when it sends a new copy', async () => {
    const { visit, open } = meteredSite()
    const browser = open()
    await visit(browser, '/set/Asha')
    browser.cookies.delete(COPY)
    const { statements, cookies } = await visit(browser, '/exists')
    expect([statements, Object.keys(cookies)]).toEqual([1, [COPY]])
  })

  it('reads the copy without verifying the signature in it again', async () => {
    const { visit, open } = meteredSite()
    const browser = open()
    await visit(browser, '/set/Asha')
    // Evicts the string from the cache of verified signatures.
    for (let other = 0; other < 300; other++) {
      await sessionCodec({ secretKey: SECRET_KEY }).decode(
        await sessionCodec({ secretKey: SECRET_KEY }).encode(new Map([['n', other]]), clock.now()),
      )
    }
    const sign = vi.spyOn(crypto.subtle, 'sign')
    expect(await visit(browser, '/read')).toMatchObject({ statements: 0, body: { name: 'Asha' } })
    expect(sign).not.toHaveBeenCalled()
    sign.mockRestore()
  })
})

describe('a response with `cookieCache`', () => {
  async function headersOf(browser: Browser, path: string) {
    const { headers } = await browser.get(path)
    const { 'cache-control': cacheControl, vary, 'set-cookie': _ } = Object.fromEntries(headers)
    return { cacheControl, vary, cookies: headers.getSetCookie() }
  }

  it('has the headers of a plain read and sets no cookie while the copy is fresh (P10)', async () => {
    const browser = new Browser(siteOn(memoryStore()), { now: clock.now })
    await browser.get('/set/Asha')
    const plain = { cacheControl: 'private', vary: 'Cookie', cookies: [] }
    expect(await headersOf(browser, '/read')).toEqual(plain)
    expect(await headersOf(browser, '/fresh')).toEqual(plain)
  })

  it('sets the copy with the attributes of the session cookie and a shorter Max-Age', async () => {
    const options = {
      cookieName: '__Secure-id',
      cookieDomain: 'example.com',
      cookiePath: '/app',
      cookieSameSite: 'Strict',
    } as const
    const app = siteOn(memoryStore(), options)
    const response = await app.request('https://example.com/set/Asha')
    const [session = '', copy = ''] = response.headers.getSetCookie()
    expect(copy).toMatch(/^__Secure-id_cache=[\w.-]+; Domain=/)
    const attributes = (header: string) => header.replace(/^[^;]*/, '').replace(/expires=[^;]*/, '')
    expect(attributes(copy)).toBe(attributes(session).replace('Max-Age=30', 'Max-Age=10'))
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
  })

  it('removes the copy if the write fails, because the row may have changed', async () => {
    const memory = memoryStore()
    const store = { ...memory, replace: () => Promise.reject(new Error('The store is down')) }
    const app = siteOn(store)
    app.onError((error, c) => c.text(error.message, 500))
    const browser = new Browser(app, { now: clock.now })
    await browser.get('/set/Asha')
    const response = await browser.get('/set/Ankit')
    expect([response.status, cookiesOf(response)]).toEqual([500, { [COPY]: '""' }])
  })

  it('limits the Max-Age of the copy to the remaining life of the session', async () => {
    const browser = new Browser(siteOn(memoryStore()), { now: clock.now })
    await browser.get('/set/Asha')
    clock.advance(25)
    expect(await headersOf(browser, '/read')).toMatchObject({
      cacheControl: 'private, no-store',
      cookies: [expect.stringMatching(/; Max-Age=5;/)],
    })
  })

  it('removes both cookies on logout', async () => {
    const browser = new Browser(siteOn(memoryStore()), { now: clock.now })
    await browser.get('/set/Asha')
    const { cookies } = await headersOf(browser, '/logout')
    expect(cookies).toEqual([
      expect.stringMatching(/^sessionid=""; .*Max-Age=0;/),
      expect.stringMatching(/^sessionid_cache=""; .*Max-Age=0;/),
    ])
    expect([...browser.cookies.keys()]).toEqual([])
  })

  it('removes the copy only if the browser sent one', async () => {
    const browser = new Browser(siteOn(memoryStore()), { now: clock.now })
    await browser.get('/set/Asha')
    browser.cookies.delete(COPY)
    expect((await headersOf(browser, '/logout')).cookies).toHaveLength(1)
  })

  it('sets no copy with status 500, but removes a stale one (P6)', async () => {
    const browser = new Browser(siteOn(memoryStore()), { now: clock.now })
    expect((await headersOf(browser, '/save-and-fail')).cookies).toEqual([])
    await browser.get('/set/Asha')
    expect((await headersOf(browser, '/read-and-fail')).cookies).toEqual([])
    expect((await headersOf(browser, '/save-and-fail')).cookies).toEqual([
      expect.stringMatching(/^sessionid_cache="";/),
    ])
    expect(await (await browser.get('/read')).json()).toEqual({ name: 'Failed' })
  })
})

describe('a change in another browser', () => {
  async function twoBrowsers() {
    const { visit, open } = meteredSite()
    const [one, other] = [open(), open()]
    await visit(one, '/set/Asha')
    shareSession(one, other)
    return { visit, one, other }
  }

  it('becomes visible after `cookieCache` seconds', async () => {
    const { visit, one, other } = await twoBrowsers()
    await visit(other, '/set/Ankit')
    clock.advance(9.999)
    expect(await visit(one, '/read')).toMatchObject({ body: { name: 'Asha' } })
    clock.advance(0.001)
    expect(await visit(one, '/read')).toMatchObject({ body: { name: 'Ankit' } })
  })

  it('is visible at once to `load({ fresh: true })`, which renews the copy', async () => {
    const { visit, one, other } = await twoBrowsers()
    await visit(other, '/set/Ankit')
    const fresh = await visit(one, '/fresh')
    expect(fresh).toMatchObject({ statements: 1, body: { name: 'Ankit' } })
    expect(Object.keys(fresh.cookies)).toEqual([COPY])
    expect(await visit(one, '/read')).toMatchObject({ statements: 0, body: { name: 'Ankit' } })
  })

  it('makes `load({ fresh: true })` remove both cookies if it is a logout', async () => {
    const { visit, one, other } = await twoBrowsers()
    await visit(other, '/logout')
    expect(await visit(one, '/fresh')).toMatchObject({
      statements: 1,
      body: {},
      cookies: { sessionid: '""', [COPY]: '""' },
    })
  })

  it('makes `exists` remove the copy if it is a logout', async () => {
    const { visit, one, other } = await twoBrowsers()
    const { sessionKey } = one
    await visit(other, '/logout')
    expect(await visit(one, `/exists/${sessionKey}`)).toMatchObject({
      body: false,
      cookies: { [COPY]: '""' },
    })
  })

  it.each(['/set/Ankit', '/count', '/renew', '/read-and-logout'])(
    'is not undone by %s if it is a logout (P4)',
    async (path) => {
      const { visit, one, other } = await twoBrowsers()
      await visit(other, '/logout')
      const refused = await visit(one, path)
      expect([refused.status, refused.cookies]).toEqual([400, { [COPY]: '""' }])
      expect(await rows()).toEqual([])
      expect(await visit(one, '/read')).toMatchObject({ statements: 1, body: {} })
    },
  )

  it('is included in the value of `get` after `update` and `save`', async () => {
    const { visit, one, other } = await twoBrowsers()
    await visit(other, '/count')
    expect(await visit(one, '/count-and-save')).toMatchObject({ body: 2 })
  })

  it('does not get lost among 50 concurrent updates (P3)', async () => {
    const { visit, one } = await twoBrowsers()
    const header = [...one.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { Cookie: header }
    const responses = await Promise.all(
      Array.from({ length: 50 }, () => one.app.request('/count', { headers })),
    )
    expect(responses.map(({ status }) => status)).toEqual(Array(50).fill(200))
    expect(await visit(one, '/fresh')).toMatchObject({ body: { name: 'Asha', visits: 50 } })
  })
})

describe('a copy replayed after a logout', () => {
  it('allows reads for `cookieCache` seconds, but never restores the session (P4)', async () => {
    const { visit, open } = meteredSite()
    const [victim, thief] = [open(), open()]
    await visit(victim, '/set/Asha')
    const stolen = new Map(victim.cookies)
    await visit(victim, '/logout')
    for (let second = 0; second < 12; second++) {
      for (const path of ['/set/Mallory', '/count', '/renew']) {
        thief.cookies.clear()
        for (const [name, value] of stolen) thief.cookies.set(name, value)
        // Once the copy is stale, the key is unknown and a write starts a new session.
        const { status } = await visit(thief, path)
        expect(status, `${path} after ${second} s`).toBe(second < 10 ? 400 : 200)
        expect(thief.key).not.toBe(second < 10 ? undefined : stolen.get('sessionid'))
      }
      thief.cookies.clear()
      for (const [name, value] of stolen) thief.cookies.set(name, value)
      const { body } = await visit(thief, '/read')
      expect(body, `after ${second} s`).toEqual(second < 10 ? { name: 'Asha' } : {})
      clock.advance(1)
    }
    expect((await rows()).map((row) => row.session_key)).not.toContain(stolen.get('sessionid'))
  })
})

describe('the validation of a copy', () => {
  /** Returns the name that a request with this copy reads. The store holds a newer one. */
  async function readWith(
    change: (copy: string, key: string) => string,
    options: Partial<SessionOptions> = {},
    url = '/read',
  ) {
    const store = memoryStore()
    const browser = new Browser(siteOn(store), { now: clock.now })
    await browser.get('/set/copied')
    const copy = browser.cookies.get(COPY) ?? ''
    browser.cookies.delete(COPY)
    await browser.get('/set/stored')
    const key = browser.key ?? ''
    const cookie = `sessionid=${key}; ${COPY}=${change(copy, key)}`
    const response = await siteOn(store, options).request(url, { headers: { Cookie: cookie } })
    return ((await response.json()) as { name: string }).name
  }

  it('accepts a valid copy', async () => {
    expect(await readWith((copy) => copy)).toBe('copied')
  })

  it.each<[string, (copy: string) => string]>([
    ['an empty copy', () => ''],
    ['a removed copy', () => '""'],
    ['a copy without a day', (copy) => copy.replace(/^\d+\./, '')],
    ['a copy without a ciphertext', (copy) => copy.replace(/\..*/, '.')],
    ['a copy with invalid base64', (copy) => `${copy.slice(0, 20)}!${copy.slice(21)}`],
    ['a copy that is too long', (copy) => `${copy}${'A'.repeat(4000)}`],
    ['a huge copy', (copy) => copy.repeat(1000)],
    ['a copy of the next day', (copy) => copy.replace(/^\d+/, (day) => `${Number(day) + 1}`)],
    ['a copy of the previous day', (copy) => copy.replace(/^\d+/, (day) => `${Number(day) - 1}`)],
    ['a copy from 1970', (copy) => copy.replace(/^\d+/, '1')],
    ['a copy with a huge day number', (copy) => copy.replace(/^\d+/, '9'.repeat(400))],
  ])('ignores %s', async (_, change) => {
    expect(await readWith(change)).toBe('stored')
  })

  it('derives no key for a day other than today and yesterday (P11)', async () => {
    const { visit, open } = meteredSite()
    const browser = open()
    await visit(browser, '/set/Asha')
    const copy = browser.cookies.get(COPY) ?? ''
    const today = Number(/^\d+/.exec(copy)?.[0])
    const deriveKey = vi.spyOn(crypto.subtle, 'deriveKey')
    for (const day of [today - 2, today + 1, 0, 99_999]) {
      browser.cookies.set(COPY, copy.replace(/^\d+/, String(day)))
      expect(await visit(browser, '/untouched')).toMatchObject({ statements: 0 })
      expect(await visit(browser, '/exists')).toMatchObject({ statements: 1 })
      browser.cookies.set(COPY, copy.replace(/^\d+/, String(day)))
      expect(await visit(browser, '/read')).toMatchObject({ statements: 1 })
    }
    expect(deriveKey).not.toHaveBeenCalled()
    deriveKey.mockRestore()
  })

  it('ignores a copy that was truncated or modified anywhere', async () => {
    const browser = new Browser(siteOn(memoryStore()), { now: clock.now })
    await browser.get('/set/copied')
    const length = browser.cookies.get(COPY)?.length ?? 0
    for (let at = 6; at < length; at += 7) {
      expect(await readWith((copy) => copy.slice(0, at))).toBe('stored')
      const flip = (copy: string) => (copy[at] === 'A' ? 'B' : 'A')
      const changed = (copy: string) => copy.slice(0, at) + flip(copy) + copy.slice(at + 1)
      expect(await readWith(changed)).toBe('stored')
    }
  })

  it('ignores the copy of another session', async () => {
    const store = memoryStore()
    const app = siteOn(store)
    const [one, other] = [
      new Browser(app, { now: clock.now }),
      new Browser(app, { now: clock.now }),
    ]
    await one.get('/set/Asha')
    await other.get('/set/Mallory')
    one.cookies.set(COPY, other.cookies.get(COPY) ?? '')
    expect(await (await one.get('/read')).json()).toEqual({ name: 'Asha' })
  })

  it('ignores a copy made with another secret', async () => {
    captureLogs('warn')
    expect(await readWith((copy) => copy, { secretKey: OTHER_SECRET })).not.toBe('copied')
  })

  it('ignores a copy made with another salt', async () => {
    captureLogs('warn')
    expect(await readWith((copy) => copy, { keySalt: 'another' })).not.toBe('copied')
  })

  it('ignores the copy of another host', async () => {
    expect(await readWith((copy) => copy, {}, 'http://other.example/read')).toBe('stored')
  })

  it('accepts the copy of another host with the same `cookieDomain`', async () => {
    const options = { cookieDomain: 'example.com' }
    const store = memoryStore()
    const one = new Browser(siteOn(store, options), { now: clock.now })
    await one.request('http://a.example.com/set/Asha')
    await store.delete(one.key ?? '')
    expect(await (await one.request('http://b.example.com/read')).json()).toEqual({ name: 'Asha' })
  })

  it('accepts a copy made with a fallback secret until that secret is removed', async () => {
    captureLogs('warn')
    const changed = { secretKey: OTHER_SECRET, secretKeyFallbacks: [SECRET_KEY] }
    expect(await readWith((copy) => copy, changed)).toBe('copied')

    const store = memoryStore()
    const old = new Browser(siteOn(store), { now: clock.now })
    await old.get('/set/Asha')
    old.cookies.delete(COPY)
    const between = new Browser(siteOn(store, changed), { now: clock.now })
    shareSession(old, between)
    await between.get('/read')
    expect(between.cookies.get(COPY)).toBeDefined()
    // The row is signed with the old secret, so the copy is encrypted with it too.
    const after = new Browser(siteOn(store, { secretKey: OTHER_SECRET }), { now: clock.now })
    shareSession(between, after)
    expect(await (await after.get('/read')).json()).toEqual({})
  })
})

describe('the age of a copy', () => {
  it.each([
    ['an hour back', -3600],
    ['a millisecond back', -0.001],
    ['a day ahead', 86_400],
  ])('makes the copy stale if the clock steps %s', async (_, seconds) => {
    const { visit, open } = meteredSite({ cookieAge: 1_000_000 })
    const browser = open()
    await visit(browser, '/set/Asha')
    const cookies = new Map(browser.cookies)
    clock.advance(seconds)
    for (const [name, value] of cookies) browser.cookies.set(name, value)
    expect(await visit(browser, '/read')).toMatchObject({ statements: 1, body: { name: 'Asha' } })
  })

  it('does not outlast the expiry of the session (P8)', async () => {
    const { visit, open } = meteredSite()
    const browser = open()
    await visit(browser, '/set/Asha')
    await visit(browser, '/end-at/5')
    const late = open()
    shareSession(browser, late)
    clock.advance(5)
    expect(await visit(late, '/read')).toMatchObject({ statements: 1, body: {} })
  })

  it('is correct across midnight', async () => {
    clock = new FakeClock(new Date('2026-03-01T23:59:55.000Z'))
    const { visit, open } = meteredSite()
    const browser = open()
    await visit(browser, '/set/Asha')
    clock.advance(9)
    expect(await visit(browser, '/read')).toMatchObject({ statements: 0 })
  })

  it('is correct before 1970', async () => {
    clock = new FakeClock(new Date('1969-12-31T23:59:55.000Z'))
    const app = siteOn(memoryStore())
    const browser = new Browser(app, { now: clock.now })
    await browser.get('/set/Asha')
    clock.advance(4)
    expect(browser.cookies.get(COPY)).toMatch(/^-1\./)
    expect(await (await browser.get('/read')).json()).toEqual({ name: 'Asha' })
  })
})

describe('the size of a copy', () => {
  it('stays within 4096 bytes, because larger sessions get no copy', async () => {
    const { visit, open } = meteredSite()
    const browser = open()
    let longest = 0
    let sizes = 0
    // Random characters do not compress, and these repeated ones are too few to be compressed.
    for (let size = 100; size < 640; size += 60) await visit(browser, `/size/${size}`)
    const app = siteOn(memoryStore())
    app.get('/random/:size', (c) => {
      const bytes = crypto.getRandomValues(new Uint8Array(Number(c.req.param('size'))))
      c.var.session.set('other', [...bytes].map((byte) => byte.toString(36).at(-1)).join(''))
      return c.text('set')
    })
    const other = new Browser(app, { now: clock.now })
    for (let size = 2000; size < 4200; size += 13) {
      const response = await other.get(`/random/${size}`)
      const copy = cookiesOf(response)[COPY]
      if (copy === undefined || copy === '""') continue
      sizes += 1
      longest = Math.max(longest, `${COPY}=${copy}`.length)
    }
    expect(sizes).toBeGreaterThan(10)
    expect(longest).toBeLessThanOrEqual(4096)
    expect(longest).toBeGreaterThan(4096 - 40)
    expect(other.cookies.has(COPY)).toBe(false)
    expect(await (await other.get('/read')).json()).toMatchObject({ other: expect.any(String) })
  })
})

describe('the option `cookieCache`', () => {
  it('sets both companion cookies with read replicas', async () => {
    const { db } = await ReplicatedDatabase.make()
    const app = siteOn(d1Store(db, { replicas: true }))
    const browser = new Browser(app, { now: clock.now })
    const names = Object.keys(cookiesOf(await browser.get('/set/Asha'))).sort()
    expect(names).toEqual(['sessionid', 'sessionid_bookmark', COPY])
    expect(Object.keys(cookiesOf(await browser.get('/read')))).toEqual([])
    expect(Object.keys(cookiesOf(await browser.get('/count'))).sort()).toEqual(names)
  })

  it('reads from the primary with `load({ fresh: true })` and otherwise from a replica', async () => {
    const database = await ReplicatedDatabase.make()
    const app = siteOn(d1Store(database.db, { replicas: true }))
    const browser = new Browser(app, { now: clock.now })
    await browser.get('/set/Asha')
    await database.catchUp()
    database.places()
    clock.advance(10)
    await browser.get('/fresh')
    expect(database.places()).toEqual(['primary'])
    clock.advance(10)
    await browser.get('/read')
    expect(database.places()).toEqual(['replica'])
  })

  it('works with hashed keys', async () => {
    const app = siteOn(d1Store(env.DB, { hashKeys: true }))
    const browser = new Browser(app, { now: clock.now })
    for (let visit = 1; visit < 4; visit++) {
      expect(await (await browser.get('/count')).json()).toBe(visit)
      expect(await (await browser.get('/read')).json()).toEqual({ visits: visit })
    }
  })

  it.each([0, -1, 1.5, 86_401, Number.NaN, '60', null])(
    'is rejected if it is %s',
    (cookieCache) => {
      const options = { store: memoryStore(), secretKey: SECRET_KEY, cookieCache }
      // @ts-expect-error: an untyped caller can pass this.
      expect(() => sessions(options)).toThrow(/`cookieCache` to be an integer from 1 to 86400/)
    },
  )

  it('is rejected with signed cookies', () => {
    const options = { store: signedCookies(), secretKey: SECRET_KEY, cookieCache: 60 }
    expect(() => sessions(options)).toThrow(ImproperlyConfigured)
    expect(() => sessions(options)).toThrow('`cookieCache` to be unset')
  })

  it('is off by default', async () => {
    const browser = new Browser(siteOn(memoryStore(), { cookieCache: undefined }))
    expect(Object.keys(cookiesOf(await browser.get('/set/Asha')))).toEqual(['sessionid'])
  })
})
