import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CsrfOptions, csrf } from '../../../src/edge-sessions/csrf/index.ts'
import { testApp } from '../../support/test-app.ts'
import {
  addRoutes,
  loggedLines,
  loggedReason,
  OTHER_TOKEN,
  SECRET,
  send,
  silenceWarnings,
  site,
  type TestEnv,
  TOKEN,
} from './support.ts'

beforeEach(silenceWarnings)
afterEach(vi.restoreAllMocks)

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE']
const TYPES = [
  undefined,
  '',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
  'application/json',
  'application/xml',
  'application/octet-stream',
  'TEXT/Plain',
  'Application/JSON; charset=utf-8',
  'text/plain, application/json',
  'unheard/of',
  ';',
  'nonsense',
]
const MATRIX = METHODS.flatMap((method) => TYPES.map((type) => [method, type] as const))

describe('an unsafe request', () => {
  it.each(MATRIX)(
    'is rejected without a token for %s with content type %j',
    async (method, type) => {
      const headers = { 'X-CSRFToken': undefined, 'Content-Type': type }
      const body = new TextEncoder().encode('{"name":"Ankit"}')
      expect((await send(site(), { method, body, headers })).status).toBe(403)
      expect(loggedReason()).toBe('CSRF token missing.')
      expect((await send(site(), { method, headers })).status).toBe(403)
    },
  )

  it.each(MATRIX)('is accepted with a token for %s with content type %j', async (method, type) => {
    const body = new TextEncoder().encode('{"name":"Ankit"}')
    const response = await send(site(), { method, body, headers: { 'Content-Type': type } })
    expect(await response.text()).toBe('changed')
    const bare = await send(site(), { method, headers: { 'Content-Type': type } })
    expect(await bare.text()).toBe('changed')
  })

  it.each(METHODS)('reaches the %s handler only with a valid token', async (method) => {
    const handler = vi.fn(() => new Response('changed'))
    const app = new Hono().use(csrf()).on(METHODS, '/change/', handler)
    await send(app, { method, headers: { 'X-CSRFToken': OTHER_TOKEN } })
    expect(handler).not.toHaveBeenCalled()
    await send(app, { method })
    expect(handler).toHaveBeenCalledOnce()
  })

  it('is checked regardless of the case of its method', async () => {
    const headers = { 'X-CSRFToken': undefined }
    for (const method of ['post', 'Patch', 'dElEtE']) {
      expect((await send(site(), { method, headers })).status).toBe(403)
    }
  })

  it('is checked despite a header that overrides the method', async () => {
    const headers = { 'X-CSRFToken': undefined, 'X-HTTP-Method-Override': 'GET' }
    expect((await send(site(), { headers })).status).toBe(403)
  })
})

describe('a safe request', () => {
  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE'])(
    'is accepted without a token for %s',
    async (method) => {
      const headers = {
        Cookie: undefined,
        'X-CSRFToken': undefined,
        Origin: 'https://evil.example',
        'Sec-Fetch-Site': 'cross-site',
      }
      const response = await send(site(), { method, headers })
      expect(response.status).toBe(200)
      expect(loggedLines()).toEqual([])
    },
  )
})

describe('an exempt path', () => {
  const app = addRoutes(new Hono<TestEnv>().use(csrf({ exempt: ['/hook', '/a%2Fb', '/café/'] })))
  app.all('*', (c) => c.text('reached'))

  const status = async (path: string) => (await app.request(path, { method: 'POST' })).status

  it('is not checked', async () => {
    expect(await status('/hook')).toBe(200)
    expect(await status('/hook?x=1')).toBe(200)
    expect(await status('/caf%C3%A9/')).toBe(200)
    expect(await status('/a%2Fb')).toBe(200)
  })

  it('is matched in the decoded form that the router uses', async () => {
    expect(await status('/%68ook')).toBe(200)
  })

  it.each([
    '/hook/',
    '/hook/x',
    '/hook/../change/',
    '/Hook',
    '/HOOK',
    '/hooks',
    '//hook',
    '/x/hook',
    '/hook;x',
    '/hook.',
    '/hook%2F',
    '/hook%00',
    '/hook%20',
    '/a/b',
    '/',
    '/change/?/hook',
    '/change/#/hook',
  ])('does not exempt %s', async (path) => {
    expect(await status(path)).toBe(403)
  })
})

describe('the failure response', () => {
  it('is an uncacheable 403 page that says what to do', async () => {
    const response = await send(site(), { headers: { Cookie: undefined } })
    expect(response.status).toBe(403)
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=UTF-8')
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
    expect(response.headers.get('Vary')).toBe('Cookie')
    const page = await response.text()
    expect(page).toContain('<html lang="en">')
    expect(page).toContain('nothing changed (CSRF check)')
    expect(page).toContain('Allow cookies')
  })

  it('links back to the form only if it is on this site', async () => {
    const pageAfter = async (referer: string) => {
      const response = await send(site(), { headers: { Cookie: undefined, Referer: referer } })
      return response.text()
    }
    const own = await pageAfter('http://testserver/form/?a=1&b="')
    expect(own).toContain('<a href="/form/?a=1&amp;b=%22">Back to the form</a>')
    for (const other of ['https://evil.example/', 'http://testserver//evil.example/', 'x', '']) {
      expect(await pageAfter(other), other).not.toContain('Back to the form')
    }
  })

  it('is logged with its reason and path', async () => {
    await send(site(), { headers: { Cookie: undefined } }, 'http://testserver/change/?a=secret')
    expect(loggedLines()).toEqual(['Forbidden (CSRF cookie not set.): /change/'])
  })

  it('is logged on one line even if the path contains encoded line breaks', async () => {
    await send(site(), { headers: { Cookie: undefined } }, 'http://testserver/%0AForbidden%0D/')
    expect(loggedLines()).toEqual(['Forbidden (CSRF cookie not set.): /%0AForbidden%0D/'])
  })

  it('does not echo the `Origin` header', async () => {
    const origin = 'https://"><script>alert(1)<'
    const response = await send(site(), { headers: { Origin: origin } })
    expect(response.status).toBe(403)
    expect(await response.text()).not.toContain('alert')
  })

  it('keeps tokens and secrets out of the log and the page', async () => {
    const wrong = [OTHER_TOKEN, `${TOKEN}x`, `-${TOKEN.slice(1)}`]
    const pages: string[] = []
    for (const token of wrong) {
      const header = await send(site(), { headers: { 'X-CSRFToken': token } })
      const cookie = await send(site(), { headers: { Cookie: `csrftoken=${token}` } })
      pages.push(await header.text(), await cookie.text())
    }
    expect(loggedLines()).toHaveLength(6)
    for (const text of [...loggedLines(), ...pages]) {
      for (const token of [...wrong, TOKEN, SECRET]) expect(text).not.toContain(token)
    }
  })

  it('is created by `failureView`, which receives the reason', async () => {
    const failureView: CsrfOptions['failureView'] = (c, reason) => c.text(`No: ${reason}`)
    const response = await send(site({ failureView }), { headers: { 'X-CSRFToken': OTHER_TOKEN } })
    expect(response.status).toBe(403)
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
    expect(await response.text()).toBe(
      "No: CSRF token from the 'X-Csrftoken' HTTP header incorrect.",
    )
  })

  it('supports a raw response with another status', async () => {
    const failureView = async () => Response.redirect('http://testserver/login/', 303)
    const response = await send(site({ failureView }), { headers: { Cookie: undefined } })
    expect(response.status).toBe(303)
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
  })

  it('passes an error thrown by `failureView` to the app', async () => {
    const handler = vi.fn(() => new Response('changed'))
    const app = new Hono()
      .use(
        csrf({
          failureView() {
            throw new HTTPException(418)
          },
        }),
      )
      .post('/change/', handler)
    expect((await send(app, { headers: { Cookie: undefined } })).status).toBe(418)
    expect(handler).not.toHaveBeenCalled()
  })
})

describe('csrf', () => {
  it('accepts a function that returns the options for a context', async () => {
    const app = new Hono<{ Bindings: { HEADER: string } }>()
      .use(csrf((c) => ({ headerName: c.env.HEADER })))
      .post('/change/', (c) => c.text('changed'))
    const headers = { Cookie: `csrftoken=${SECRET}`, 'X-Own': TOKEN }
    const init = { method: 'POST', headers }
    expect((await app.request('/change/', init, { HEADER: 'X-Own' })).status).toBe(200)
    expect((await app.request('/change/', init, { HEADER: 'X-Other' })).status).toBe(403)
  })

  it('validates equal options only once', async () => {
    const exempt = ['/hook']
    const app = new Hono().use(csrf(() => ({ exempt }))).get('/', (c) => c.text('page'))
    await app.request('/')
    const read = vi.spyOn(exempt, Symbol.iterator)
    for (let visit = 0; visit < 3; visit++) await app.request('/')
    expect(read).not.toHaveBeenCalled()
  })

  it('throws if it is applied twice to a route', async () => {
    const app = new Hono()
      .use(csrf())
      .use(csrf())
      .get('/', (c) => c.text('page'))
    app.onError((error) => new Response(error.message, { status: 500 }))
    expect(await (await app.request('/')).text()).toBe('`csrf()` is already applied to this route.')
  })

  it('rejects the name of the session cookie', async () => {
    const app = testApp({ cookieName: 'same' })
    app.use(csrf({ cookieName: 'same' }))
    app.onError((error) => new Response(error.message, { status: 500 }))
    expect(await (await app.request('/')).text()).toBe(
      'Expected `cookieName` to differ from the session cookie, got `same` for both',
    )
  })

  it('protects only the routes it is applied to', async () => {
    const app = new Hono()
    app.use('/app/*', csrf())
    app.post('/app/change', (c) => c.text('changed'))
    app.post('/api/change', (c) => c.text('changed'))
    expect((await app.request('/app/change', { method: 'POST' })).status).toBe(403)
    expect((await app.request('/api/change', { method: 'POST' })).status).toBe(200)
  })
})
