import { beforeEach, describe, expect, it } from 'vitest'
import { logout, user } from '../../../src/edge-sessions/auth/index.ts'
import { rows } from '../../support/test-app.ts'
import { type Action, AuthSite, resetUsers } from './auth-site.ts'
import { leave, loggedIn, state } from './login-steps.ts'

beforeEach(resetUsers)

describe('logout', () => {
  it('deletes the session and the cookie with one statement (P2)', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    site.metered.bill()
    await site.visit(browser, leave)
    expect(site.metered.bill()).toMatchObject({ statements: 1, written: 1 })
    expect(browser.cookie).toBeUndefined()
    expect(await rows()).toEqual([])
  })

  it('runs no statement for a visitor without a session', async () => {
    const site = new AuthSite()
    await site.visit(site.browser(), leave)
    expect(site.metered.bill().statements).toBe(0)
  })

  it('fails if a faster request has rotated the key (P4)', async () => {
    for (const prepare of [async () => {}, (async (c) => void (await user(c))) satisfies Action]) {
      const site = new AuthSite()
      const browser = await loggedIn(site)
      const old = site.browser(browser.cookie)
      const released = Promise.withResolvers<void>()
      const response = site.visit(old, async (c) => {
        await prepare(c)
        await released.promise
        await logout(c)
      })
      await site.visit(browser, async (c) => c.var.session.cycleKey())
      released.resolve()
      expect((await response).status).toBe(400)
      expect((await response).headers.getSetCookie()).toEqual([])
      expect(await state(site, browser)).toEqual({ user: 'alice', color: 'green' })
    }
  })

  it('fails if the key was rotated before the session was loaded (P4)', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    const old = site.browser(browser.cookie)
    await site.visit(browser, async (c) => c.var.session.cycleKey())
    const response = await site.visit(old, async (c) => {
      await user(c)
      await logout(c)
    })
    expect(response.status).toBe(400)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await state(site, browser)).toEqual({ user: 'alice', color: 'green' })
  })

  it('clears the user and the data and invalidates the old cookie', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    const kept = browser.cookie
    await site.visit(browser, async (c) => {
      expect(await user(c)).not.toBeNull()
      await logout(c)
      expect(await user(c)).toBeNull()
      expect(await c.var.session.get('color')).toBeUndefined()
    })
    expect(site.errors).toEqual([])
    expect(await state(site, site.browser(kept))).toEqual({})
  })

  it('is not undone by a slower request (CVE-2025-46336, CVE-2025-32441)', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    const finish = await site.hold(site.browser(browser.cookie), async (c) => {
      expect(await user(c)).not.toBeNull()
      c.var.session.set('color', 'red')
    })
    await site.visit(browser, leave)
    expect((await finish()).status).toBe(400)
    expect(await rows()).toEqual([])
  })
})
