import { Hono } from 'hono'
import { cache } from 'hono/cache'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { memoryStore, type SessionStore } from '../../../src/edge-sessions/index.ts'
import { miniSite } from '../../support/mini-site.ts'
import { Browser, emptyTable, FakeClock } from '../../support/test-app.ts'

/** CDN headers that override `Cache-Control`. */
const CDN_HEADERS = [
  'CDN-Cache-Control',
  'Cloudflare-CDN-Cache-Control',
  'Netlify-CDN-Cache-Control',
  'Vercel-CDN-Cache-Control',
  'Deno-CDN-Cache-Control',
  'Akamai-Cache-Control',
  'Fastly-Cache-Control',
  'X-LiteSpeed-Cache-Control',
  'Surrogate-Control',
  'Edge-Control',
  'X-Accel-Expires',
  'X-Cache-TTL',
  'X-VC-TTL',
]

beforeEach(emptyTable)
afterEach(() => {
  vi.restoreAllMocks()
})

describe('sessions() and HTTP caching (P10)', () => {
  it.each(['/get', '/set', '/login', '/logout'])(
    'adds Vary: Cookie and makes the response private on %s',
    async (path) => {
      const { browser } = miniSite()
      await browser.get('/set')
      const response = await browser.get(path)
      expect(response.headers.get('Vary')).toBe('Cookie')
      expect(response.headers.get('Cache-Control')).toBe(
        path === '/get' ? 'private' : 'private, no-store',
      )
    },
  )

  it('adds no caching headers if the session was not used', async () => {
    const { browser } = miniSite()
    await browser.get('/set')
    const response = await browser.get('/untouched')
    expect(response.headers.has('Vary')).toBe(false)
    expect(response.headers.has('Cache-Control')).toBe(false)
  })

  it('adds caching headers when it renews the cookie of an unused session (CVE-2026-35192)', async () => {
    const clock = new FakeClock()
    const { browser } = miniSite({ saveEveryRequest: true, now: clock.now })
    await browser.get('/set')
    clock.advance(10)
    const response = await browser.get('/untouched')
    expect(response.headers.get('Set-Cookie')).toContain('Max-Age=30')
    expect(response.headers.get('Vary')).toBe('Cookie')
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
  })

  it.each([
    ['Accept-Encoding', 'Accept-Encoding, Cookie'],
    ['cookie, Accept', 'cookie, Accept'],
    ['Accept,Cookie', 'Accept,Cookie'],
    ['X-Cookie', 'X-Cookie, Cookie'],
    ['Cookie-Consent', 'Cookie-Consent, Cookie'],
    ['*', '*'],
    ['Accept, *', '*'],
  ])('merges Cookie into Vary: %s (CVE-2014-1418, CVE-2026-6907)', async (vary, merged) => {
    const { app } = miniSite()
    app.get('/vary', async (c) => {
      await c.var.session.get('name')
      return c.text('', 200, { Vary: vary })
    })
    expect((await app.request('/vary')).headers.get('Vary')).toBe(merged)
  })

  it.each([
    ['public, max-age=60', 'private, max-age=60'],
    ['max-age=60, s-maxage=600', 'private, max-age=60'],
    ['PUBLIC', 'private'],
    ['no-store', 'private, no-store'],
    ['private, max-age=5', 'private, max-age=5'],
    ['x-public, public-ish, x-s-maxage=1', 'private, x-public, public-ish, x-s-maxage=1'],
    [' , max-age=5 ,', 'private, max-age=5'],
    ['private="Set-Cookie, X", max-age=5', 'private, private="Set-Cookie, X", max-age=5'],
  ])(
    'makes Cache-Control: %s private and removes CDN headers (CVE-2024-26144)',
    async (given, expected) => {
      const { app, browser } = miniSite()
      app.get('/page', async (c) => {
        await c.var.session.get('name')
        const forCdns = CDN_HEADERS.map((name) => [name, 'public, max-age=60'])
        const headers = { 'Cache-Control': given, ...Object.fromEntries(forCdns), 'X-Page': '1' }
        return c.text('', 200, headers)
      })
      const response = await browser.get('/page')
      expect(response.headers.get('Cache-Control')).toBe(expected)
      for (const name of CDN_HEADERS) expect(response.headers.has(name), name).toBe(false)
      expect(response.headers.get('X-Page')).toBe('1')
    },
  )

  it.each([
    ['has no body', () => new Response(null, { status: 204 })],
    ['is a redirect', () => Response.redirect('https://example.com/', 302)],
  ])(
    'does not leak cookies between visitors through a shared response that %s',
    async (_, make) => {
      const shared = make()
      const { app } = miniSite()
      app.get('/shared', (c) => {
        c.var.session.set('name', 'Ankit')
        return shared
      })
      const [first, second] = [await app.request('/shared'), await app.request('/shared')]
      expect(first.headers.getSetCookie()).toHaveLength(1)
      expect(second.headers.getSetCookie()).toHaveLength(1)
      expect(second.headers.getSetCookie()).not.toEqual(first.headers.getSetCookie())
      expect([...shared.headers.keys()]).not.toContain('set-cookie')
    },
  )

  it('adds caching headers to the error response of a failed save', async () => {
    const store: SessionStore = {
      ...memoryStore(),
      async create() {
        throw new Error('down')
      },
    }
    const { app, browser } = miniSite({ store })
    app.onError((_, c) => c.text('down', 500))
    const response = await browser.get('/set')
    expect(response.status).toBe(500)
    expect(response.headers.get('Vary')).toBe('Cookie')
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
  })

  it('makes the response private before a companion cookie fails', async () => {
    const memory = memoryStore()
    let isDown = false
    const store: SessionStore = {
      ...memory,
      async load(...call) {
        if (isDown) throw new Error('down')
        return memory.load(...call)
      },
      forBrowser: () => ({ ...store, companionCookies: () => [{ suffix: 'copy', value: '1' }] }),
    }
    const { app, browser } = miniSite({ store })
    app.get('/exists', async (c) => {
      c.header('Cache-Control', 'public, max-age=60')
      c.header('CDN-Cache-Control', 'max-age=600')
      const exists = await c.var.session.exists(c.var.session.key)
      isDown = true
      return c.json(exists)
    })
    app.onError((error, c) => c.text(error.message, 500))
    await browser.get('/set')
    const { status, headers } = await browser.get('/exists')
    expect(status).toBe(500)
    expect(headers.get('Vary')).toBe('Cookie')
    expect(headers.get('Cache-Control')).toBe('private, max-age=60')
    expect(headers.has('CDN-Cache-Control')).toBe(false)
  })

  it('makes Cache-Control of outer middleware private and removes its CDN headers', async () => {
    const app = new Hono()
    app.use(async (c, next) => {
      c.header('Cache-Control', 'public, max-age=60')
      for (const name of CDN_HEADERS) c.res.headers.set(name, 'max-age=60')
      await next()
    })
    app.route('/', miniSite().app)
    for (const path of ['/get', '/set']) {
      const { headers } = await app.request(path)
      expect(headers.get('Cache-Control'), path).toMatch(/^private/)
      expect(headers.get('Cache-Control'), path).not.toContain('public')
      for (const name of CDN_HEADERS) expect(headers.has(name), `${path} ${name}`).toBe(false)
    }
  })

  it('prevents hono/cache from storing the response (CVE-2026-24472, CVE-2026-44457)', async () => {
    const app = new Hono()
    app.use(cache({ cacheName: 'site', cacheControl: 'public, max-age=60', wait: true }))
    app.route('/', miniSite().app)
    let visits = 0
    app.get('/count', (c) => c.text(String(++visits)))
    const { browser } = { browser: new Browser(app) }
    await browser.get('http://localhost/set')
    expect(await (await browser.get('http://localhost/get')).text()).toBe('Ankit')
    const anonymous = await app.request('http://localhost/get')
    expect(await anonymous.text()).toBe('nobody')
  })
})
