import { beforeEach, describe, expect, it } from 'vitest'
import {
  type AuthUser,
  login,
  logout,
  sessionAuthHash,
  updateSessionAuthHash,
  user,
} from '../../src/auth/index.ts'
import { sessionCodec } from '../../src/sessions/index.ts'
import { type Browser, rows, SECRET_KEY } from '../support/test-app.ts'
import { type Action, ALICE, AuthSite, BOB, resetUsers, setPassword } from './auth-site.ts'

beforeEach(resetUsers)

const paint: Action = async (c) => c.var.session.set('color', 'green')
const loginAlice: Action = async (c) => login(c, ALICE)
const loginBob: Action = async (c) => login(c, BOB)
const leave: Action = async (c) => logout(c)
const tell: Action = async (c) =>
  c.json({ user: (await user(c))?.username, color: await c.var.session.get('color') })

async function state(site: AuthSite, browser: Browser): Promise<unknown> {
  return (await site.visit(browser, tell)).json()
}

async function painted(site: AuthSite): Promise<Browser> {
  const browser = site.browser()
  await site.visit(browser, paint)
  return browser
}

async function loggedIn(site: AuthSite): Promise<Browser> {
  const browser = await painted(site)
  await site.visit(browser, loginAlice)
  return browser
}

async function storedMembers(): Promise<Record<string, unknown>> {
  const [row] = await rows()
  const members = await sessionCodec({ secretKey: SECRET_KEY }).decode(row?.session_data ?? '')
  return Object.fromEntries(members)
}

describe('login', () => {
  it("stores Django's three members beside the visitor's own", async () => {
    const site = new AuthSite()
    await loggedIn(site)
    expect(await storedMembers()).toEqual({
      color: 'green',
      _auth_user_id: '1',
      _auth_user_backend: 'django.contrib.auth.backends.ModelBackend',
      _auth_user_hash: await sessionAuthHash(ALICE.password, SECRET_KEY),
    })
  })

  it('names the backend that it is given', async () => {
    const site = new AuthSite({ backends: ['site.First', 'site.Second'] })
    await site.visit(site.browser(), loginAlice)
    expect(await storedMembers()).toMatchObject({ _auth_user_backend: 'site.First' })
    await resetUsers()
    await site.visit(site.browser(), async (c) => login(c, ALICE, 'site.Second'))
    expect(await storedMembers()).toMatchObject({ _auth_user_backend: 'site.Second' })
  })

  it('is one read and one write over an anonymous session', async () => {
    const site = new AuthSite()
    const browser = await painted(site)
    site.metered.bill()
    await site.visit(browser, loginAlice)
    expect(site.metered.bill()).toEqual({ statements: 2, read: 2, written: 1 })
  })

  it('is one write for a new visitor', async () => {
    const site = new AuthSite()
    await site.visit(site.browser(), loginAlice)
    expect(site.metered.bill()).toEqual({ statements: 1, read: 0, written: 1 })
  })

  it('CVE-2022-25896, CVE-2023-29019: renews the key, and the old one is dead', async () => {
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
    ['with a key nobody issued', async (site) => site.browser(`sessionid=${'a'.repeat(32)}`)],
    ['with a malformed key', async (site) => site.browser('sessionid=../../etc/passwd')],
    ['as another user before', loggedIn],
    [
      'with a session of an old password',
      async (site) => {
        const browser = site.browser()
        await site.visit(browser, async (c) => login(c, { ...BOB, password: 'old' }))
        return browser
      },
    ],
    [
      'after a logout in the same request',
      async (site) => {
        const browser = await loggedIn(site)
        await site.visit(browser, leave)
        return browser
      },
    ],
  ])('CVE-2023-46733, CVE-2018-11385: renews the key %s', async (_, arrive) => {
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

  it('gives nobody the data of another user', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    await site.visit(browser, loginBob)
    expect(await state(site, browser)).toEqual({ user: 'bob' })
  })

  it('gives nobody the data of a session under an older password', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    await setPassword('1', 'new')
    await site.visit(browser, async (c) => login(c, { ...ALICE, password: 'new' }))
    expect(await state(site, browser)).toEqual({ user: 'alice' })
  })

  it('keeps key and data of a user who logs in again', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    const { key } = browser
    await site.visit(browser, loginAlice)
    expect(browser.key).toBe(key)
    expect(await state(site, browser)).toEqual({ user: 'alice', color: 'green' })
  })

  it('makes the user current at once, without a look-up', async () => {
    const site = new AuthSite()
    await site.visit(site.browser(), async (c) => {
      expect(await user(c)).toBeNull()
      await login(c, ALICE)
      expect(await user(c)).toBe(ALICE)
    })
    expect(site.metered.bill().statements).toBe(1)
  })

  it('makes no inactive user current', async () => {
    const site = new AuthSite()
    await site.visit(site.browser(), async (c) => {
      await login(c, { ...ALICE, isActive: false })
      expect(await user(c)).toBeNull()
    })
    expect(site.errors).toEqual([])
  })

  it('CVE-2022-24895: calls `onLogin`, which rotates the CSRF token, when all is set', async () => {
    const seen: unknown[] = []
    const site = new AuthSite({
      onLogin: async (c) => {
        seen.push(await c.var.session.get('_auth_user_id'), c.req.path)
      },
    })
    await site.visit(site.browser(), loginAlice)
    expect(seen).toEqual(['1', '/'])
  })

  it.each([1, undefined, null, ''])('refuses the id %j', async (id) => {
    const site = new AuthSite()
    const row: AuthUser = { ...ALICE, ...JSON.parse(JSON.stringify({ id: id ?? null })) }
    await site.visit(site.browser(), async (c) => login(c, row))
    expect(site.errors).toHaveLength(1)
    expect(site.errors[0]).toBeInstanceOf(TypeError)
    expect(await rows()).toEqual([])
  })

  it('P6: changes nothing when the response is an error', async () => {
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

  it('CVE-2025-46336: is not undone by a slower request with the old key', async () => {
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

  it('keeps what a faster request of the anonymous session has saved', async () => {
    const site = new AuthSite()
    const browser = await painted(site)
    const finish = await site.hold(browser, loginAlice)
    await site.visit(site.browser(browser.cookie), async (c) => c.var.session.set('cart', ['tea']))
    await finish()
    expect(await storedMembers()).toMatchObject({ _auth_user_id: '1', cart: ['tea'] })
  })

  it('lets one of two users win who log in at once over one session', async () => {
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

describe('logout', () => {
  it('is one statement, without loading the session', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    site.metered.bill()
    await site.visit(browser, leave)
    expect(site.metered.bill()).toMatchObject({ statements: 1, written: 1 })
    expect(browser.cookie).toBeUndefined()
    expect(await rows()).toEqual([])
  })

  it('costs nothing for a visitor without a session', async () => {
    const site = new AuthSite()
    await site.visit(site.browser(), leave)
    expect(site.metered.bill().statements).toBe(0)
  })

  it('leaves nobody logged in, and an old cookie worthless', async () => {
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

  it('CVE-2025-46336, CVE-2025-32441: is not undone by a slower request', async () => {
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

describe('updateSessionAuthHash', () => {
  const changed = { ...ALICE, password: 'a new one' }
  const changePassword: Action = async (c) => {
    if ((await user(c)) === null) return
    await setPassword('1', changed.password)
    await updateSessionAuthHash(c, changed)
    expect(await user(c)).toBe(changed)
  }

  it('CVE-2021-41268: keeps this session under a new key and ends the others', async () => {
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

  it('is one write', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    site.metered.bill()
    await site.visit(browser, changePassword)
    expect(site.metered.bill()).toMatchObject({ statements: 3, written: 1 })
  })

  it('only renews the key when it is about another user', async () => {
    const site = new AuthSite()
    const browser = await loggedIn(site)
    const { key } = browser
    await site.visit(browser, async (c) => updateSessionAuthHash(c, BOB))
    expect(browser.key).not.toBe(key)
    expect(await state(site, browser)).toEqual({ user: 'alice', color: 'green' })
  })

  it('does nothing where nobody is logged in', async () => {
    const site = new AuthSite()
    await site.visit(site.browser(), async (c) => updateSessionAuthHash(c, ALICE))
    expect(site.metered.bill().statements).toBe(0)
  })

  it('CVE-2021-41268: brings no session back that an earlier change has ended', async () => {
    const site = new AuthSite()
    const stolen = await loggedIn(site)
    await setPassword('1', changed.password)
    await site.visit(stolen, async (c) => updateSessionAuthHash(c, changed))
    expect(await state(site, stolen)).toEqual({})
    expect(await rows()).toEqual([])
  })
})
