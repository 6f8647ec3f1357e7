import type { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SessionInterrupted } from '../../../src/edge-sessions/index.ts'
import { miniSite } from '../../support/mini-site.ts'
import { Browser, emptyTable, rows, type TestEnv } from '../../support/test-app.ts'

beforeEach(emptyTable)
afterEach(() => {
  vi.restoreAllMocks()
})

describe('a session that another request ended (P4)', () => {
  /** A site whose slow handler reads and writes, then waits until another request is done. */
  function slowSite(): { browser: Browser; slow: () => Promise<Response>; release: () => void } {
    const { app, browser } = miniSite()
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
    'is not restored by a slow write after %s, which fails with 400 (CVE-2025-46336, CVE-2025-32441)',
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

  it('lets app.onError answer with a custom page', async () => {
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

  it('does not affect read-only requests', async () => {
    const { app, browser } = miniSite()
    await browser.get('/set')
    const { cookie } = browser
    await browser.get('/logout')
    const response = await app.request('/get', { headers: { Cookie: cookie ?? '' } })
    expect([response.status, await response.text()]).toEqual([200, 'nobody'])
  })

  it('sets no cookie if the handler catches the error', async () => {
    const { app, browser } = miniSite()
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

describe('concurrent access (P3)', () => {
  it('keeps the changes of two requests to different keys', async () => {
    const { app, browser } = miniSite()
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

  it('loses none of 50 updates of the same key', async () => {
    const { app, browser } = miniSite()
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
