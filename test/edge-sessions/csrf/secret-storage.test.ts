import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { csrf, getToken, rotateToken } from '../../../src/edge-sessions/csrf/index.ts'
import { unmask } from '../../../src/edge-sessions/csrf/token.ts'
import {
  memoryStore,
  type SessionOptions,
  type SessionStore,
  sessions,
} from '../../../src/edge-sessions/index.ts'
import {
  addRoutes,
  Browser,
  loggedReason,
  SECRET,
  send,
  silenceWarnings,
  type TestEnv,
  TOKEN,
} from './support.ts'

beforeEach(silenceWarnings)
afterEach(vi.restoreAllMocks)

function sessionOptions(store: SessionStore): SessionOptions {
  return { store, secretKey: 'csrf-tests-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789' }
}

/** A store that records its calls. */
function spiedStore() {
  const store = memoryStore()
  const calls: string[] = []
  const noting = <Args extends unknown[], Result>(
    name: string,
    method: (...args: Args) => Result,
  ) => {
    return (...args: Args): Result => {
      calls.push(name)
      return method(...args)
    }
  }
  const spied: SessionStore = {
    ...store,
    load: noting('load', store.load),
    create: noting('create', store.create),
    replace: noting('replace', store.replace),
    touch: noting('touch', store.touch),
    delete: noting('delete', store.delete),
  }
  return { store: spied, calls: () => calls.splice(0) }
}

function sessionSite(store: SessionStore = memoryStore()): Hono<TestEnv> {
  const app = new Hono<TestEnv>().use(sessions(sessionOptions(store)))
  app.use(csrf({ useSessions: true }))
  app.get('/has/', async (c) => c.json((await c.var.session.get('_csrftoken')) ?? null))
  app.get('/set/:value', (c) => {
    c.var.session.setReserved({ _csrftoken: c.req.param('value') })
    return c.text('')
  })
  app.post('/login/', async (c) => {
    await c.var.session.flush()
    c.var.session.set('user', 1)
    rotateToken(c)
    return c.text(await getToken(c))
  })
  app.get('/login/', (c) => {
    c.var.session.set('user', 1)
    return c.text('logged in')
  })
  app.post('/logout/', async (c) => {
    await c.var.session.flush()
    return c.text('bye')
  })
  app.post('/rotate/', (c) => {
    rotateToken(c)
    return c.text('rotated')
  })
  app.get('/broken/', async (c) => c.text(await getToken(c), 500))
  return addRoutes(app)
}

describe('useSessions', () => {
  it('stores the secret in the session under Django’s key and sets no CSRF cookie', async () => {
    const browser = new Browser(sessionSite())
    const token = await browser.token()
    expect([...browser.cookies.keys()]).toEqual(['sessionid'])
    expect(await (await browser.get('/has/')).json()).toBe(unmask(token))
    expect((await browser.postToken('/change/', token)).status).toBe(200)
  })

  it('ignores the CSRF cookie', async () => {
    const response = await send(sessionSite())
    expect(response.status).toBe(403)
    expect(loggedReason()).toBe('CSRF cookie not set.')
  })

  it('writes the session only for a new secret', async () => {
    const { store, calls } = spiedStore()
    const browser = new Browser(sessionSite(store))
    await browser.token()
    expect(calls()).toEqual(['create'])
    await browser.postToken('/change/', await browser.token())
    expect(calls()).toEqual(['load', 'load'])
  })

  it('does not access the session on a page without a token', async () => {
    const { store, calls } = spiedStore()
    const browser = new Browser(sessionSite(store))
    await browser.token()
    calls()
    const response = await browser.get('/plain/')
    expect(calls()).toEqual([])
    expect(response.headers.get('Vary')).toBeNull()
  })

  it('makes a page with a form private and varying on the cookie', async () => {
    const browser = new Browser(sessionSite())
    await browser.token()
    const response = await browser.get('/form/')
    expect(response.headers.get('Vary')).toBe('Cookie')
    expect(response.headers.get('Cache-Control')).toContain('private')
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('rejects the token of another session', async () => {
    const app = sessionSite()
    const [one, other] = [new Browser(app), new Browser(app)]
    await one.token()
    expect((await one.postToken('/change/', await other.token())).status).toBe(403)
    expect(loggedReason()).toBe('CSRF token from POST incorrect.')
  })

  it('rotates the secret on a login that flushes the session', async () => {
    const browser = new Browser(sessionSite())
    const before = await browser.token()
    const after = await (await browser.postToken('/login/', before)).text()
    expect((await browser.postToken('/change/', before)).status).toBe(403)
    expect((await browser.postToken('/change/', after)).status).toBe(200)
  })

  it('rotates the secret in a request that does nothing else', async () => {
    const browser = new Browser(sessionSite())
    const before = await browser.token()
    await browser.postToken('/rotate/', before)
    expect((await browser.postToken('/change/', before)).status).toBe(403)
    expect((await browser.postToken('/change/', await browser.token())).status).toBe(200)
  })

  it('deletes the secret with the session on a logout', async () => {
    const browser = new Browser(sessionSite())
    const token = await browser.token()
    await browser.postToken('/logout/', token)
    expect([...browser.cookies.keys()]).toEqual([])
    expect((await browser.postToken('/change/', token)).status).toBe(403)
  })

  it('unmasks a secret stored by an older Django', async () => {
    const browser = new Browser(sessionSite())
    await browser.get(`/set/${TOKEN}`)
    expect(unmask(await browser.token())).toBe(SECRET)
    expect(await (await browser.get('/has/')).json()).toBe(SECRET)
  })

  it.each(['damaged', `${SECRET.slice(1)}-`])(
    'replaces the malformed secret %s in the session',
    async (damaged) => {
      const browser = new Browser(sessionSite())
      await browser.get(`/set/${damaged}`)
      expect((await browser.postToken('/change/', SECRET)).status).toBe(403)
      expect(loggedReason()).toBe('CSRF cookie not set.')
      expect((await browser.postToken('/change/', await browser.token())).status).toBe(200)
    },
  )

  it('discards the page and responds with an error if the session cannot be loaded', async () => {
    const store = memoryStore()
    const app = sessionSite(store)
    app.get('/rotate/', (c) => {
      rotateToken(c)
      c.header('Set-Cookie', 'remember=me')
      return c.text('logged in')
    })
    app.onError((error, c) => c.text(error.message, 500))
    const browser = new Browser(app)
    await browser.token()
    vi.spyOn(store, 'load').mockRejectedValue(new Error('D1 is away'))
    const response = await browser.get('/rotate/')
    expect(response.status).toBe(500)
    expect(await response.text()).toBe('D1 is away')
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('saves nothing if the response has status 500', async () => {
    const browser = new Browser(sessionSite())
    await browser.get('/broken/')
    expect([...browser.cookies.keys()]).toEqual([])
  })

  it('returns a token to the error page of a session that was ended elsewhere', async () => {
    const store = memoryStore()
    const app = sessionSite(store)
    app.get('/rename/', async (c) => {
      await c.var.session.load()
      c.var.session.set('name', 'Ankit')
      await store.delete(c.var.session.key ?? '')
      return c.text('saved')
    })
    app.onError(async (error, c) => c.text(`${error.name} ${await getToken(c)}`, 400))
    const [withSecret, without] = [new Browser(app), new Browser(app)]
    await withSecret.token()
    await without.get('/login/')
    for (const browser of [withSecret, without]) {
      const response = await browser.get('/rename/')
      expect(response.status).toBe(400)
      expect(await response.text()).toMatch(/^SessionInterrupted \w{64}$/)
      expect(response.headers.getSetCookie()).toEqual([])
    }
  })

  it('throws without `sessions` on the route', async () => {
    const app = new Hono().use(csrf({ useSessions: true })).get('/', (c) => c.text('page'))
    app.onError((error) => new Response(`${error.name}: ${error.message}`, { status: 500 }))
    expect(await (await app.request('/')).text()).toBe(
      'ImproperlyConfigured: `csrf({ useSessions: true })` needs a session. Apply `sessions()` before it on this route.',
    )
  })

  it('compares the Referer with `sessionCookieDomain`, not with `cookieDomain`', async () => {
    const store = memoryStore()
    const app = new Hono<TestEnv>().use(sessions(sessionOptions(store)))
    app.use(
      csrf({
        useSessions: true,
        sessionCookieDomain: '.example.com',
        cookieDomain: '.example.org',
      }),
    )
    addRoutes(app)
    const url = 'https://www.example.com/change/'
    const reasonFor = async (referer: string) => {
      await send(app, { headers: { Referer: referer } }, url)
      return loggedReason()
    }
    // The Referer is accepted. Only the secret is missing.
    expect(await reasonFor('https://shop.example.com/')).toBe('CSRF cookie not set.')
    expect(await reasonFor('https://shop.example.org/')).toContain('Referer checking failed')
  })
})

describe('the CSRF cookie', () => {
  it('causes no store call for an anonymous visitor with a form', async () => {
    const { store, calls } = spiedStore()
    const app = new Hono<TestEnv>().use(sessions(sessionOptions(store))).use(csrf())
    addRoutes(app)
    const browser = new Browser(app)
    for (let visit = 0; visit < 10; visit++) await browser.token()
    expect((await browser.postToken('/change/', await browser.token())).status).toBe(200)
    expect([...browser.cookies.keys()]).toEqual(['csrftoken'])
    expect(calls()).toEqual([])
  })

  it('is sent together with the session cookie', async () => {
    const app = new Hono<TestEnv>().use(sessions(sessionOptions(memoryStore()))).use(csrf())
    app.get('/both/', async (c) => {
      c.var.session.set('name', 'Ankit')
      return c.text(await getToken(c))
    })
    const response = await app.request('/both/')
    expect(response.headers.getSetCookie().map((header) => header.split('=')[0])).toEqual([
      'csrftoken',
      'sessionid',
    ])
    expect(response.headers.get('Vary')).toBe('Cookie')
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
  })
})
