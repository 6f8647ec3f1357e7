import { Hono } from 'hono'
import { cache } from 'hono/cache'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { csrf, getToken, rotateToken } from '../../../src/edge-sessions/csrf/index.ts'
import { unmask } from '../../../src/edge-sessions/csrf/token.ts'
import {
  addRoutes,
  Browser,
  COOKIE,
  csrfCookies,
  loggedReason,
  SECRET,
  send,
  sendForm,
  silenceWarnings,
  site,
  type TestEnv,
  TOKEN,
} from './support.ts'

beforeEach(silenceWarnings)
afterEach(vi.restoreAllMocks)

const HTTPS = 'https://www.example.com/change/'

describe('CSRF protection', () => {
  it.each([
    undefined,
    '',
    'TEXT/PLAIN',
    'Text/Plain; charset=utf-8',
    'APPLICATION/X-WWW-FORM-URLENCODED',
    'application/json',
    'unheard/of',
    'text/plain, multipart/form-data',
  ])('checks requests with the content type %j (CVE-2024-43787, CVE-2024-48913)', async (type) => {
    const body = new TextEncoder().encode('name=Ankit')
    const headers = { 'Content-Type': type, 'X-CSRFToken': undefined }
    expect((await send(site(), { body, headers })).status).toBe(403)
  })

  it('rejects a token from before the login (CVE-2022-24895, CVE-2018-11406, CVE-2018-6009)', async () => {
    const app = site()
    app.post('/login/', (c) => {
      rotateToken(c)
      return c.text('logged in')
    })
    const browser = new Browser(app)
    const before = await browser.token()
    expect((await browser.postToken('/login/', before)).status).toBe(200)
    expect((await browser.postToken('/change/', before)).status).toBe(403)
  })

  it('rejects the token of another browser (CVE-2023-45128, CVE-2023-45141)', async () => {
    const app = site()
    const [one, other] = [new Browser(app), new Browser(app)]
    const foreign = await other.token()
    await one.token()
    expect((await one.postToken('/change/', foreign)).status).toBe(403)
    expect(loggedReason()).toBe('CSRF token from POST incorrect.')
    expect((await other.postToken('/change/', foreign)).status).toBe(200)
    // The token is also rejected without a cookie.
    expect((await new Browser(app).postToken('/change/', foreign)).status).toBe(403)
  })

  it('uses one secret for all forms of a browser (CVE-2020-8166)', async () => {
    const browser = new Browser(site())
    expect(unmask(await browser.token())).toBe(unmask(await browser.token()))
  })

  it('masks each token differently and never shows the secret (CVE-2014-9720)', async () => {
    const browser = new Browser(site())
    const tokens = new Set<string>()
    for (let visit = 0; visit < 50; visit++) tokens.add(await browser.token())
    const secret = browser.cookies.get('csrftoken') ?? 'none'
    expect(tokens.size).toBe(50)
    expect(new Set([...tokens].map(unmask))).toEqual(new Set([secret]))
    expect([...tokens].join(' ')).not.toContain(secret)
  })

  it.each(['CVE-2025-24358', 'CVE-2025-47909', 'CVE-2025-46721'])(
    'rejects forms sent to HTTPS by an HTTP page of the same or a trusted host (%s)',
    async () => {
      const app = site({ trustedOrigins: ['https://partner.example', 'https://*.example.org'] })
      for (const host of ['www.example.com', 'partner.example', 'shop.example.org']) {
        const byOrigin = await send(app, { headers: { Origin: `http://${host}` } }, HTTPS)
        expect(byOrigin.status).toBe(403)
        expect(loggedReason()).toContain('Origin checking failed')
        const byReferer = await send(app, { headers: { Referer: `http://${host}/` } }, HTTPS)
        expect(byReferer.status).toBe(403)
        expect(loggedReason()).toContain('Referer is insecure')
      }
    },
  )

  it('exempts only the exact path (CVE-2025-47910)', async () => {
    const app = site({ exempt: ['/hook'] })
    app.all('*', (c) => c.text('reached'))
    const status = async (path: string) => (await app.request(path, { method: 'POST' })).status
    expect(await status('/hook')).toBe(200)
    expect([await status('/hook/'), await status('/hook/x'), await status('/hooks')]).toEqual([
      403, 403, 403,
    ])
  })

  it('runs before the router, for known and unknown paths (CVE-2026-22030)', async () => {
    const page = vi.fn(() => new Response('page'))
    const app = new Hono().use(csrf()).get('/page/', page)
    for (const path of ['/page/', '/no/such/page/', '/page']) {
      expect((await app.request(path, { method: 'POST' })).status).toBe(403)
    }
    expect(page).not.toHaveBeenCalled()
  })

  it('handles HEAD like GET and runs no POST handler for it (CVE-2026-45075)', async () => {
    const change = vi.fn(() => new Response('changed'))
    const app = site()
    app.post('/post-only/', change)
    expect((await app.request('/post-only/', { method: 'HEAD' })).status).toBe(404)
    expect(change).not.toHaveBeenCalled()
    const response = await app.request('/form/', { method: 'HEAD' })
    expect(csrfCookies(response)).toHaveLength(1)
    expect(response.headers.get('Vary')).toBe('Cookie')
  })

  it('ignores request headers that name a host or scheme (CVE-2011-4140)', async () => {
    for (const name of ['Host', 'X-Forwarded-Host', 'Forwarded', 'X-Original-Host']) {
      const value = name === 'Forwarded' ? 'host=evil.example' : 'evil.example'
      const headers = { Origin: 'https://evil.example', [name]: value }
      expect((await send(site(), { headers }, HTTPS)).status).toBe(403)
    }
    const scheme = { Origin: 'https://testserver', 'X-Forwarded-Proto': 'https' }
    expect((await send(site(), { headers: scheme })).status).toBe(403)
  })

  it('sets a `Secure` cookie on HTTPS and reads only the configured `__Host-` cookie (CVE-2017-16653)', async () => {
    const secure = await site().request('https://www.example.com/form/')
    expect(csrfCookies(secure)[0]).toContain('; Secure')
    const cookieName = '__Host-csrftoken'
    const app = site({ cookieName })
    const response = await app.request('https://www.example.com/form/')
    expect(csrfCookies(response, cookieName)[0]).toMatch(/; Path=\/; SameSite=Lax; Secure$/)
    const headers = { Origin: 'https://www.example.com' }
    expect((await send(app, { headers }, HTTPS)).status).toBe(403)
    const good = { ...headers, Cookie: `${cookieName}=${SECRET}` }
    expect((await send(app, { headers: good }, HTTPS)).status).toBe(200)
  })

  it('keeps a page with a token out of shared caches (CVE-2014-0473)', async () => {
    const app = site()
    app.get('/public/', async (c) => {
      c.header('Cache-Control', 'public, max-age=600, s-maxage=600')
      c.header('CDN-Cache-Control', 'max-age=600')
      return c.text(await getToken(c))
    })
    for (const cookie of ['', COOKIE]) {
      const { headers } = await app.request('/public/', { headers: { Cookie: cookie } })
      expect(headers.get('Vary')).toBe('Cookie')
      expect(headers.get('Cache-Control')).toBe('private, max-age=600')
      expect(headers.get('CDN-Cache-Control')).toBeNull()
    }
  })

  it('gives each visitor a new token behind `hono/cache` (CVE-2014-0473, CVE-2026-44457)', async () => {
    let rendered = 0
    const app = new Hono<TestEnv>()
    app.use(cache({ cacheName: 'csrf-tests', wait: true, cacheControl: 'max-age=60' }))
    addRoutes(app.use(csrf()))
    app.get('/cached/', (c) => c.text(String(++rendered)))
    for (let visit = 0; visit < 2; visit++) await app.request('https://www.example.com/cached/')
    expect(rendered).toBe(1)
    const url = 'https://www.example.com/form/'
    const first = unmask(await (await app.request(url)).text())
    const second = unmask(await (await app.request(url)).text())
    expect(first).not.toBe(second)
  })

  it('keeps the existing `Vary` values (CVE-2014-1418, CVE-2026-6907)', async () => {
    for (const [vary, merged] of [
      ['Accept-Encoding', 'Accept-Encoding, Cookie'],
      ['cookie', 'cookie'],
      ['*', '*'],
    ]) {
      const app = site()
      app.get('/vary/', async (c) => {
        c.header('Vary', vary)
        return c.text(await getToken(c))
      })
      expect((await app.request('/vary/')).headers.get('Vary')).toBe(merged)
    }
  })

  it('separates cookies only at semicolons (CVE-2016-7401)', async () => {
    for (const separator of [',', ' ', '\t', '"', ', ', '&', ']']) {
      const headers = { Cookie: `analytics=x${separator}csrftoken=${SECRET}` }
      expect((await send(site(), { headers })).status).toBe(403)
      expect(loggedReason()).toBe('CSRF cookie not set.')
    }
  })

  it.each(['', '""', 'null', 'undefined'])(
    'rejects the malformed secret %j (CVE-2020-36564)',
    async (cookie) => {
      for (const token of ['', cookie, 'null']) {
        const headers = { Cookie: `csrftoken=${cookie}` }
        expect((await sendForm(site(), { csrfmiddlewaretoken: token }, headers)).status).toBe(403)
        expect((await send(site(), { headers: { ...headers, 'X-CSRFToken': token } })).status).toBe(
          403,
        )
      }
    },
  )

  it('accepts a login only with a token from this site (login CSRF, 5.19)', async () => {
    const app = site()
    app.post('/login/', (c) => c.text('logged in'))
    const stranger = new Browser(app)
    expect((await stranger.postToken('/login/', TOKEN)).status).toBe(403)
    expect((await stranger.postToken('/login/', await stranger.token())).status).toBe(200)
  })

  it('ignores tokens in the query string and in cookies', async () => {
    const headers = { 'X-CSRFToken': undefined, Cookie: `${COOKIE}; csrfmiddlewaretoken=${TOKEN}` }
    const url = `http://testserver/change/?csrfmiddlewaretoken=${TOKEN}&X-CSRFToken=${TOKEN}`
    expect((await send(site(), { headers }, url)).status).toBe(403)
    expect(loggedReason()).toBe('CSRF token missing.')
  })

  it('ignores tokens in a field named __proto__ (GHSA-v8w9-8mx6-g223)', async () => {
    const body = `__proto__[csrfmiddlewaretoken]=${TOKEN}&__proto__.csrfmiddlewaretoken=${TOKEN}`
    const headers = {
      'X-CSRFToken': undefined,
      'Content-Type': 'application/x-www-form-urlencoded',
    }
    expect((await send(site(), { body, headers })).status).toBe(403)
    expect(loggedReason()).toBe('CSRF token missing.')
  })
})
