import { beforeEach, describe, expect, it } from 'vitest'
import { updateSessionAuthHash, user } from '../../../src/edge-sessions/auth/index.ts'
import { rows } from '../../support/test-app.ts'
import { type Action, ALICE, AuthSite, BOB, resetUsers, setPassword } from './auth-site.ts'
import { loggedIn, state } from './login-steps.ts'

beforeEach(resetUsers)

describe('updateSessionAuthHash', () => {
  const changed = { ...ALICE, password: 'a new one' }
  const changePassword: Action = async (c) => {
    if ((await user(c)) === null) return
    await setPassword('1', changed.password)
    await updateSessionAuthHash(c, changed)
    expect(await user(c)).toBe(changed)
  }

  it('keeps this session under a new key and ends the others (CVE-2021-41268)', async () => {
    const site = new AuthSite()
    const [here, there, elsewhere] = [
      await loggedIn(site),
      await loggedIn(site),
      await loggedIn(site),
    ]
    const old = here.cookie
    await site.visit(here, changePassword)
    expect(site.errors).toEqual([])
    expect(here.cookie).not.toBe(old)
    expect(await state(site, here)).toEqual({ user: 'alice', color: 'green' })
    expect(await state(site, site.browser(old))).toEqual({})
    expect(await state(site, there)).toEqual({})
    expect(await state(site, elsewhere)).toEqual({})
    expect(await rows()).toHaveLength(1)
  })

  it('costs one write', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    site.metered.bill()
    await site.visit(browser, changePassword)
    expect(site.metered.bill()).toMatchObject({ statements: 3, written: 1 })
  })

  it('rotates the key but keeps the login if it is given another user', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    const { key } = browser
    await site.visit(browser, async (c) => updateSessionAuthHash(c, BOB))
    expect(browser.key).not.toBe(key)
    expect(await state(site, browser)).toEqual({ user: 'alice', color: 'green' })
  })

  it('rejects an empty password hash and changes nothing', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    const { key } = browser
    await site.visit(browser, async (c) => updateSessionAuthHash(c, { ...ALICE, password: '' }))
    expect(site.errors[0]).toBeInstanceOf(TypeError)
    expect(browser.key).toBe(key)
    expect(await state(site, browser)).toEqual({ user: 'alice', color: 'green' })
  })

  it('runs no statement if nobody is logged in', async () => {
    const site = new AuthSite()
    await site.visit(site.browser(), async (c) => updateSessionAuthHash(c, ALICE))
    expect(site.metered.bill().statements).toBe(0)
  })

  it('does not revive a session ended by an earlier password change (CVE-2021-41268)', async () => {
    const site = new AuthSite()
    const stolen = await loggedIn(site)
    await setPassword('1', changed.password)
    await site.visit(stolen, async (c) => updateSessionAuthHash(c, changed))
    expect(await state(site, stolen)).toEqual({})
    expect(await rows()).toEqual([])
  })
})
