import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { csrf, getToken, rotateToken } from '../../../src/edge-sessions/csrf/index.ts'
import { checkFormat, tokenMatches, unmask } from '../../../src/edge-sessions/csrf/token.ts'
import {
  preparedResponse,
  saveOrDiscard,
} from '../../../src/edge-sessions/http/response-headers.ts'
import { afterSending } from '../../support/after-sending.ts'
import {
  Browser,
  COOKIE,
  csrfCookies,
  SECRET,
  secretIn,
  send,
  silenceWarnings,
  site,
  type TestEnv,
  TOKEN,
} from './support.ts'

beforeEach(silenceWarnings)
afterEach(vi.restoreAllMocks)

const NOON = new Date('2026-03-01T12:00:00.000Z')

async function getWith(cookie: string, path = '/form/'): Promise<Response> {
  return await send(site(), { method: 'GET', headers: { Cookie: cookie } }, path)
}

describe('getToken', () => {
  it('generates a secret and sets it, unmasked, in Django’s cookie', async () => {
    const response = await site({ now: () => NOON }).request('/form/')
    const token = await response.text()
    expect(token).toMatch(/^[a-zA-Z0-9]{64}$/)
    expect(csrfCookies(response)).toEqual([
      `csrftoken=${unmask(token)}; expires=Sun, 28 Feb 2027 12:00:00 GMT; Max-Age=31449600; Path=/; SameSite=Lax`,
    ])
  })

  it('keeps the secret from the cookie and sets the cookie again', async () => {
    const response = await getWith(COOKIE)
    expect(tokenMatches(await response.text(), SECRET)).toBe(true)
    expect(secretIn(response)).toBe(SECRET)
  })

  it('replaces the masked secret of an older cookie with the unmasked one', async () => {
    const response = await getWith(`csrftoken=${TOKEN}`)
    expect(tokenMatches(await response.text(), SECRET)).toBe(true)
    expect(secretIn(response)).toBe(SECRET)
  })

  it.each(['short', `${'a'.repeat(31)}*`])('replaces the malformed cookie %s', async (damaged) => {
    const response = await getWith(`csrftoken=${damaged}`)
    expect(unmask(await response.text())).toBe(secretIn(response))
    expect(checkFormat(secretIn(response))).toBeNull()
  })

  it('returns different tokens for one secret and sets one cookie', async () => {
    const app = site()
    app.get('/two/', async (c) => c.json(await Promise.all([getToken(c), getToken(c)])))
    const response = await app.request('/two/')
    const tokens = await response.json<string[]>()
    expect(new Set(tokens).size).toBe(2)
    expect(tokens.map(unmask)).toEqual([secretIn(response), secretIn(response)])
    expect(csrfCookies(response)).toHaveLength(1)
  })

  it('sets `Vary: Cookie` and `Cache-Control: private`', async () => {
    const response = await site().request('/form/')
    expect(response.headers.get('Vary')).toBe('Cookie')
    expect(response.headers.get('Cache-Control')).toBe('private')
  })

  it('works on exempt routes and in the failure view', async () => {
    const app = site({ exempt: ['/hook'], failureView: async (c) => c.text(await getToken(c)) })
    app.post('/hook', async (c) => c.text(await getToken(c)))
    const exempt = await app.request('/hook', { method: 'POST' })
    const refused = await app.request('/change/', { method: 'POST' })
    expect(unmask(await exempt.text())).toBe(secretIn(exempt))
    expect(unmask(await refused.text())).toBe(secretIn(refused))
    expect(refused.status).toBe(403)
  })

  it('throws if `csrf` is not applied to the route', async () => {
    const app = new Hono().get('/', async (c) => c.text(await getToken(c)))
    app.onError((error) => new Response(error.message, { status: 500 }))
    expect(await (await app.request('/')).text()).toBe(
      '`csrf()` is not applied to this route. Apply it before the handler.',
    )
  })

  it('is available as `c.var.csrf.getToken()`', async () => {
    const app = site()
    app.get('/var/', async (c) => c.text(await c.var.csrf.getToken()))
    expect(checkFormat(await (await app.request('/var/')).text())).toBeNull()
  })
})

describe('the CSRF cookie', () => {
  it('is not set if the handler does not call `getToken`', async () => {
    for (const cookie of ['', COOKIE]) {
      const response = await getWith(cookie, '/plain/')
      expect(response.headers.getSetCookie()).toEqual([])
      expect(response.headers.get('Vary')).toBeNull()
      expect(response.headers.get('Cache-Control')).toBeNull()
    }
    expect((await send(site())).headers.getSetCookie()).toEqual([])
  })

  it('is replaced on every page if it is malformed, as in Django', async () => {
    const response = await getWith('csrftoken=damaged', '/plain/')
    expect(checkFormat(secretIn(response))).toBeNull()
    expect(response.headers.get('Vary')).toBe('Cookie')
  })

  it.each([
    ['raw response', () => new Response('raw')],
    ['redirect', () => Response.redirect('http://localhost/elsewhere/', 302)],
    ['streamed response', () => new Response(new Response('streamed').body)],
    ['empty response', () => new Response(null, { status: 204 })],
    ['404 response', () => new Response('none', { status: 404 })],
    ['500 response', () => new Response('broken', { status: 500 })],
  ])('is set once on the response: %s', async (_, respond) => {
    const app = site()
    app.get('/raw/', async (c) => {
      await getToken(c)
      return respond()
    })
    const response = await app.request('/raw/')
    expect(csrfCookies(response)).toHaveLength(1)
    expect(response.status).toBe(respond().status)
    expect(await response.text()).toBe(await respond().text())
  })

  it('is set if `app.onError` calls `getToken`', async () => {
    const app = site()
    app.get('/broken/', () => {
      throw new Error('broken')
    })
    app.onError(async (_, c) => c.text(await getToken(c), 500))
    const response = await app.request('/broken/')
    expect(response.status).toBe(500)
    expect(unmask(await response.text())).toBe(secretIn(response))
  })

  it('is added next to the other cookies and headers of the response', async () => {
    const app = site()
    app.get('/many/', async (c) => {
      c.header('Set-Cookie', 'a=1', { append: true })
      c.header('Set-Cookie', 'b=2', { append: true })
      c.header('Vary', 'Accept-Language')
      c.header('X-Own', 'kept')
      return c.text(await getToken(c))
    })
    const { headers } = await app.request('/many/')
    expect(headers.getSetCookie().slice(0, 2)).toEqual(['a=1', 'b=2'])
    expect(headers.getSetCookie()).toHaveLength(3)
    expect(headers.get('Vary')).toBe('Accept-Language, Cookie')
    expect(headers.get('X-Own')).toBe('kept')
  })

  it('is `Secure` on HTTPS', async () => {
    const response = await site().request('https://localhost/form/')
    expect(csrfCookies(response)[0]).toMatch(/; Secure$/)
  })

  it('has the name and attributes given in the options', async () => {
    const options = {
      cookieName: 'xsrf',
      cookieAge: 60,
      cookieDomain: '.example.com',
      cookiePath: '/app/',
      cookieSecure: true,
      cookieHttpOnly: true,
      cookieSameSite: 'Strict',
      now: () => NOON,
    } as const
    const response = await site(options).request('/form/')
    const secret = unmask(await response.text())
    expect(response.headers.getSetCookie()).toEqual([
      `xsrf=${secret}; Domain=.example.com; expires=Sun, 01 Mar 2026 12:01:00 GMT; Max-Age=60; Path=/app/; HttpOnly; SameSite=Strict; Secure`,
    ])
    const headers = { Cookie: `xsrf=${SECRET}` }
    expect((await send(site(options), { headers })).status).toBe(200)
  })

  it('expires with the browser session if `cookieAge` is null', async () => {
    const response = await site({ cookieAge: null }).request('/form/')
    expect(csrfCookies(response)[0]).toMatch(/^csrftoken=\w{32}; Path=\/; SameSite=Lax$/)
  })
})

describe('rotateToken', () => {
  function withLogin() {
    const app = site()
    app.post('/login/', (c) => {
      rotateToken(c)
      return c.text('logged in')
    })
    app.post('/login-and-show/', async (c) => {
      const before = await getToken(c)
      rotateToken(c)
      return c.json([before, await getToken(c)])
    })
    return app
  }

  it('replaces the secret so that earlier tokens are rejected', async () => {
    const browser = new Browser(withLogin())
    const before = await browser.token()
    const response = await browser.postToken('/login/', before)
    expect(await response.text()).toBe('logged in')
    expect(csrfCookies(response)).toHaveLength(1)
    expect(response.headers.get('Vary')).toBe('Cookie')
    expect((await browser.postToken('/change/', before)).status).toBe(403)
    expect((await browser.postToken('/change/', await browser.token())).status).toBe(200)
  })

  it('affects tokens created later in the same request', async () => {
    const browser = new Browser(withLogin())
    const response = await browser.postToken('/login-and-show/', await browser.token())
    const [before = '', after = ''] = await response.json<string[]>()
    expect(unmask(before)).not.toBe(unmask(after))
    expect(unmask(after)).toBe(secretIn(response))
  })

  it('throws if `csrf` is not applied to the route', async () => {
    const app = new Hono().get('/', (c) => {
      rotateToken(c)
      return c.text('')
    })
    app.onError((error) => new Response(error.message, { status: 500 }))
    expect(await (await app.request('/')).text()).toContain(
      '`csrf()` is not applied to this route.',
    )
  })
})

describe('a late token call', () => {
  it('sets the cookie on the response of `app.onError` after a failed save', async () => {
    const app = new Hono<TestEnv>()
    app.use(async (c, next) => {
      const prepared = preparedResponse(c)
      await next()
      await saveOrDiscard(c, prepared, () => Promise.reject(new Error('not saved')))
    })
    app.use(csrf())
    app.get('/', async (c) => c.text(await getToken(c)))
    app.onError(async (_, c) => c.text(`${await getToken(c)} ${await getToken(c)}`, 500))
    const response = await app.request('/')
    const [first = '', second = ''] = (await response.text()).split(' ')
    expect(response.status).toBe(500)
    expect(csrfCookies(response)).toHaveLength(1)
    expect([unmask(first), unmask(second)]).toEqual([secretIn(response), secretIn(response)])
    expect(response.headers.get('Vary')).toBe('Cookie')
  })

  it('throws for `getToken` after the response is sent', async () => {
    const { handler, read } = afterSending(getToken)
    const app = site()
    app.get('/stream/', handler)
    const response = await app.request('/stream/')
    expect(await read(response)).toBe(
      'Cannot make a CSRF token after the response is sent. Call `getToken` earlier in the handler.',
    )
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('throws for `rotateToken` after the response is ready', async () => {
    const app = new Hono<TestEnv>()
    let late: unknown
    app.use(async (c, next) => {
      await next()
      try {
        rotateToken(c)
      } catch (error) {
        late = error
      }
    })
    app.use(csrf())
    app.get('/', (c) => c.text('ok'))
    await app.request('/')
    expect(late).toMatchObject({
      message:
        'Cannot rotate the CSRF token after the response is ready. Call `rotateToken` earlier in the handler.',
    })
  })
})
