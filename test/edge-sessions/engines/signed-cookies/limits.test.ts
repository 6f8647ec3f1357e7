import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type AuthOptions,
  type AuthUser,
  type AuthVariables,
  auth,
  login,
  logout,
  updateSessionAuthHash,
  user,
} from '../../../../src/edge-sessions/auth/index.ts'
import { csrf, getToken, rotateToken } from '../../../../src/edge-sessions/csrf/index.ts'
import { signedCookies } from '../../../../src/edge-sessions/engines/signed-cookies/index.ts'
import { sessions } from '../../../../src/edge-sessions/index.ts'
import { type MessageVariables, messages } from '../../../../src/edge-sessions/messages/index.ts'
import { decodeBase64Url } from '../../../../src/edge-sessions/signing/index.ts'
import { Browser, FakeClock, SECRET_KEY, type TestEnv } from '../../../support/test-app.ts'
import { captureLogs } from '../../../support/watch-logs.ts'
import { type Action, CookieSite } from './cookie-site.ts'

const setName: Action = (session) => session.set('name', 'Ankit')

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a signed cookie (documented limits)', () => {
  it('stays valid as a copy after flush until it expires (CVE-2024-31999 applies, as in Django)', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    const thief = site.browser(browser.sessionKey)
    await site.visit(browser, (session) => session.flush())
    expect(await site.members(browser)).toEqual({})
    expect(await site.members(thief)).toEqual({ name: 'Ankit' })
    site.clock.advance(31)
    expect(await site.members(thief)).toEqual({})
  })

  it('stays valid as a copy with the old data after cycleKey', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    const copy = site.browser(browser.sessionKey)
    await site.visit(browser, (session) => {
      session.cycleKey()
      session.set('name', 'Mira')
    })
    expect(await site.members(copy)).toEqual({ name: 'Ankit' })
  })

  it('can be replayed to restore older data', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, (session) => session.set('visits', 100))
    const before = browser.sessionKey
    await site.visit(browser, (session) => session.set('visits', 0))
    browser.sessionKey = before
    expect(await site.members(browser)).toEqual({ visits: 100 })
  })

  it('loses an update of a concurrent request (P3 does not hold)', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, (session) => session.set('visits', 0))
    const released = Promise.withResolvers<void>()
    const slow = site.visit(browser, async (session) => {
      await session.update('visits', (n = 0) => n + 1)
      await released.promise
    })
    await site.visit(browser, async (session) => {
      await session.update('visits', (n = 0) => n + 1)
      session.set('name', 'Ankit')
    })
    released.resolve()
    await slow
    expect(await site.members(browser)).toEqual({ visits: 1 })
  })

  it('comes back from a request that ran during a logout (P4 does not hold)', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    const released = Promise.withResolvers<void>()
    const slow = site.visit(browser, async (session) => {
      session.set('other', 'late')
      await released.promise
    })
    await site.visit(browser, (session) => session.flush())
    expect(browser.sessionKey).toBeUndefined()
    released.resolve()
    expect((await slow).status).toBe(200)
    expect(await site.members(browser)).toEqual({ name: 'Ankit', other: 'late' })
  })

  it('loses a change to a slow concurrent read with saveEveryRequest', async () => {
    const site = new CookieSite({ saveEveryRequest: true })
    const browser = site.browser()
    await site.visit(browser, setName)
    site.clock.advance(1)
    const released = Promise.withResolvers<void>()
    const slow = site.visit(browser, async (session) => {
      await session.get('name')
      await released.promise
    })
    await site.visit(browser, (session) => session.set('name', 'Mira'))
    released.resolve()
    await slow
    expect(await site.members(browser)).toEqual({ name: 'Ankit' })
  })

  it('is readable by the visitor', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    const [payload = ''] = browser.sessionKey?.split(':') ?? []
    expect(decodeBase64Url(payload)).toBe('{"name":"Ankit"}')
  })
})

describe('a signed cookie (guarantees)', () => {
  it('does not share later data with the attacker who planted it (fixation)', async () => {
    const site = new CookieSite()
    const attacker = site.browser()
    await site.visit(attacker, (session) => session.set('other', 'planted'))
    const victim = site.browser(attacker.sessionKey)
    await site.visit(victim, setName)
    expect(await site.members(victim)).toEqual({ other: 'planted', name: 'Ankit' })
    expect(await site.members(attacker)).toEqual({ other: 'planted' })
  })

  it('is never logged, even if it is forged', async () => {
    const lines = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => {}),
    )
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    const real = browser.sessionKey ?? ''
    const forged = `${real.slice(0, -1)}${real.endsWith('A') ? 'B' : 'A'}`
    await site.members(site.browser(forged))
    const texts = lines.flatMap((spy) => spy.mock.calls.flat().map(String))
    expect(texts).toEqual(['Session data has a bad signature; it is treated as empty'])
  })
})

describe('a site with auth, csrf and messages on signed cookies', () => {
  const ALICE: AuthUser = { id: '1', username: 'alice', password: 'hash one', isActive: true }

  type Variables = TestEnv['Variables'] & AuthVariables & MessageVariables

  let password: string
  beforeEach(() => {
    password = ALICE.password
  })

  function site(options: Partial<AuthOptions> = {}) {
    const { now } = new FakeClock()
    const users = { load: async (id: string) => (id === ALICE.id ? { ...ALICE, password } : null) }
    const app = new Hono<{ Variables: Variables }>()
    app.use(sessions({ store: signedCookies(), secretKey: SECRET_KEY, now }))
    app.use(csrf({ useSessions: true }))
    app.use(auth({ users, secretKey: SECRET_KEY, onLogin: rotateToken, ...options }))
    app.use(messages())
    app.get('/form', async (c) => c.text(await getToken(c)))
    app.get('/me', async (c) => c.text((await user(c))?.username ?? 'nobody'))
    app.get('/messages', async (c) => c.json((await c.var.messages.take()).map(({ text }) => text)))
    app.post('/login', async (c) => {
      await login(c, { ...ALICE, password })
      c.var.messages.success('Welcome')
      return c.text('in')
    })
    app.post('/password', async (c) => {
      await user(c)
      password = 'hash two'
      await updateSessionAuthHash(c, { ...ALICE, password })
      return c.text('changed')
    })
    app.post('/logout', async (c) => {
      await logout(c)
      return c.text('out')
    })
    app.onError((error, c) => c.text(error.message, 500))
    return app
  }

  async function post(browser: Browser, path: string): Promise<Response> {
    const token = await (await browser.get('/form')).text()
    return browser.request(path, { method: 'POST', headers: { 'X-CSRFToken': token } })
  }

  async function whoIs(browser: Browser): Promise<string> {
    return (await browser.get('/me')).text()
  }

  it('logs users in and out, with forms and messages', async () => {
    const warnings = captureLogs('warn')
    const browser = new Browser(site())
    expect((await browser.request('/login', { method: 'POST' })).status).toBe(403)
    expect(warnings).toEqual(['Forbidden (CSRF cookie not set.): /login'])
    expect((await post(browser, '/login')).status).toBe(200)
    expect(await whoIs(browser)).toBe('alice')
    expect(await (await browser.get('/messages')).json()).toEqual(['Welcome'])
    expect(await (await browser.get('/messages')).json()).toEqual([])
    expect((await post(browser, '/logout')).status).toBe(200)
    expect(browser.sessionKey).toBeUndefined()
    expect(await whoIs(browser)).toBe('nobody')
  })

  it('ends other sessions and copies on a password change (CVE-2021-41268, CVE-2024-31999)', async () => {
    const app = site()
    const [here, there] = [new Browser(app), new Browser(app)]
    await post(here, '/login')
    await post(there, '/login')
    const thief = new Browser(app)
    thief.sessionKey = here.sessionKey
    expect(await whoIs(thief)).toBe('alice')
    await post(here, '/password')
    expect(await whoIs(here)).toBe('alice')
    expect(await whoIs(there)).toBe('nobody')
    expect(await whoIs(thief)).toBe('nobody')
    expect(there.sessionKey, 'the cookie is removed').toBeUndefined()
  })

  it('rejects a login with `listSessions`', async () => {
    const browser = new Browser(site({ listSessions: true }))
    const response = await post(browser, '/login')
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('Expected `listSessions` to be false')
    expect(await whoIs(browser)).toBe('nobody')
  })
})
