import { env, exports } from 'cloudflare:workers'
import { Hono } from 'hono'
import { cache } from 'hono/cache'
import { streamText } from 'hono/streaming'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  d1Store,
  ImproperlyConfigured,
  memoryStore,
  Session,
  SessionInterrupted,
  type SessionOptions,
  type SessionStore,
  SessionTooLarge,
  sessionCodec,
  sessions,
} from '../../../src/edge-sessions/index.ts'
import {
  Browser,
  emptyTable,
  FakeClock,
  rows,
  SECRET_KEY,
  type TestEnv,
  testApp,
} from '../../support/test-app.ts'

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

function site(options: Partial<SessionOptions> = {}) {
  const app = testApp(options)
  app.get('/untouched', (c) => c.text('ok'))
  app.get('/get', async (c) => c.text((await c.var.session.get('name')) ?? 'nobody'))
  app.get('/set', (c) => {
    c.var.session.set('name', 'Ankit')
    return c.text('set')
  })
  app.get('/set-other', (c) => {
    c.var.session.set('other', 'x')
    return c.text('set')
  })
  app.get('/delete', (c) => {
    c.var.session.delete('name')
    return c.text('deleted')
  })
  app.get('/clear', (c) => {
    c.var.session.clear()
    return c.text('cleared')
  })
  app.get('/login', (c) => {
    c.var.session.cycleKey()
    c.var.session.set('name', 'Ankit')
    return c.text('in')
  })
  app.get('/logout', async (c) => {
    await c.var.session.flush()
    return c.text('out')
  })
  return { app, browser: new Browser(app) }
}

describe('the cookie', () => {
  it('is set by the first write, with the attributes of Django', async () => {
    const clock = new FakeClock()
    const { browser } = site({ now: clock.now })
    const response = await browser.get('/set')
    expect(response.headers.getSetCookie()).toEqual([
      `sessionid=${browser.key}; expires=Sun, 01 Mar 2026 12:00:30 GMT; Max-Age=30; Path=/; HttpOnly; SameSite=Lax`,
    ])
  })

  it('is Secure on https', async () => {
    const { app } = site()
    const response = await app.request('https://example.com/set')
    expect(response.headers.get('Set-Cookie')).toMatch(/; Secure$/)
  })

  it('is not set for a session that is untouched or only read', async () => {
    const { browser } = site()
    await browser.get('/set')
    for (const path of ['/untouched', '/get']) {
      expect((await browser.get(path)).headers.getSetCookie()).toEqual([])
    }
  })

  it('has no Max-Age where it ends with the browser; the row still ends', async () => {
    const { browser } = site({ expireAtBrowserClose: true, now: new FakeClock().now })
    const response = await browser.get('/set')
    expect(response.headers.get('Set-Cookie')).toBe(
      `sessionid=${browser.key}; Path=/; HttpOnly; SameSite=Lax`,
    )
    expect((await rows())[0]?.expire_date).toMatch(/^2026-03-01 12:00:30/)
  })

  it('is removed at logout, with all its attributes', async () => {
    const { browser } = site({ cookieDomain: 'localhost', cookiePath: '/', cookieSecure: true })
    await browser.get('/set')
    const response = await browser.get('/logout')
    expect(response.headers.getSetCookie()).toEqual([
      'sessionid=""; Domain=localhost; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure',
    ])
  })

  it('is removed when the session has expired', async () => {
    const clock = new FakeClock()
    const { browser } = site({ now: clock.now })
    await browser.get('/set')
    clock.advance(30)
    const response = await browser.get('/get')
    expect(await response.text()).toBe('nobody')
    expect(response.headers.get('Set-Cookie')).toContain('Max-Age=0')
  })

  it('is set exactly once on a raw, streamed, redirected and immutable response, and for HEAD', async () => {
    const { app } = site()
    app.get('/raw', (c) => {
      c.var.session.set('name', 'raw')
      return new Response('raw')
    })
    app.get('/stream', (c) => {
      c.var.session.set('name', 'stream')
      return streamText(c, async (stream) => {
        await stream.write('streamed')
      })
    })
    app.get('/redirect', (c) => {
      c.var.session.set('name', 'redirect')
      return c.redirect('/get')
    })
    app.get('/immutable', (c) => {
      c.var.session.set('name', 'immutable')
      return Response.redirect('http://localhost/get')
    })
    app.get('/fetched', async (c) => {
      c.var.session.set('name', 'fetched')
      const response = await exports.default.fetch('http://localhost/')
      expect(() => response.headers.set('Vary', 'Cookie')).toThrow()
      return response
    })
    app.get('/upgrade', (c) => {
      c.var.session.set('name', 'upgrade')
      return new Response(null, { status: 101, webSocket: new WebSocketPair()[0] })
    })
    for (const path of ['/raw', '/stream', '/redirect', '/immutable', '/fetched', '/upgrade']) {
      const response = await app.request(path)
      expect(response.headers.getSetCookie(), path).toHaveLength(1)
      const [cookie = ''] = response.headers.getSetCookie()
      const next = await app.request('/get', { headers: { Cookie: cookie.split(';')[0] ?? '' } })
      expect(await next.text()).toBe(path.slice(1))
    }
    const head = await app.request('/set', { method: 'HEAD' })
    expect(head.headers.getSetCookie()).toHaveLength(1)
    expect(await head.text()).toBe('')
  })

  it('stands beside the cookies of the app', async () => {
    const { app } = site()
    app.get('/both', (c) => {
      c.header('Set-Cookie', 'theme=dark', { append: true })
      c.var.session.set('name', 'both')
      return c.text('both')
    })
    const cookies = (await app.request('/both')).headers.getSetCookie()
    expect(cookies).toHaveLength(2)
    expect(cookies[0]).toBe('theme=dark')
  })
})

describe('P9: a key the server did not issue', () => {
  it.each([
    ['unknown', 'a'.repeat(32)],
    ['short', 'abc'],
    ['empty', ''],
    ['5,000 characters long', 'a'.repeat(5000)],
    ['hostile', "a' OR 1=1 --"],
  ])('is not adopted when it is %s', async (_, key) => {
    const { app } = site()
    const response = await app.request('/set', { headers: { Cookie: `sessionid=${key}` } })
    const issued = /sessionid=([a-z0-9]{32});/.exec(response.headers.get('Set-Cookie') ?? '')?.[1]
    expect(issued).not.toBe(key)
    expect((await rows()).map((row) => row.session_key)).toEqual([issued])
  })

  it.each(['abc', '', 'A'.repeat(32), '../../etc/passwd', 'a'.repeat(5000)])(
    'never reaches the database when it is malformed (%j), and is removed',
    async (key) => {
      const prepare = vi.spyOn(env.DB, 'prepare')
      const { app } = site()
      const response = await app.request('/get', { headers: { Cookie: `sessionid=${key}` } })
      expect(await response.text()).toBe('nobody')
      expect(response.headers.get('Set-Cookie')).toContain('Max-Age=0')
      expect(prepare).not.toHaveBeenCalled()
    },
  )

  it('is removed from the browser once it was looked up, and not before', async () => {
    const { app } = site()
    const init = { headers: { Cookie: `sessionid=${'a'.repeat(32)}` } }
    expect((await app.request('/untouched', init)).headers.getSetCookie()).toEqual([])
    for (const path of ['/get', '/delete', '/clear', '/logout']) {
      const response = await app.request(path, init)
      expect(response.headers.get('Set-Cookie'), path).toContain('Max-Age=0')
    }
    expect(await rows()).toEqual([])
  })

  it('counts only in the cookie, not in the address, a header or the body (ASVS 14.2.1)', async () => {
    const { app, browser } = site()
    await browser.get('/set')
    const response = await app.request(`/get?sessionid=${browser.key}`, {
      headers: { 'X-Session': browser.key ?? '', Authorization: `Bearer ${browser.key}` },
    })
    expect(await response.text()).toBe('nobody')
  })

  it('takes the last of duplicate cookies, as Django does', async () => {
    const { app, browser } = site()
    await browser.get('/set')
    const other = `sessionid=${'a'.repeat(32)}`
    const last = await app.request('/get', { headers: { Cookie: `${other}; ${browser.cookie}` } })
    expect(await last.text()).toBe('Ankit')
    const first = await app.request('/get', { headers: { Cookie: `${browser.cookie}; ${other}` } })
    expect(await first.text()).toBe('nobody')
  })
})

describe('P10: caches', () => {
  it.each(['/get', '/set', '/login', '/logout'])('%s varies on the cookie', async (path) => {
    const { browser } = site()
    await browser.get('/set')
    const response = await browser.get(path)
    expect(response.headers.get('Vary')).toBe('Cookie')
    expect(response.headers.get('Cache-Control')).toBe(
      path === '/get' ? 'private' : 'private, no-store',
    )
  })

  it('says nothing where the session was not used', async () => {
    const { browser } = site()
    await browser.get('/set')
    const response = await browser.get('/untouched')
    expect(response.headers.has('Vary')).toBe(false)
    expect(response.headers.has('Cache-Control')).toBe(false)
  })

  it('holds for a cookie that is renewed without use (CVE-2026-35192)', async () => {
    const clock = new FakeClock()
    const { browser } = site({ saveEveryRequest: true, now: clock.now })
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
  ])('merges Vary: %s (CVE-2014-1418, CVE-2026-6907)', async (vary, merged) => {
    const { app } = site()
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
  ])('turns Cache-Control: %s private (CVE-2024-26144)', async (given, expected) => {
    const { app, browser } = site()
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
  })

  it.each([
    ['has no body', () => new Response(null, { status: 204 })],
    ['is a redirect', () => Response.redirect('https://example.com/', 302)],
  ])(
    'never shows one visitor the cookie of another, where each gets one response that %s',
    async (_, make) => {
      const shared = make()
      const { app } = site()
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

  it('holds for the answer to a save that failed', async () => {
    const store: SessionStore = {
      ...memoryStore(),
      async create() {
        throw new Error('down')
      },
    }
    const { app, browser } = site({ store })
    app.onError((_, c) => c.text('down', 500))
    const response = await browser.get('/set')
    expect(response.status).toBe(500)
    expect(response.headers.get('Vary')).toBe('Cookie')
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
  })

  it('makes headers private that outer middleware has set before', async () => {
    const app = new Hono()
    app.use(async (c, next) => {
      c.header('Cache-Control', 'public, max-age=60')
      for (const name of CDN_HEADERS) c.res.headers.set(name, 'max-age=60')
      await next()
    })
    app.route('/', site().app)
    for (const path of ['/get', '/set']) {
      const { headers } = await app.request(path)
      expect(headers.get('Cache-Control'), path).toMatch(/^private/)
      expect(headers.get('Cache-Control'), path).not.toContain('public')
      for (const name of CDN_HEADERS) expect(headers.has(name), `${path} ${name}`).toBe(false)
    }
  })

  it('keeps hono/cache from storing the answer (CVE-2026-24472, CVE-2026-44457)', async () => {
    const app = new Hono()
    app.use(cache({ cacheName: 'site', cacheControl: 'public, max-age=60', wait: true }))
    app.route('/', site().app)
    let visits = 0
    app.get('/count', (c) => c.text(String(++visits)))
    const { browser } = { browser: new Browser(app) }
    await browser.get('http://localhost/set')
    expect(await (await browser.get('http://localhost/get')).text()).toBe('Ankit')
    const anonymous = await app.request('http://localhost/get')
    expect(await anonymous.text()).toBe('nobody')
  })
})

describe('P6: a response of status 500 or more', () => {
  it.each([500, 503])('saves nothing and sets no cookie at %i', async (status) => {
    const { app, browser } = site()
    app.get('/fail', (c) => {
      c.var.session.set('name', 'lost')
      c.status(status as 500)
      return c.text('failed')
    })
    const fresh = await app.request('/fail')
    expect(fresh.headers.getSetCookie()).toEqual([])
    expect(await rows()).toEqual([])
    await browser.get('/set')
    expect((await browser.get('/fail')).headers.getSetCookie()).toEqual([])
    expect(await (await browser.get('/get')).text()).toBe('Ankit')
  })

  it('saves nothing when the handler throws', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { app, browser } = site()
    app.get('/throw', (c) => {
      c.var.session.cycleKey()
      c.var.session.set('name', 'lost')
      throw new Error('handler failed')
    })
    await browser.get('/set')
    const response = await browser.get('/throw')
    expect(response.status).toBe(500)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await (await browser.get('/get')).text()).toBe('Ankit')
  })

  it('still removes nothing from the browser of an unknown key', async () => {
    const { app } = site()
    app.get('/fail', async (c) => {
      await c.var.session.get('name')
      return c.text('failed', 500)
    })
    const response = await app.request('/fail', {
      headers: { Cookie: `sessionid=${'a'.repeat(32)}` },
    })
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('saves what goes with a status of 4xx', async () => {
    const { app, browser } = site()
    app.get('/refuse', (c) => {
      c.var.session.set('name', 'kept')
      return c.text('no', 403)
    })
    await browser.get('/refuse')
    expect(await (await browser.get('/get')).text()).toBe('kept')
  })
})

describe('P4: a session that ended elsewhere', () => {
  /** A slow handler that has read and set, and waits for another request to be done. */
  function slowSite(): { browser: Browser; slow: () => Promise<Response>; release: () => void } {
    const { app, browser } = site()
    const gate = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    app.get('/slow', async (c) => {
      await c.var.session.get('name')
      c.var.session.set('other', 'slow')
      reached.resolve()
      await gate.promise
      c.header('Set-Cookie', 'theme=dark', { append: true })
      return c.text('slow', 200, { 'X-Slow': 'yes' })
    })
    const slow = async () => {
      const answer = app.request('/slow', { headers: { Cookie: browser.cookie ?? '' } })
      await reached.promise
      return answer
    }
    return { browser, slow, release: gate.resolve }
  }

  it.each(['/logout', '/login'])(
    'is not brought back by a slow write after %s: 400, no cookie (CVE-2025-46336, CVE-2025-32441)',
    async (path) => {
      const { browser, slow, release } = slowSite()
      await browser.get('/set')
      const { cookie } = browser
      const pending = slow()
      await browser.get(path)
      release()
      const response = await pending
      expect(response.status).toBe(400)
      expect(response.headers.getSetCookie()).toEqual([])
      expect(response.headers.has('X-Slow')).toBe(false)
      expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
      expect(response.headers.get('Cache-Control')).toBe('private, no-store')
      expect(await response.text()).toContain('Your session ended')
      browser.cookie = cookie
      expect(await (await browser.get('/get')).text()).toBe('nobody')
      expect(await rows()).toHaveLength(path === '/login' ? 1 : 0)
    },
  )

  it('can be answered with a page of the app', async () => {
    const { browser, slow, release } = slowSite()
    const app = browser.app as Hono<TestEnv>
    app.onError((error, c) =>
      error instanceof SessionInterrupted ? c.text('our own page', error.status) : c.text('?', 500),
    )
    await browser.get('/set')
    const pending = slow()
    await browser.get('/logout')
    release()
    const response = await pending
    expect([response.status, await response.text()]).toEqual([400, 'our own page'])
  })

  it('is no matter to a request that only reads', async () => {
    const { app, browser } = site()
    await browser.get('/set')
    const { cookie } = browser
    await browser.get('/logout')
    const response = await app.request('/get', { headers: { Cookie: cookie ?? '' } })
    expect([response.status, await response.text()]).toEqual([200, 'nobody'])
  })

  it('sends no cookie where the handler handles it itself', async () => {
    const { app, browser } = site()
    app.get('/save', async (c) => {
      await c.var.session.get('name')
      c.var.session.set('name', 'late')
      await new Browser(app).get('/logout', { headers: { Cookie: browser.cookie ?? '' } })
      const outcome = await c.var.session.save().then(
        () => 'saved',
        () => 'refused',
      )
      return c.text(outcome)
    })
    await browser.get('/set')
    const response = await app.request('/save', { headers: { Cookie: browser.cookie ?? '' } })
    expect([response.status, await response.text()]).toEqual([200, 'refused'])
    expect(response.headers.getSetCookie()).toEqual([])
  })
})

describe('P3: concurrent requests', () => {
  it('that change different keys both keep their change', async () => {
    const { app, browser } = site()
    app.get('/all', async (c) => c.json(await c.var.session.toObject()))
    const arrived: (() => void)[] = []
    app.get('/meet/:key', async (c) => {
      await c.var.session.keys()
      await new Promise<void>((resolve) => {
        arrived.push(resolve)
        if (arrived.length === 2) for (const release of arrived) release()
      })
      c.var.session.set(c.req.param('key') as 'other', 'kept')
      return c.text('ok')
    })
    await browser.get('/set')
    const init = { headers: { Cookie: browser.cookie ?? '' } }
    await Promise.all([app.request('/meet/a', init), app.request('/meet/b', init)])
    expect(await (await app.request('/all', init)).json()).toEqual({
      name: 'Ankit',
      a: 'kept',
      b: 'kept',
    })
  })

  it('that update one key count exactly: 50 of 50', async () => {
    const { app, browser } = site()
    app.get('/visit', async (c) => c.json(await c.var.session.update('visits', (n = 0) => n + 1)))
    app.get('/visits', async (c) => c.json(await c.var.session.get('visits')))
    await browser.get('/set')
    const init = { headers: { Cookie: browser.cookie ?? '' } }
    const visits = Array.from(
      { length: 50 },
      async () => (await app.request('/visit', init)).status,
    )
    expect(new Set(await Promise.all(visits))).toEqual(new Set([200]))
    expect(await (await app.request('/visits', init)).json()).toBe(50)
  })
})

describe('P5: a database that fails', () => {
  const broken = () => {
    throw new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.')
  }

  it('on load: 5xx, and nobody is logged out', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { browser } = site()
    await browser.get('/set')
    const prepare = vi.spyOn(env.DB, 'prepare').mockImplementation(broken)
    const response = await browser.get('/get')
    expect(response.status).toBe(500)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await response.text()).toBe('Internal Server Error')
    prepare.mockRestore()
    expect(await (await browser.get('/get')).text()).toBe('Ankit')
  })

  it.each(['/set', '/login', '/logout'])('on %s: 5xx, no cookie, nothing changed', async (path) => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { browser } = site()
    const prepare = vi.spyOn(env.DB, 'prepare').mockImplementation(broken)
    if (path !== '/logout') {
      const first = await browser.get(path)
      expect([first.status, first.headers.getSetCookie()]).toEqual([500, []])
    }
    prepare.mockRestore()
    await browser.get('/set')
    const before = await rows()
    vi.spyOn(env.DB, 'prepare').mockImplementation(broken)
    const response = await browser.get(path)
    vi.restoreAllMocks()
    expect([response.status, response.headers.getSetCookie()]).toEqual([500, []])
    expect(await rows()).toEqual(before)
  })

  it('once, in a way that passes: the request succeeds', async () => {
    const { browser } = site()
    for (const path of ['/set', '/get', '/set-other', '/login', '/logout']) {
      vi.spyOn(env.DB, 'prepare').mockImplementationOnce(() => {
        throw new Error('D1_ERROR: Network connection lost.')
      })
      expect((await browser.get(path)).status, path).toBe(200)
      vi.restoreAllMocks()
    }
    expect(await rows()).toEqual([])
  })
})

describe('after the response is decided', () => {
  it('a change throws, and a read goes on to work', async () => {
    const { app, browser } = site()
    const outcome = Promise.withResolvers<string>()
    const decided = Promise.withResolvers<void>()
    app.get('/stream', async (c) => {
      await c.var.session.load()
      return streamText(c, async (stream) => {
        await decided.promise
        try {
          c.var.session.set('name', 'late')
        } catch (error) {
          outcome.resolve(String(error))
        }
        await stream.write((await c.var.session.get('name')) ?? 'nobody')
      })
    })
    await browser.get('/set')
    const response = await browser.get('/stream')
    decided.resolve()
    expect(await response.text()).toBe('Ankit')
    expect(await outcome.promise).toBe(
      'Error: Cannot modify the session after the response is ready. Call `session.save()` earlier or move the change into the handler.',
    )
  })
})

describe('saveEveryRequest', () => {
  it('makes no row for an unknown cookie or none, where Django inserts an empty one', async () => {
    const { app } = site({ saveEveryRequest: true })
    const unknown = { headers: { Cookie: `sessionid=${'a'.repeat(32)}` } }
    const response = await app.request('/untouched', unknown)
    expect(response.headers.get('Set-Cookie')).toContain('Max-Age=0')
    expect((await app.request('/untouched')).headers.getSetCookie()).toEqual([])
    expect(await rows()).toEqual([])
  })

  it('postpones the end with each request, or once in renewAfter', async () => {
    for (const [renewAfter, cookies] of [
      [undefined, [1, 1, 1, 1]],
      [20, [0, 1, 0, 1]],
    ] as const) {
      const clock = new FakeClock()
      const options = renewAfter === undefined ? {} : { renewAfter }
      const { browser } = site({
        saveEveryRequest: true,
        cookieAge: 60,
        now: clock.now,
        ...options,
      })
      await browser.get('/set')
      const sent: number[] = []
      for (let visit = 0; visit < 4; visit++) {
        clock.advance(10)
        sent.push((await browser.get('/untouched')).headers.getSetCookie().length)
      }
      expect(sent).toEqual(cookies)
      clock.advance(59.999)
      expect(await (await browser.get('/get')).text()).toBe('Ankit')
    }
  })

  it('goes on no longer than absoluteAge, in the row as in the cookie', async () => {
    const clock = new FakeClock()
    const { browser } = site({ saveEveryRequest: true, absoluteAge: 70, now: clock.now })
    await browser.get('/set')
    for (let second = 25; second <= 50; second += 25) {
      clock.advance(25)
      await browser.get('/untouched')
    }
    clock.advance(15)
    const response = await browser.get('/set')
    expect(response.headers.get('Set-Cookie')).toContain('Max-Age=5;')
    expect((await rows())[0]?.expire_date).toMatch(/^2026-03-01 12:01:10/)
    clock.advance(5)
    expect(await (await browser.get('/get')).text()).toBe('nobody')
  })
})

describe('a renewal of the expiry that comes too late', () => {
  it.each(['/login', '/logout'])(
    'sends no cookie after %s, which has sent its own',
    async (path) => {
      const clock = new FakeClock()
      const { app, browser } = site({ saveEveryRequest: true, now: clock.now })
      const gate = Promise.withResolvers<void>()
      const reached = Promise.withResolvers<void>()
      app.get('/slow', async (c) => {
        await c.var.session.get('name')
        reached.resolve()
        await gate.promise
        return c.text('slow')
      })
      await browser.get('/set')
      clock.advance(1)
      const pending = app.request('/slow', { headers: { Cookie: browser.cookie ?? '' } })
      await reached.promise
      await browser.get(path)
      gate.resolve()
      const response = await pending
      expect([response.status, response.headers.getSetCookie()]).toEqual([200, []])
    },
  )
})

describe('maxBytes', () => {
  it('refuses before anything is sent: no statement, no cookie, 5xx', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { app } = site({ maxBytes: 100 })
    app.get('/large', (c) => {
      c.var.session.set('name', crypto.getRandomValues(new Uint8Array(200)).toBase64())
      return c.text('ok')
    })
    const prepare = vi.spyOn(env.DB, 'prepare')
    const response = await app.request('/large')
    expect([response.status, response.headers.getSetCookie()]).toEqual([500, []])
    expect(prepare).not.toHaveBeenCalled()
    expect(errors.mock.calls[0]?.[0]).toBeInstanceOf(SessionTooLarge)
  })
})

describe('sessions', () => {
  it('refuses to be used twice on a route', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    const app = testApp()
    app.use(sessions({ store: d1Store(env.DB), secretKey: SECRET_KEY }))
    app.get('/', (c) => c.text('ok'))
    expect((await app.request('/')).status).toBe(500)
    expect(errors.mock.calls[0]?.[0]).toBeInstanceOf(ImproperlyConfigured)
  })

  it('takes a function of the context, and gives c.var.session and c.get', async () => {
    const app = new Hono<TestEnv & { Bindings: Env }>()
    app.use(sessions((c) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })))
    app.get('/', (c) =>
      c.json(c.get('session') === c.var.session && c.var.session instanceof Session),
    )
    expect(await (await app.request('/', {}, env)).json()).toBe(true)
  })

  it('goes by the options of each request, whichever came before', async () => {
    const stores = [memoryStore(), memoryStore()]
    const tenants: Record<string, SessionOptions> = {
      one: { store: memoryStore(), secretKey: SECRET_KEY, cookieName: 'one' },
      two: { store: memoryStore(), secretKey: `${SECRET_KEY}2`, cookieName: 'two', cookieAge: 60 },
    }
    let options: SessionOptions | undefined
    const app = new Hono<TestEnv>()
    app.use(sessions(() => ({ ...(options as SessionOptions) })))
    app.get('/', (c) => {
      c.var.session.set('name', 'Ankit')
      return c.text('set')
    })
    const visit = async () => (await app.request('/')).headers.get('Set-Cookie') ?? ''

    for (const name of ['one', 'two', 'two', 'one']) {
      options = tenants[name]
      expect(await visit()).toMatch(
        new RegExp(`^${name}=.*Max-Age=${options?.cookieAge ?? 1209600};`),
      )
    }
    const as: Partial<SessionOptions>[] = [
      { cookieAge: undefined as never },
      { cookieName: 'three' },
      { cookieName: undefined as never },
      { cookieAge: 60 },
      {},
    ]
    for (const same of as) {
      options = { store: memoryStore(), secretKey: SECRET_KEY, ...same }
      expect(await visit(), 'not those of the request before').toMatch(
        new RegExp(`^${same.cookieName ?? 'sessionid'}=.*Max-Age=${same.cookieAge ?? 1209600};`),
      )
    }
    for (const store of stores) {
      options = { store, secretKey: SECRET_KEY }
      const [, key = ''] = /=([a-z0-9]{32});/.exec(await visit()) ?? []
      expect(await store.load(key, new Date())).not.toBeNull()
    }
    vi.spyOn(console, 'error').mockImplementation(() => {})
    for (const wrong of [{ secretKey: '' }, { cookieAge: 0 }, { store: undefined }]) {
      options = { ...tenants.one, ...wrong } as SessionOptions
      expect((await app.request('/')).status, JSON.stringify(wrong)).toBe(500)
    }
  })

  it('sees what is changed in an options object that is given again', async () => {
    const options: SessionOptions = { store: memoryStore(), secretKey: SECRET_KEY }
    const app = new Hono<TestEnv>()
    app.use(sessions(() => options))
    app.get('/', (c) => {
      c.var.session.set('name', 'Ankit')
      return c.text('set')
    })
    for (const cookieAge of [60, 120]) {
      options.cookieAge = cookieAge
      const cookie = (await app.request('/')).headers.get('Set-Cookie')
      expect(cookie).toContain(`Max-Age=${cookieAge};`)
    }
  })

  it('never signs with a secret that is not there, such as an inherited one', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const inherited: SessionOptions = Object.create(
      { secretKey: SECRET_KEY },
      { store: { value: memoryStore(), enumerable: true } },
    )
    expect(() => sessions(inherited)).toThrow('Expected `secretKey` to be set')
    const app = new Hono<TestEnv>()
    app.use(sessions(() => inherited))
    app.get('/', (c) => c.text(''))
    expect((await app.request('/')).status).toBe(500)

    const members = new Map([['name', 'Ankit']])
    const codec = sessionCodec(inherited)
    const right = sessionCodec({ secretKey: SECRET_KEY })
    expect(await right.decode(await codec.encode(members, new Date()))).toEqual(members)
    const none = sessionCodec({} as SessionOptions)
    await expect(none.encode(members, new Date())).rejects.toThrow('Expected a secret to sign with')
  })

  it('takes a store for one, whatever else it can do', async () => {
    const store = { ...memoryStore(), open: () => {} }
    const app = new Hono<TestEnv>()
    app.use(sessions(() => ({ store, secretKey: SECRET_KEY })))
    app.get('/', (c) => {
      c.var.session.set('name', 'Ankit')
      return c.text('set')
    })
    expect((await app.request('/')).headers.get('Set-Cookie')).toContain('sessionid=')
  })

  it('refuses an option that makes no sense at the request where a function gives it', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    const app = new Hono()
    app.use(sessions(() => ({ store: d1Store(env.DB), secretKey: '' })))
    app.get('/', (c) => c.text('ok'))
    expect((await app.request('/')).status).toBe(500)
    expect(String(errors.mock.calls[0]?.[0])).toBe(
      'ImproperlyConfigured: Expected `secretKey` to be set',
    )
  })
})
