import { env } from 'cloudflare:workers'
import { streamText } from 'hono/streaming'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Session } from '../../../src/edge-sessions/index.ts'
import { miniSite } from '../../support/mini-site.ts'
import { emptyTable, rows, type TestData } from '../../support/test-app.ts'

beforeEach(emptyTable)
afterEach(() => {
  vi.restoreAllMocks()
})

describe('sessions() with an error response (P6)', () => {
  it.each([500, 503])('saves nothing and sets no cookie for status %i', async (status) => {
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

  it('saves nothing and sets no cookie when the handler throws', async () => {
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

  it('rejects changes after a response with status 500', async () => {
    const { app, browser } = miniSite()
    let session: Session<TestData> | undefined
    app.get('/fail', (c) => {
      session = c.var.session
      return c.text('failed', 500)
    })
    await browser.get('/fail')
    expect(() => session?.set('name', 'Ankit')).toThrow('Cannot modify the session')
  })

  it('does not remove the cookie of an unknown key for status 500', async () => {
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

  it('saves the changes for status 403', async () => {
    const { app, browser } = miniSite()
    app.get('/refuse', (c) => {
      c.var.session.set('name', 'kept')
      return c.text('no', 403)
    })
    await browser.get('/refuse')
    expect(await (await browser.get('/get')).text()).toBe('kept')
  })
})

describe('sessions() with a failing database (P5)', () => {
  const broken = () => {
    throw new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.')
  }

  it('answers 500 on load without ending the session', async () => {
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

  it.each(['/set', '/login', '/logout'])(
    'answers 500 on %s, sets no cookie and changes no row',
    async (path) => {
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
    },
  )

  it('retries after a transient error and answers 200', async () => {
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

describe('the session after the response is ready', () => {
  it('rejects changes and still allows reads', async () => {
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
