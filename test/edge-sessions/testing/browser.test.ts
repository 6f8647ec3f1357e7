import { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import { csrf, getToken } from '../../../src/edge-sessions/csrf/index.ts'
import {
  type SessionOptions,
  type SessionVariables,
  sessions,
} from '../../../src/edge-sessions/index.ts'
import { Browser, FakeClock, memoryStore } from '../../../src/edge-sessions/testing/index.ts'
import { SECRET_KEY } from '../../support/test-app.ts'
import { captureLogs } from '../../support/watch-logs.ts'

interface Env {
  Bindings: { GREETING: string }
  Variables: SessionVariables<{ name: string }>
}

let clock: FakeClock

beforeEach(() => {
  clock = new FakeClock()
})

function site(options: Partial<SessionOptions> = {}, csrfCookie = 'csrftoken'): Hono<Env> {
  const { now } = clock
  const store = memoryStore()
  const app = new Hono<Env>()
  app.use(sessions({ store, secretKey: SECRET_KEY, cookieAge: 30, now, ...options }))
  app.use(csrf({ now, cookieName: csrfCookie }))
  app.get('/form/', async (c) => c.text(await getToken(c)))
  app.post('/form/', async (c) => {
    c.var.session.set('name', String((await c.req.parseBody()).name))
    return c.redirect('/name/', 303)
  })
  app.put('/name/', async (c) => {
    c.var.session.set('name', await c.req.text())
    return c.body(null, 204)
  })
  app.get('/name/', async (c) => c.text((await c.var.session.get('name')) ?? 'nobody'))
  app.post('/logout/', async (c) => {
    await c.var.session.flush()
    return c.text('bye')
  })
  app.get('/greeting/', (c) => c.text(c.env.GREETING))
  app.get('/header/', (c) => c.text(c.req.header('Cookie') ?? ''))
  return app
}

/** A browser whose form has been accepted. */
async function visitor(app: Hono<Env>, name = 'Ankit'): Promise<Browser> {
  const browser = new Browser(app, { now: clock.now })
  await browser.get('/form/')
  await browser.post('/form/', { name })
  return browser
}

async function nameOf(browser: Browser): Promise<string> {
  return (await browser.get('/name/')).text()
}

describe('Browser', () => {
  it('keeps its cookies between requests, separate from other browsers', async () => {
    const app = site()
    const [one, other] = [await visitor(app, 'one'), await visitor(app, 'other')]
    expect(await nameOf(one)).toBe('one')
    expect(await nameOf(other)).toBe('other')
    expect(one.sessionKey).toMatch(/^[a-z0-9]{32}$/)
    expect(one.sessionKey).not.toBe(other.sessionKey)
  })

  it('removes the cookies that the site removes', async () => {
    const browser = await visitor(site())
    await browser.post('/logout/')
    expect([...browser.cookies.keys()]).toEqual(['csrftoken'])
    expect(await nameOf(browser)).toBe('nobody')
  })

  it('drops cookies when they expire by its clock', async () => {
    const browser = await visitor(site())
    clock.advance(29.999)
    expect(browser.sessionKey).toBeDefined()
    clock.advance(0.001)
    expect(browser.sessionKey).toBeUndefined()
    expect(await (await browser.get('/header/')).text()).toMatch(/^csrftoken=\w+$/)
  })

  it('prefers Max-Age over Expires and falls back to Expires', async () => {
    const app = {
      request: () => {
        const headers = new Headers()
        const soon = new Date(clock.now().getTime() + 5000).toUTCString()
        headers.append('Set-Cookie', `a=1; expires=${soon}; max-age=60`)
        headers.append('Set-Cookie', `b=2; Expires=${soon}`)
        headers.append('Set-Cookie', 'c=3')
        return new Response('', { headers })
      },
    }
    const browser = new Browser(app, { now: clock.now })
    await browser.get('/')
    expect([...browser.cookies]).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ])
    clock.advance(5)
    expect(browser.sessionKey).toBeUndefined()
    expect([...browser.cookies.keys()]).toEqual(['a', 'c'])
  })

  it('drops cookies without an expiry on restart', async () => {
    const browser = await visitor(site({ expireAtBrowserClose: true }))
    browser.restart()
    expect([...browser.cookies.keys()]).toEqual(['csrftoken'])
  })

  it('sends cookies set by a test, even after the replaced ones would have expired', async () => {
    const app = site()
    const browser = await visitor(app)
    const thief = new Browser(app, { now: clock.now })
    thief.sessionKey = browser.sessionKey
    expect(await nameOf(thief)).toBe('Ankit')
    clock.advance(20)
    browser.sessionKey = (await visitor(app, 'other')).sessionKey
    clock.advance(20)
    expect(await nameOf(browser)).toBe('other')
    browser.sessionKey = undefined
    expect(await nameOf(browser)).toBe('nobody')
  })

  it('posts forms with the CSRF token and the origin of the site', async () => {
    const warnings = captureLogs('warn')
    const app = site()
    const browser = new Browser(app)
    await browser.get('/form/')
    const response = await browser.post('/form/', { name: 'Ankit' })
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/name/'])
    const foreign = { headers: { Origin: 'https://evil.example' } }
    expect((await browser.post('/form/', { name: 'Eve' }, foreign)).status).toBe(403)
    const forged = { name: 'Eve', csrfmiddlewaretoken: 'x'.repeat(64) }
    expect((await browser.post('/form/', forged)).status).toBe(403)
    expect((await new Browser(app).post('/form/', { name: 'Eve' })).status).toBe(403)
    expect(warnings).toEqual([
      'Forbidden (Origin checking failed - https://evil.example does not match any trusted origins.): /form/',
      'Forbidden (CSRF token from POST incorrect.): /form/',
      'Forbidden (CSRF cookie not set.): /form/',
    ])
    expect(await nameOf(browser)).toBe('Ankit')
  })

  it('exposes the CSRF token for other requests', async () => {
    const browser = new Browser(site())
    expect(browser.csrfToken).toBeUndefined()
    await browser.get('/form/')
    const headers = { 'X-CSRFToken': browser.csrfToken ?? '', Origin: 'http://localhost' }
    const init = { method: 'PUT', headers, body: 'Ankit' }
    expect((await browser.request('/name/', init)).status).toBe(204)
    expect(await nameOf(browser)).toBe('Ankit')
  })

  it('supports a custom origin, bindings and custom cookie names', async () => {
    const browser = new Browser(site({ cookieName: '__Host-sid' }, '__Host-csrf'), {
      bindings: { GREETING: 'hello' },
      origin: 'https://example.com',
      sessionCookie: '__Host-sid',
      csrfCookie: '__Host-csrf',
    })
    expect(await (await browser.get('/greeting/')).text()).toBe('hello')
    await browser.get('/form/')
    expect((await browser.post('/form/', { name: 'Ankit' })).status).toBe(303)
    expect([...browser.cookies.values()]).toEqual([browser.csrfToken, browser.sessionKey])
    expect(await nameOf(browser)).toBe('Ankit')
  })

  it('sends a Cookie header of the test unchanged', async () => {
    const browser = await visitor(site())
    const response = await browser.get('/header/', { headers: { Cookie: 'a=b' } })
    expect(await response.text()).toBe('a=b')
  })
})

describe('FakeClock', () => {
  it('moves only on advance(), with millisecond precision', () => {
    const start = new Date('2030-01-01T00:00:00Z')
    const { now } = clock
    expect(now().toISOString()).toBe('2026-03-01T12:00:00.000Z')
    clock.advance(0.001)
    expect(now().toISOString()).toBe('2026-03-01T12:00:00.001Z')
    clock = new FakeClock(start)
    clock.advance(60)
    expect(clock.now().toISOString()).toBe('2030-01-01T00:01:00.000Z')
    expect(start.toISOString()).toBe('2030-01-01T00:00:00.000Z')
  })
})
