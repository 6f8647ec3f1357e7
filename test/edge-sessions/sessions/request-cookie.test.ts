import { env, exports } from 'cloudflare:workers'
import { streamText } from 'hono/streaming'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { miniSite } from '../../support/mini-site.ts'
import { emptyTable, FakeClock, rows } from '../../support/test-app.ts'

beforeEach(emptyTable)
afterEach(() => {
  vi.restoreAllMocks()
})

describe('the session cookie', () => {
  it('is set on the first write with the attributes that Django uses', async () => {
    const clock = new FakeClock()
    const { browser } = miniSite({ now: clock.now })
    const response = await browser.get('/set')
    expect(response.headers.getSetCookie()).toEqual([
      `sessionid=${browser.key}; expires=Sun, 01 Mar 2026 12:00:30 GMT; Max-Age=30; Path=/; HttpOnly; SameSite=Lax`,
    ])
  })

  it('is Secure on https', async () => {
    const { app } = miniSite()
    const response = await app.request('https://example.com/set')
    expect(response.headers.get('Set-Cookie')).toMatch(/; Secure$/)
  })

  it('is not set again if the session is untouched or only read', async () => {
    const { browser } = miniSite()
    await browser.get('/set')
    for (const path of ['/untouched', '/get']) {
      expect((await browser.get(path)).headers.getSetCookie()).toEqual([])
    }
  })

  it('has no Max-Age with expireAtBrowserClose, but the row still expires', async () => {
    const { browser } = miniSite({ expireAtBrowserClose: true, now: new FakeClock().now })
    const response = await browser.get('/set')
    expect(response.headers.get('Set-Cookie')).toBe(
      `sessionid=${browser.key}; Path=/; HttpOnly; SameSite=Lax`,
    )
    expect((await rows())[0]?.expire_date).toMatch(/^2026-03-01 12:00:30/)
  })

  it('is removed on logout with all its attributes', async () => {
    const { browser } = miniSite({ cookieDomain: 'localhost', cookiePath: '/', cookieSecure: true })
    await browser.get('/set')
    const response = await browser.get('/logout')
    expect(response.headers.getSetCookie()).toEqual([
      'sessionid=""; Domain=localhost; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure',
    ])
  })

  it('is removed when the session has expired', async () => {
    const clock = new FakeClock()
    const { browser } = miniSite({ now: clock.now })
    await browser.get('/set')
    clock.advance(30)
    const response = await browser.get('/get')
    expect(await response.text()).toBe('nobody')
    expect(response.headers.get('Set-Cookie')).toContain('Max-Age=0')
  })

  it('is set exactly once on raw, streamed, redirect, immutable, upgrade and HEAD responses', async () => {
    const { app } = miniSite()
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

  it('is added after the cookies of the app', async () => {
    const { app } = miniSite()
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

describe('a key sent by the client (P9)', () => {
  it.each([
    ['unknown', 'a'.repeat(32)],
    ['short', 'abc'],
    ['empty', ''],
    ['5,000 characters long', 'a'.repeat(5000)],
    ['hostile', "a' OR 1=1 --"],
  ])('is not adopted when it is %s', async (_, key) => {
    const { app } = miniSite()
    const response = await app.request('/set', { headers: { Cookie: `sessionid=${key}` } })
    const issued = /sessionid=([a-z0-9]{32});/.exec(response.headers.get('Set-Cookie') ?? '')?.[1]
    expect(issued).not.toBe(key)
    expect((await rows()).map((row) => row.session_key)).toEqual([issued])
  })

  it.each(['abc', '', 'A'.repeat(32), '../../etc/passwd', 'a'.repeat(5000)])(
    'is removed without a database query when it is malformed: %j',
    async (key) => {
      const prepare = vi.spyOn(env.DB, 'prepare')
      const { app } = miniSite()
      const response = await app.request('/get', { headers: { Cookie: `sessionid=${key}` } })
      expect(await response.text()).toBe('nobody')
      expect(response.headers.get('Set-Cookie')).toContain('Max-Age=0')
      expect(prepare).not.toHaveBeenCalled()
    },
  )

  it('is removed from the browser only after the session was used', async () => {
    const { app } = miniSite()
    const init = { headers: { Cookie: `sessionid=${'a'.repeat(32)}` } }
    expect((await app.request('/untouched', init)).headers.getSetCookie()).toEqual([])
    for (const path of ['/get', '/delete', '/clear', '/logout']) {
      const response = await app.request(path, init)
      expect(response.headers.get('Set-Cookie'), path).toContain('Max-Age=0')
    }
    expect(await rows()).toEqual([])
  })

  it('is ignored in the query string and in other headers (ASVS 14.2.1)', async () => {
    const { app, browser } = miniSite()
    await browser.get('/set')
    const response = await app.request(`/get?sessionid=${browser.key}`, {
      headers: { 'X-Session': browser.key ?? '', Authorization: `Bearer ${browser.key}` },
    })
    expect(await response.text()).toBe('nobody')
  })

  it('is read from the last of duplicate cookies, as in Django', async () => {
    const { app, browser } = miniSite()
    await browser.get('/set')
    const other = `sessionid=${'a'.repeat(32)}`
    const last = await app.request('/get', { headers: { Cookie: `${other}; ${browser.cookie}` } })
    expect(await last.text()).toBe('Ankit')
    const first = await app.request('/get', { headers: { Cookie: `${browser.cookie}; ${other}` } })
    expect(await first.text()).toBe('nobody')
  })
})
