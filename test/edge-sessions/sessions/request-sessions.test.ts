import { Hono, type MiddlewareHandler } from 'hono'
import { methodOverride } from 'hono/method-override'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { auth, type UserSource } from '../../../src/edge-sessions/auth/index.ts'
import { csrf, getToken } from '../../../src/edge-sessions/csrf/index.ts'
import {
  memoryStore,
  type SessionOptions,
  type SessionVariables,
  sessions,
} from '../../../src/edge-sessions/index.ts'
import { type MessageVariables, messages } from '../../../src/edge-sessions/messages/index.ts'
import {
  Browser,
  SECRET_KEY,
  type TestData,
  type TestEnv,
  testApp,
} from '../../support/test-app.ts'

type Env = { Variables: TestEnv['Variables'] & MessageVariables }

afterEach(() => {
  vi.restoreAllMocks()
})

const NOBODY: UserSource = {
  async load() {
    return null
  },
}

function options(more: Partial<SessionOptions> = {}): SessionOptions {
  return { store: memoryStore(), secretKey: SECRET_KEY, ...more }
}

function addRoutes<E extends { Variables: SessionVariables<TestData> }>(app: Hono<E>): Hono<E> {
  app.get('/set', (c) => {
    c.var.session.set('name', 'Ankit')
    return c.text('set')
  })
  app.all('/get', async (c) => c.text((await c.var.session.get('name')) ?? 'nobody'))
  app.delete('/login', (c) => {
    c.var.session.cycleKey()
    c.var.session.set('name', 'Ankit')
    return c.text('in')
  })
  app.delete('/logout', async (c) => {
    await c.var.session.flush()
    return c.text('out')
  })
  return app
}

describe('nested sessions()', () => {
  /** An app where `methodOverride` dispatches to the app itself, after `sessions()`. */
  function site(before: (session: TestEnv['Variables']['session']) => unknown) {
    const app = new Hono<TestEnv>()
    app.use(sessions<TestData>(options()))
    app.use(async (c, next) => {
      if (c.req.method === 'POST') await before(c.var.session)
      await next()
    })
    app.use(methodOverride({ app }))
    app.onError((error, c) => c.text(error.message, 500))
    addRoutes(app)
    return new Browser(app)
  }

  const override = (browser: Browser, path: string) => browser.post(path, { _method: 'DELETE' })

  it.each([
    ['is not used', () => {}],
    ['is read', (session: TestEnv['Variables']['session']) => session.get('name')],
  ])('keeps the inner login if the outer session %s', async (_, before) => {
    for (const isKnown of [true, false]) {
      const browser = site(before)
      if (isKnown) await browser.get('/set')
      else browser.cookie = `sessionid=${'a'.repeat(32)}`
      const response = await override(browser, '/login')
      expect([response.status, await response.text()]).toEqual([200, 'in'])
      expect(response.headers.getSetCookie()).toHaveLength(1)
      expect(response.headers.get('Cache-Control')).toBe('private, no-store')
      expect(await (await browser.get('/get')).text()).toBe('Ankit')
    }
  })

  it('keeps the inner logout if the outer session is read', async () => {
    const browser = site((session) => session.get('name'))
    await browser.get('/set')
    const response = await override(browser, '/logout')
    expect(response.headers.getSetCookie()).toHaveLength(1)
    expect(browser.key).toBeUndefined()
  })

  it('keeps the outer changes if the inner session is only read', async () => {
    const browser = site((session) => session.set('name', 'outer'))
    await override(browser, '/get')
    expect(await (await browser.get('/get')).text()).toBe('outer')
  })

  it('throws with advice if both sessions change under different keys', async () => {
    const browser = site((session) => session.set('name', 'outer'))
    const response = await override(browser, '/login')
    expect(response.status).toBe(500)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await response.text()).toBe(
      'Two sessions were changed in one request, and both need the cookie `sessionid`. An app that was called with `app.fetch`, `app.mount` or `methodOverride` has its own `sessions()`. Change the session in one of them only, or apply `sessions()` once.',
    )
  })

  it('keeps the changes of both sessions if they share a key', async () => {
    const store = memoryStore()
    const inner = addRoutes(new Hono<TestEnv>().use(sessions<TestData>(options({ store }))))
    const app = new Hono<TestEnv>().use(sessions<TestData>(options({ store })))
    app.get('/both', async (c) => {
      c.var.session.set('other', 'outer')
      return inner.fetch(new Request(new URL('/set', c.req.url), c.req.raw))
    })
    app.get('/all', async (c) => c.json(await c.var.session.toObject()))
    app.mount('/inner', inner.fetch)
    const browser = new Browser(app)
    expect((await browser.get('/inner/set')).headers.getSetCookie()).toHaveLength(1)
    expect((await browser.get('/both')).status).toBe(200)
    expect(await (await browser.get('/all')).json()).toEqual({ name: 'Ankit', other: 'outer' })
  })

  it('sets both cookies if the cookie names differ', async () => {
    const inner = addRoutes(
      new Hono<TestEnv>().use(sessions<TestData>(options({ cookieName: 'inner' }))),
    )
    const app = new Hono<TestEnv>().use(sessions<TestData>(options()))
    app.use('/inner/*', async (c, next) => {
      c.var.session.set('name', 'outer')
      await next()
    })
    app.mount('/inner', inner.fetch)
    const response = await new Browser(app).get('/inner/set')
    const names = response.headers.getSetCookie().map((header) => header.split('=')[0])
    expect(names.sort()).toEqual(['inner', 'sessionid'])
  })
})

describe('a response with other cookies of the same name', () => {
  it('sets its own cookie too if their path or domain differs', async () => {
    const app = new Hono<TestEnv>().use(sessions<TestData>(options()))
    app.get('/', (c) => {
      c.header('Set-Cookie', 'sessionid=""; Domain=old.example; Max-Age=0; Path=/')
      c.header('Set-Cookie', 'sessionid=""; Max-Age=0; Path=/old', { append: true })
      c.var.session.set('name', 'Ankit')
      return c.text('moved')
    })
    const response = await app.request('/')
    expect([response.status, response.headers.getSetCookie().length]).toEqual([200, 3])
  })
})

describe('skip', () => {
  function site() {
    const app = new Hono<Env>()
    app.use(sessions<TestData>(options({ skip: (c) => c.req.path.startsWith('/assets/') })))
    app.use(csrf({ useSessions: true }), messages())
    app.use(auth({ users: NOBODY, secretKey: SECRET_KEY }))
    app.onError((error, c) => c.text(`${error.name}: ${error.message}`, 500))
    app.get('/assets/style.css', (c) => c.text('', 200, { 'Cache-Control': 'public' }))
    app.get('/assets/get', async (c) => c.text((await c.var.session.get('name')) ?? ''))
    app.get('/assets/set', (c) => {
      c.var.session.modified = true
      return c.text('')
    })
    app.get('/assets/token', async (c) => c.text(await getToken(c)))
    app.get('/assets/message', (c) => {
      c.var.messages.info('Hello')
      return c.text('')
    })
    return addRoutes(app)
  }

  it('leaves the response unchanged, even with csrf(), messages() and auth()', async () => {
    const browser = new Browser(site())
    await browser.get('/set')
    const response = await browser.get('/assets/style.css')
    expect(response.status).toBe(200)
    expect(response.headers.get('Cache-Control')).toBe('public')
    expect(response.headers.has('Vary')).toBe(false)
    expect(await (await browser.get('/get')).text()).toBe('Ankit')
  })

  it('allows another `sessions()` on the skipped route', async () => {
    const app = new Hono<Env>()
    app.use(sessions<TestData>(options({ skip: (c) => c.req.path.startsWith('/api/') })))
    app.use('/api/*', sessions<TestData>(options({ cookieName: 'api' })))
    app.get('/api/set', (c) => {
      c.var.session.set('name', 'Ankit')
      return c.text('set')
    })
    const response = await app.request('/api/set')
    expect([response.status, response.headers.get('Set-Cookie')?.slice(0, 4)]).toEqual([
      200,
      'api=',
    ])
  })

  it.each(['get', 'set', 'token', 'message'])(
    'makes every use of the session throw: %s',
    async (path) => {
      const response = await site().request(`/assets/${path}`)
      expect(response.status).toBe(500)
      expect(await response.text()).toContain(
        'ImproperlyConfigured: This request has no session, because the option `skip`',
      )
    },
  )
})

describe('a replaced c.var.session', () => {
  const USERS: [string, () => MiddlewareHandler][] = [
    ['messages()', () => messages()],
    ['auth()', () => auth({ users: NOBODY, secretKey: SECRET_KEY })],
    ['csrf({ useSessions: true })', () => csrf({ useSessions: true })],
  ]

  it.each(USERS)('is reported in the error of %s', async (name, middleware) => {
    const app = new Hono()
    app.use(sessions(options()))
    app.use(async (c, next) => {
      c.set('session' as never, { id: 'of another library' } as never)
      await next()
    })
    app.use(middleware())
    app.onError((error, c) => c.text(error.message, 500))
    expect(await (await app.request('/')).text()).toBe(
      `\`${name}\` needs the session of \`sessions()\`, but other code has replaced \`c.var.session\`. Apply only one session middleware, or let the other one use another name.`,
    )
  })
})

describe('a response after an explicit save (P4)', () => {
  function site(more: Partial<SessionOptions> = {}) {
    const app = testApp(more)
    addRoutes(app)
    const browser = new Browser(app)
    const saved = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    app.get('/save', async (c) => {
      c.var.session.set('other', 'saved')
      await c.var.session.save()
      saved.resolve()
      await ended.promise
      return c.text('saved')
    })
    return { app, browser, saved: saved.promise, end: ended.resolve }
  }

  it.each([
    ['logout', {}],
    ['login', {}],
    ['logout', { saveEveryRequest: true }],
  ])('has status 400 and no cookie after a concurrent %s with %j', async (path, more) => {
    const { app, browser, saved, end } = site(more)
    await browser.get('/set')
    const pending = app.request('/save', { headers: { Cookie: browser.cookie ?? '' } })
    await saved
    await browser.get(`/${path}`, { method: 'DELETE' })
    end()
    const response = await pending
    expect([response.status, response.headers.getSetCookie()]).toEqual([400, []])
  })

  it('has status 200 if the request itself expires the session', async () => {
    const { app, browser } = site()
    app.get('/expire', async (c) => {
      c.var.session.setExpiry(-1)
      await c.var.session.save()
      return c.text('expired')
    })
    await browser.get('/set')
    expect((await browser.get('/expire')).status).toBe(200)
  })

  it('sets the cookie if the session still exists', async () => {
    const { browser, end } = site()
    end()
    for (const isKnown of [false, true]) {
      const response = await browser.get('/save')
      expect([response.status, response.headers.getSetCookie().length], `${isKnown}`).toEqual([
        200, 1,
      ])
    }
  })
})

describe('a malformed session cookie', () => {
  it.each(['0F8FAD5B-D9CB-469F-A165-70867728950E', 'A'.repeat(40), 'abc', ''])(
    'stays in the browser until the session is read: %j (P9)',
    async (key) => {
      const app = addRoutes(testApp())
      app.get('/untouched', (c) => c.text('ok'))
      const init = { headers: { Cookie: `sessionid=${key}` } }
      const untouched = await app.request('/untouched', init)
      expect(untouched.headers.getSetCookie()).toEqual([])
      expect(untouched.headers.has('Vary')).toBe(false)
      const read = await app.request('/get', init)
      expect(read.headers.get('Set-Cookie')).toContain('Max-Age=0')
    },
  )
})
