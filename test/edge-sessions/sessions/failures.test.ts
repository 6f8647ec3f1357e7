import { env } from 'cloudflare:workers'
import { streamText } from 'hono/streaming'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { miniSite } from '../../support/mini-site.ts'
import { emptyTable, rows } from '../../support/test-app.ts'

beforeEach(emptyTable)
afterEach(() => {
  vi.restoreAllMocks()
})

describe('a response with status >= 500 (P6)', () => {
  it.each([500, 503])('saves nothing and sets no cookie at %i', async (status) => {
    const { app, browser } = miniSite()
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
    const { app, browser } = miniSite()
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
    const { app } = miniSite()
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
    const { app, browser } = miniSite()
    app.get('/refuse', (c) => {
      c.var.session.set('name', 'kept')
      return c.text('no', 403)
    })
    await browser.get('/refuse')
    expect(await (await browser.get('/get')).text()).toBe('kept')
  })
})

describe('a failing database (P5)', () => {
  const broken = () => {
    throw new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.')
  }

  it('on load: 5xx, and nobody is logged out', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { browser } = miniSite()
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
    const { browser } = miniSite()
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
    const { browser } = miniSite()
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
    const { app, browser } = miniSite()
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
