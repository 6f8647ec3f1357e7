import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  type AuthUser,
  type AuthVariables,
  auth,
  djangoUsers,
  login,
  loginRequired,
  sessionAuthHash,
  user,
} from '../../../src/edge-sessions/auth/index.ts'
import {
  memoryStore,
  type SessionVariables,
  sessionCodec,
  sessions,
} from '../../../src/edge-sessions/index.ts'
import { Browser, rows, SECRET_KEY } from '../../support/test-app.ts'
import {
  ALICE,
  type AuthEnv,
  AuthSite,
  resetUsers,
  setActive,
  setPassword,
  type Visitor,
} from './auth-site.ts'
import { state, storedData } from './login-steps.ts'

const OLD_SECRET = 'an-older-secret-of-these-tests-0123456789-abcdefghijklmnopqrstuv'
const KEY = 'abcdefghijklmnopqrstuvwxyz012345'

beforeEach(resetUsers)

/** Returns the user who is logged in, according to the site. */
async function whoIs(site: AuthSite, browser: Browser): Promise<string | null> {
  let current: AuthUser | null = null
  const response = await site.visit(browser, async (c) => {
    current = await user(c)
    return c.json(current)
  })
  expect(response.status).toBe(200)
  return (current as AuthUser | null)?.username ?? null
}

/** Inserts a session row as another program would. */
async function store(members: Record<string, unknown>, secretKey = SECRET_KEY): Promise<void> {
  const data = await sessionCodec({ secretKey }).encode(
    new Map(Object.entries(members)),
    new Date(),
  )
  await env.DB.prepare(
    'INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)',
  )
    .bind(KEY, data, '2999-01-01 00:00:00')
    .run()
}

async function storeLogin(changes: Record<string, unknown> = {}): Promise<void> {
  await store({
    _auth_user_id: '1',
    _auth_user_backend: 'django.contrib.auth.backends.ModelBackend',
    _auth_user_hash: await sessionAuthHash(ALICE.password, SECRET_KEY),
    color: 'green',
    ...changes,
  })
}

function holder(site: AuthSite): Browser {
  return site.browser(`sessionid=${KEY}`)
}

describe('user', () => {
  it('returns null for an anonymous visitor without a query (P1)', async () => {
    const site = new AuthSite()
    expect(await whoIs(site, site.browser())).toBeNull()
    expect(site.metered.bill().statements).toBe(0)
  })

  it('returns null for a session without a login after one query (P1)', async () => {
    await store({ color: 'green' })
    const site = new AuthSite()
    expect(await whoIs(site, holder(site))).toBeNull()
    expect(site.metered.bill()).toEqual({ statements: 1, read: 1, written: 0 })
  })

  it('reads a login from a Django site with two queries and no write', async () => {
    await storeLogin()
    const site = new AuthSite()
    expect(await whoIs(site, holder(site))).toBe('alice')
    expect(site.metered.bill()).toEqual({ statements: 2, read: 2, written: 0 })
  })

  it('loads the user once per request', async () => {
    await storeLogin()
    const site = new AuthSite()
    await site.visit(holder(site), async (c) => {
      const [first, second] = await Promise.all([user(c), user(c)])
      expect(second).toBe(first)
      expect(await user(c)).toBe(first)
    })
    expect(site.metered.bill().statements).toBe(2)
  })

  it('costs no query and sets no `Vary` header unless it is called', async () => {
    await storeLogin()
    const site = new AuthSite()
    const response = await site.visit(holder(site), async () => {})
    expect(site.metered.bill().statements).toBe(0)
    expect(response.headers.get('Vary')).toBeNull()
  })

  it('sets `Vary: Cookie` and `Cache-Control: private`', async () => {
    const site = new AuthSite()
    const response = await site.visit(site.browser(), async (c) => {
      await user(c)
    })
    expect(response.headers.get('Vary')).toBe('Cookie')
    expect(response.headers.get('Cache-Control')).toBe('private')
  })

  it('ends a session after a password change (CVE-2021-41268)', async () => {
    await storeLogin()
    const site = new AuthSite()
    await setPassword('1', 'a new one')
    const browser = holder(site)
    expect(await whoIs(site, browser)).toBeNull()
    expect(browser.cookie).toBeUndefined()
    expect(await rows()).toEqual([])
  })

  it('ends a session with an empty or invalid hash (CVE-2021-41268)', async () => {
    for (const hash of ['', null, 0, {}]) {
      await resetUsers()
      await storeLogin({ _auth_user_hash: hash })
      const site = new AuthSite()
      expect(await whoIs(site, holder(site))).toBeNull()
      expect(await rows()).toEqual([])
    }
  })

  it('accepts a hash made with a fallback secret and replaces key and hash in one write', async () => {
    await storeLogin({ _auth_user_hash: await sessionAuthHash(ALICE.password, OLD_SECRET) })
    const site = new AuthSite({ secretKeyFallbacks: [OLD_SECRET] })
    const browser = holder(site)
    expect(await whoIs(site, browser)).toBe('alice')
    expect(site.metered.bill()).toMatchObject({ statements: 3, written: 1 })
    expect(browser.key).not.toBe(KEY)
    expect((await rows()).map((row) => row.session_key)).toEqual([browser.key])

    const site2 = new AuthSite()
    expect(await whoIs(site2, site2.browser(browser.cookie))).toBe('alice')
  })

  it('ends a session whose hash was made with a retired secret', async () => {
    await storeLogin({ _auth_user_hash: await sessionAuthHash(ALICE.password, OLD_SECRET) })
    const site = new AuthSite()
    expect(await whoIs(site, holder(site))).toBeNull()
    expect(await rows()).toEqual([])
  })

  it('returns null for an unknown backend but keeps the session', async () => {
    await storeLogin({ _auth_user_backend: 'allauth.account.auth_backends.AuthenticationBackend' })
    const site = new AuthSite()
    expect(await whoIs(site, holder(site))).toBeNull()
    expect(site.metered.bill()).toEqual({ statements: 1, read: 1, written: 0 })
    const wider = new AuthSite({
      backends: ['mine', 'allauth.account.auth_backends.AuthenticationBackend'],
    })
    expect(await whoIs(wider, holder(wider))).toBe('alice')
  })

  it('returns null while the user is inactive', async () => {
    await storeLogin()
    await setActive('1', false)
    const site = new AuthSite()
    const browser = holder(site)
    expect(await whoIs(site, browser)).toBeNull()
    await setActive('1', true)
    expect(await whoIs(site, browser)).toBe('alice')
  })

  it('returns null for a deleted user', async () => {
    await storeLogin({ _auth_user_id: '99' })
    const site = new AuthSite()
    expect(await whoIs(site, holder(site))).toBeNull()
  })

  it.each([null, true, 1.5, '', ['1'], { id: '1' }, 2 ** 53])(
    'returns null for the id %j without loading a user',
    async (id) => {
      await storeLogin({ _auth_user_id: id })
      const site = new AuthSite()
      expect(await whoIs(site, holder(site))).toBeNull()
      expect(site.metered.bill().statements).toBe(1)
    },
  )

  it('accepts an integer id, as Django does, and stores a string at the next login', async () => {
    await storeLogin({ _auth_user_id: 1 })
    const site = new AuthSite()
    const browser = holder(site)
    expect(await whoIs(site, browser)).toBe('alice')
    await site.visit(browser, async (c) => login(c, ALICE))
    expect(await state(site, browser)).toEqual({ user: 'alice', color: 'green' })
    expect(await storedData()).toMatchObject({ _auth_user_id: '1' })
  })

  it('binds the id as a parameter', async () => {
    await storeLogin({ _auth_user_id: "1' OR '1'='1" })
    const site = new AuthSite()
    expect(await whoIs(site, holder(site))).toBeNull()
  })

  it('fails without logging out if the user cannot be loaded (P5)', async () => {
    await storeLogin()
    await env.DB.prepare('DROP TABLE auth_user').run()
    const site = new AuthSite()
    const browser = holder(site)
    const response = await site.visit(browser, async (c) => {
      await user(c)
    })
    expect(response.status).toBe(500)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await rows()).toHaveLength(1)
  })

  it('throws when `auth` is not applied to the route', async () => {
    const app = new Hono<AuthEnv>()
    app.get('/', async (c) => c.json(await user(c)))
    app.onError((error, c) => c.text(`${error.name}: ${error.message}`, 500))
    expect(await (await app.request('/')).text()).toBe(
      'ImproperlyConfigured: `auth` is not applied to this route. Add `app.use(auth(...))`.',
    )
  })

  it('returns the type that `users.load` returns', async () => {
    interface Member extends AuthUser {
      email: string
    }
    const member: Member = { ...ALICE, email: 'alice@example.com' }
    const app = new Hono<{ Variables: SessionVariables<Visitor> & AuthVariables<Member> }>()
    app.use(sessions<Visitor>({ store: memoryStore(), secretKey: SECRET_KEY }))
    app.use(auth({ users: { load: async () => member }, secretKey: SECRET_KEY }))
    app.get('/login/', async (c) => {
      await login(c, member)
      return c.text('')
    })
    app.get('/', loginRequired(), async (c) => c.text((await user(c))?.email ?? ''))
    const browser = new Browser(app)
    await browser.get('/login/')
    expect(await (await browser.get('/')).text()).toBe('alice@example.com')
  })
})

describe('djangoUsers', () => {
  it('distinguishes ids beyond 2^53', async () => {
    const rest = "'', '', 0, 1, '2026-01-01 00:00:00', ''"
    const add = `INSERT INTO auth_user VALUES
      (9007199254740992, 'hash', NULL, 0, 'large', ${rest}),
      (9007199254740993, 'hash', NULL, 0, 'larger', ${rest})`
    await env.DB.prepare(add).run()
    const users = djangoUsers(env.DB)
    expect(await users.load('9007199254740992')).toMatchObject({
      id: '9007199254740992',
      username: 'large',
    })
    expect(await users.load('9007199254740993')).toMatchObject({
      id: '9007199254740993',
      username: 'larger',
    })
    expect(await users.load('9007199254740994')).toBeNull()
  })

  it("reads a row of Django's table and returns null for an unknown id", async () => {
    expect(await djangoUsers(env.DB).load('1')).toEqual(ALICE)
    expect(await djangoUsers(env.DB).load('3')).toBeNull()
  })

  it('reads the `is_active` column', async () => {
    await setActive('1', false)
    expect(await djangoUsers(env.DB).load('1')).toEqual({ ...ALICE, isActive: false })
  })
})
