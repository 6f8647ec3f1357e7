import { beforeEach, describe, expect, it } from 'vitest'
import {
  type AuthUser,
  login,
  sessionAuthHash,
  user,
} from '../../../src/edge-sessions/auth/index.ts'
import { type Browser, rows, SECRET_KEY } from '../../support/test-app.ts'
import { ALICE, AuthSite, BOB, resetUsers, setPassword } from './auth-site.ts'
import { leave, loggedIn, loginAlice, loginBob, painted, state, storedData } from './login-steps.ts'

beforeEach(resetUsers)

describe('login', () => {
  it("stores Django's three keys next to the existing data", async () => {
    const site = new AuthSite()
    await loggedIn(site)
    expect(await storedData()).toEqual({
      color: 'green',
      _auth_user_id: '1',
      _auth_user_backend: 'django.contrib.auth.backends.ModelBackend',
      _auth_user_hash: await sessionAuthHash(ALICE.password, SECRET_KEY),
    })
  })

  it('stores the first configured backend, or the given one', async () => {
    const site = new AuthSite({ backends: ['site.First', 'site.Second'] })
    await site.visit(site.browser(), loginAlice)
    expect(await storedData()).toMatchObject({ _auth_user_backend: 'site.First' })
    await resetUsers()
    await site.visit(site.browser(), async (c) => login(c, ALICE, 'site.Second'))
    expect(await storedData()).toMatchObject({ _auth_user_backend: 'site.Second' })
  })

  it('costs one read and one write for an anonymous session (P2)', async () => {
    const site = new AuthSite()
    const browser = await painted(site)
    site.metered.bill()
    await site.visit(browser, loginAlice)
    expect(site.metered.bill()).toEqual({ statements: 2, read: 2, written: 1 })
  })

  it('costs one write for a new visitor (P2)', async () => {
    const site = new AuthSite()
    await site.visit(site.browser(), loginAlice)
    expect(site.metered.bill()).toEqual({ statements: 1, read: 0, written: 1 })
  })

  it('replaces the key of an anonymous session and ends the old one (CVE-2022-25896, CVE-2023-29019)', async () => {
    const site = new AuthSite()
    const browser = await painted(site)
    const attacker = site.browser(browser.cookie)
    await site.visit(browser, loginAlice)
    expect(browser.key).not.toBe(attacker.key)
    expect(await state(site, attacker)).toEqual({})
    expect(await state(site, browser)).toEqual({ user: 'alice', color: 'green' })
    expect(await rows()).toHaveLength(1)
  })

  it.each<[string, (site: AuthSite) => Promise<Browser>]>([
    ['without a session', async (site) => site.browser()],
    ['with an anonymous session', painted],
    ['with an unknown key', async (site) => site.browser(`sessionid=${'a'.repeat(32)}`)],
    ['with a malformed key', async (site) => site.browser('sessionid=../../etc/passwd')],
    ['that is logged in as another user', loggedIn],
    [
      'with a session from before a password change',
      async (site) => {
        const browser = site.browser()
        await site.visit(browser, async (c) => login(c, { ...BOB, password: 'old' }))
        return browser
      },
    ],
    [
      'that has logged out',
      async (site) => {
        const browser = await loggedIn(site)
        await site.visit(browser, leave)
        return browser
      },
    ],
  ])('issues a new key to a browser %s (CVE-2023-46733, CVE-2018-11385)', async (_, arrive) => {
    const site = new AuthSite()
    const browser = await arrive(site)
    const { key } = browser
    const attacker = site.browser(browser.cookie)
    await site.visit(browser, loginBob)
    expect(browser.key).toMatch(/^[a-z0-9]{32}$/)
    expect(browser.key).not.toBe(key)
    expect(await state(site, browser)).toMatchObject({ user: 'bob' })
    expect(await state(site, attacker)).toEqual({})
    expect(await rows()).toHaveLength(1)
  })

  it('drops the data of the previous user', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    await site.visit(browser, loginBob)
    expect(await state(site, browser)).toEqual({ user: 'bob' })
  })

  it('drops the data of a session from before a password change', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    await setPassword('1', 'new')
    await site.visit(browser, async (c) => login(c, { ...ALICE, password: 'new' }))
    expect(await state(site, browser)).toEqual({ user: 'alice' })
  })

  it('keeps the data of the same user under a new key (ASVS 7.2.4)', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    const old = browser.cookie
    await site.visit(browser, loginAlice)
    expect(browser.cookie).not.toBe(old)
    expect(await state(site, browser)).toEqual({ user: 'alice', color: 'green' })
    expect(await state(site, site.browser(old))).toEqual({})
    expect(await rows()).toHaveLength(1)
  })

  it('sets the current user immediately, without a query', async () => {
    const site = new AuthSite()
    await site.visit(site.browser(), async (c) => {
      expect(await user(c)).toBeNull()
      await login(c, ALICE)
      expect(await user(c)).toBe(ALICE)
    })
    expect(site.metered.bill().statements).toBe(1)
  })

  it('accepts an inactive user, but `user` returns null', async () => {
    const site = new AuthSite()
    await site.visit(site.browser(), async (c) => {
      await login(c, { ...ALICE, isActive: false })
      expect(await user(c)).toBeNull()
    })
    expect(site.errors).toEqual([])
  })

  it('calls `onLogin` after storing the user in the session (CVE-2022-24895)', async () => {
    const seen: unknown[] = []
    const site = new AuthSite({
      onLogin: async (c) => {
        seen.push(await c.var.session.get('_auth_user_id'), c.req.path)
      },
    })
    await site.visit(site.browser(), loginAlice)
    expect(seen).toEqual(['1', '/'])
  })

  it.each([1, undefined, null, ''])('rejects the id %j', async (id) => {
    const site = new AuthSite()
    const row: AuthUser = { ...ALICE, ...JSON.parse(JSON.stringify({ id: id ?? null })) }
    await site.visit(site.browser(), async (c) => login(c, row))
    expect(site.errors).toHaveLength(1)
    expect(site.errors[0]).toBeInstanceOf(TypeError)
    expect(await rows()).toEqual([])
  })

  it('rejects an empty password hash', async () => {
    const site = new AuthSite()
    await site.visit(site.browser(), async (c) => login(c, { ...ALICE, password: '' }))
    expect(site.errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('Expected `user.password` to be the stored password hash'),
    ])
    expect(await rows()).toEqual([])
  })

  it('changes nothing when the response is an error (P6)', async () => {
    const site = new AuthSite()
    const browser = await painted(site)
    const { key } = browser
    await site.visit(browser, async (c) => {
      await login(c, ALICE)
      return c.text('sorry', 500)
    })
    expect(browser.key).toBe(key)
    expect(await state(site, browser)).toEqual({ color: 'green' })
  })

  it('is not undone by a slower request with the old key (CVE-2025-46336)', async () => {
    const site = new AuthSite()
    const browser = await painted(site)
    const finish = await site.hold(site.browser(browser.cookie), async (c) => {
      await c.var.session.update('color', () => 'red')
    })
    await site.visit(browser, loginAlice)
    const response = await finish()
    expect(response.status).toBe(400)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await state(site, browser)).toEqual({ user: 'alice', color: 'green' })
    expect(await rows()).toHaveLength(1)
  })

  it('keeps changes saved by a faster concurrent request (P3)', async () => {
    const site = new AuthSite()
    const browser = await painted(site)
    const finish = await site.hold(browser, loginAlice)
    await site.visit(site.browser(browser.cookie), async (c) => c.var.session.set('cart', ['tea']))
    await finish()
    expect(await storedData()).toMatchObject({ _auth_user_id: '1', cart: ['tea'] })
  })

  it('fails if a concurrent login in the same session is saved first', async () => {
    const site = new AuthSite()
    const browser = await painted(site)
    const other = site.browser(browser.cookie)
    const finish = await site.hold(browser, loginAlice)
    await site.visit(other, loginBob)
    expect((await finish()).status).toBe(400)
    expect(await state(site, other)).toMatchObject({ user: 'bob' })
    expect(await rows()).toHaveLength(1)
  })
})
