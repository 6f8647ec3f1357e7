import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  MODEL_BACKEND,
  secretKeyFingerprint,
  sessionAuthHash,
} from '../../src/edge-sessions/auth/index.ts'
import { d1Store, makeKey, sessionCodec } from '../../src/edge-sessions/index.ts'
import { Browser, type Site } from '../../src/edge-sessions/testing/index.ts'
import { ALICE, resetUsers } from '../edge-sessions/auth/auth-site.ts'
import { emptyTable, rows, SECRET_KEY } from '../support/test-app.ts'
import { captureLogs } from '../support/watch-logs.ts'
import cart from './cart'
import fromExpressSession from './from-express-session'
import fromHonoSession from './from-hono-session'
import fromHonoSessions from './from-hono-sessions'
import login from './login'
import ownApp from './own-app'
import { hashPassword, isPassword } from './passwords'
import regions from './regions'
import sharing from './sharing-with-django'
import { readme } from './support/readme.ts'

/** A worker as a site for a `Browser`. */
function siteOf<Bindings extends object>(
  fetch: (request: Request, bindings: Bindings) => Response | Promise<Response>,
  bindings: Bindings,
): Site {
  return { request: (url, init) => fetch(new Request(url, init), bindings) }
}

async function textOf(response: Promise<Response>): Promise<string> {
  return (await response).text()
}

beforeEach(emptyTable)

describe('the README', () => {
  const files = import.meta.glob<string>(['./*.{ts,tsx}', '!./{recipes,costs}.test.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  })
  const [, section = ''] = /\n## Recipes\n(.*?)\n## /s.exec(readme) ?? []
  const blocks = [...section.matchAll(/^```tsx?\n(.*?)^```$/gms)].map(([, block]) => block)

  it.each(Object.entries(files))('shows %s as it is', (_, text) => {
    expect(blocks).toContain(text)
  })

  it('has no code in its recipes that is not run here', () => {
    expect(blocks).toHaveLength(Object.keys(files).length)
  })
})

describe('own-app.ts', () => {
  const ctx = createExecutionContext()

  it('counts the visits of each visitor', async () => {
    const site = siteOf((request, bindings) => ownApp.fetch(request, bindings, ctx), env)
    const visitor = new Browser(site)
    await visitor.get('/')
    expect(await textOf(visitor.get('/'))).toBe('You have been here 2 times.')
    expect(await textOf(new Browser(site).get('/'))).toBe('You have been here 1 times.')
  })

  it('removes what has ended', async () => {
    await d1Store(env.DB).create({ data: 'ended', expires: new Date(1000) })
    await ownApp.scheduled(createScheduledController({ scheduledTime: new Date() }), env, ctx)
    expect(await rows()).toEqual([])
  })
})

describe('cart.tsx', () => {
  const visitor = () => new Browser(cart, { bindings: env })

  it('keeps what ten tabs add at once', async () => {
    const browser = visitor()
    await browser.get('/cart/')
    await browser.post('/cart/', { product: 'tea' })
    const tabs = ['tea', 'honey'].flatMap((product) => Array(5).fill({ product }))
    const answers = await Promise.all(tabs.map((form) => browser.post('/cart/', form)))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(303))
    const page = await textOf(browser.get('/cart/'))
    expect(page).toContain('tea: 6')
    expect(page).toContain('honey: 5')
    expect(page).toContain('bread: 0')
  })

  it('makes no row for a visitor who only looks', async () => {
    await visitor().get('/cart/')
    expect(await rows()).toEqual([])
  })

  it('refuses what there is not, and forms of other sites', async () => {
    const browser = visitor()
    await browser.get('/cart/')
    expect((await browser.post('/cart/', { product: '__proto__' })).status).toBe(404)
    vi.spyOn(console, 'warn').mockImplementationOnce(() => {})
    const elsewhere = { headers: { Origin: 'https://evil.example' } }
    expect((await browser.post('/cart/', { product: 'tea' }, elsewhere)).status).toBe(403)
  })
})

describe('passwords.ts', () => {
  /** As Django 5's ScryptPasswordHasher writes it: hashlib.scrypt with dklen=64. */
  const DJANGOS =
    'scrypt$16384$salt$8$5$OR0MlV/1ebPTHUi4L/qpltdjgB9PaHUQMykNa2cL+8jjydgilZPzWoHZRKLa0flDb6VwrKoquMbrxmM/BnGSFw=='

  it('reads and writes what Django does', async () => {
    expect(await hashPassword('secret', 'salt')).toBe(DJANGOS)
  })

  it('tells a password from another', async () => {
    expect(await isPassword('secret', DJANGOS)).toBe(true)
    expect(await isPassword('Secret', DJANGOS)).toBe(false)
    expect(await isPassword('secret', DJANGOS.slice(0, -4))).toBe(false)
  })

  it.each([
    undefined,
    '',
    '!unusable',
    'pbkdf2_sha256$1000000$salt$hash',
    'scrypt$16$salt$1$1$hash',
    DJANGOS,
  ])('hashes exactly once for the stored hash %j', async (stored) => {
    const hash = vi.fn(async () => 'made')
    expect(await isPassword('wrong', stored, hash)).toBe(false)
    expect(hash).toHaveBeenCalledTimes(1)
  })
})

describe('login.tsx', () => {
  const visitor = () => new Browser(login, { bindings: env })
  const ANKIT = { username: 'ankit', password: 'secret', next: '/account/' }

  beforeEach(async () => {
    const password = await hashPassword('secret', 'salt')
    await env.DB.batch([
      env.DB.prepare('DROP TABLE IF EXISTS users'),
      env.DB.prepare(
        'CREATE TABLE users (id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, password TEXT NOT NULL)',
      ),
      env.DB.prepare("INSERT INTO users VALUES ('1', 'ankit', ?)").bind(password),
    ])
  })

  async function signedIn(): Promise<Browser> {
    const browser = visitor()
    await browser.get('/login/')
    expect((await browser.post('/login/', ANKIT)).status).toBe(303)
    return browser
  }

  it('sends anonymous visitors to the form and back to their page', async () => {
    const browser = visitor()
    const sent = await browser.get('/account/?tab=2')
    expect(sent.headers.get('Location')).toBe('/login/?next=/account/%3Ftab%3D2')
    const form = await textOf(browser.get('/login/?next=/account/%3Ftab%3D2'))
    expect(form).toContain('value="/account/?tab=2"')
    const response = await browser.post('/login/', { ...ANKIT, next: '/account/?tab=2' })
    expect(response.headers.get('Location')).toBe('/account/?tab=2')
    expect(await textOf(browser.get('/account/'))).toContain('<h1>ankit</h1>')
  })

  it.each([
    { ...ANKIT, password: 'Secret' },
    { ...ANKIT, username: 'nobody' },
    { next: '/account/' },
  ])('refuses %j', async (form) => {
    const browser = visitor()
    await browser.get('/login/')
    expect((await browser.post('/login/', form)).status).toBe(422)
    expect(browser.sessionKey).toBeUndefined()
  })

  it('never redirects to another site', async () => {
    const browser = visitor()
    await browser.get('/login/')
    const response = await browser.post('/login/', { ...ANKIT, next: 'https://evil.example/' })
    expect(response.headers.get('Location')).toBe('/account/')
  })

  it('replaces the session key and the CSRF token on sign-in', async () => {
    const browser = await signedIn()
    const { sessionKey, csrfToken } = browser
    expect((await browser.post('/logout/')).status).toBe(303)
    expect(browser.sessionKey).toBeUndefined()
    await browser.post('/login/', ANKIT)
    expect(browser.sessionKey).not.toBe(sessionKey)
    expect(browser.csrfToken).not.toBe(csrfToken)
    browser.sessionKey = sessionKey
    expect((await browser.get('/account/')).status).toBe(302)
  })

  it('lists the sessions of a user, and ends one of them', async () => {
    const [browser, other] = [await signedIn(), await signedIn()]
    const page = await textOf(browser.get('/account/'))
    const [, publicId = ''] = /value="([^"]+)">\s*End the session that/.exec(page) ?? []
    await browser.post('/account/end/', { session: publicId })
    expect((await other.get('/account/')).status).toBe(302)
    expect((await browser.get('/account/')).status).toBe(200)
  })

  it('signs out everywhere', async () => {
    const [browser, other] = [await signedIn(), await signedIn()]
    await browser.post('/account/end-all/')
    expect(browser.sessionKey).toBeUndefined()
    expect((await other.get('/account/')).status).toBe(302)
    expect(await rows()).toEqual([])
  })
})

describe('sharing-with-django.ts', () => {
  const OLD_SECRET_KEY = 'an-old-secret-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz'
  const bindings = { ...env, OLD_SECRET_KEY }

  beforeEach(resetUsers)

  it('logs the fingerprint of the key once, to compare with Django', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    await new Browser(sharing, { bindings }).get('/shop/cart/')
    await new Browser(sharing, { bindings }).get('/shop/cart/')
    expect(log.mock.calls).toEqual([
      [`SECRET_KEY fingerprint: ${await secretKeyFingerprint(SECRET_KEY)}`],
    ])
    log.mockRestore()
  })

  /** A browser that has signed in on the Django site, whose secret is this one. */
  async function fromDjango(secretKey: string): Promise<Browser> {
    const browser = new Browser(sharing, { bindings })
    const members = {
      _auth_user_id: ALICE.id,
      _auth_user_backend: MODEL_BACKEND,
      _auth_user_hash: await sessionAuthHash(ALICE.password, secretKey),
      cart: [7],
    }
    const codec = sessionCodec({ secretKey })
    const data = await codec.encode(new Map(Object.entries(members)), new Date())
    const expires = new Date(Date.now() + 60_000)
    browser.sessionKey = await d1Store(env.DB).create({ data, expires })
    browser.cookies.set('csrftoken', 'a'.repeat(32))
    return browser
  }

  it.each([SECRET_KEY, OLD_SECRET_KEY])('goes on with what Django began', async (secretKey) => {
    const browser = await fromDjango(secretKey)
    const here = { username: 'alice', cart: [7] }
    expect(await (await browser.get('/shop/cart/')).json()).toEqual(here)
    expect((await browser.post('/shop/cart/8/')).status).toBe(303)
    expect(await (await browser.get('/shop/cart/')).json()).toEqual({ ...here, cart: [7, 8] })
  })

  it('writes what Django can read with the new secret', async () => {
    const browser = await fromDjango(OLD_SECRET_KEY)
    await browser.post('/shop/cart/8/')
    const [row] = await rows()
    const members = await sessionCodec({ secretKey: SECRET_KEY }).decode(row?.session_data ?? '')
    expect(members.get('cart')).toEqual([7, 8])
  })

  it("sends everyone else to Django's own page", async () => {
    const response = await new Browser(sharing, { bindings }).get('/shop/cart/')
    expect(response.headers.get('Location')).toBe('/accounts/login/?next=/shop/cart/')
  })
})

describe('regions.ts', () => {
  /** Tables stand in for the databases. */
  const { Europe, Asia, America } = {
    Europe: databaseOf('europe'),
    Asia: databaseOf('asia'),
    America: databaseOf('america'),
  }
  const bindings = { EUROPE: Europe, ASIA: Asia, AMERICA: America, SECRET_KEY }
  const site = siteOf(regions.fetch, bindings)
  const from = (continent: string) => ({ cf: { continent } }) as RequestInit

  function databaseOf(name: string): D1Database {
    const prepare = (sql: string) =>
      env.DB.prepare(sql.replaceAll('django_session', `session_${name}`))
    return new Proxy(env.DB, {
      get: (real, member) => (member === 'prepare' ? prepare : Reflect.get(real, member)),
    })
  }

  async function count(db: D1Database): Promise<number> {
    const { results } = await db.prepare('SELECT 1 FROM django_session').run()
    return results.length
  }

  beforeEach(async () => {
    const [table] = env.TEST_MIGRATIONS[0]?.queries ?? []
    for (const db of [Europe, Asia, America]) {
      await db.prepare('DROP TABLE IF EXISTS django_session').run()
      await db.prepare(table ?? '').run()
    }
  })

  it('keeps a session where it began, wherever the visitor goes', async () => {
    const visitor = new Browser(site, { sessionCookie: 'sessionid-europe' })
    await visitor.get('/', from('EU'))
    await visitor.get('/', from('AS'))
    expect(await textOf(visitor.get('/'))).toBe('You have been here 3 times.')
    expect([...visitor.cookies.keys()]).toEqual(['sessionid-europe'])
    expect(await Promise.all([Europe, Asia, America].map(count))).toEqual([1, 0, 0])
  })

  it('begins a session in the region of the visitor', async () => {
    for (const continent of ['AF', 'OC', 'SA', 'AN']) {
      await new Browser(site).get('/', from(continent))
    }
    expect(await Promise.all([Europe, Asia, America].map(count))).toEqual([1, 1, 2])
  })

  it('clears each database', async () => {
    const ended = { data: 'ended', expires: new Date(1000) }
    for (const db of [Europe, Asia, America]) await d1Store(db).create(ended)
    const now = createScheduledController({ scheduledTime: new Date() })
    await regions.scheduled(now, bindings, createExecutionContext())
    expect(await Promise.all([Europe, Asia, America].map(count))).toEqual([0, 0, 0])
  })
})

describe('moving from another library', () => {
  /** What hono-sessions 0.8.1, @hono/session 0.2.1 and express-session 1.19.0 wrote. */
  const HONO_SESSIONS = {
    cookie: 'session=cd3fc40b-34a0-4fcf-8bc3-54ca2657c69b',
    id: 'cd3fc40b-34a0-4fcf-8bc3-54ca2657c69b',
    data: '{"_data":{"name":{"value":"Ankit","flash":false},"cart":{"value":["tea"],"flash":false},"message":{"value":"Hello","flash":true}},"_expire":"9999-10-01T13:04:00.820Z","_delete":false,"_accessed":"2026-11-24T21:04:00.820Z","_id":"cd3fc40b-34a0-4fcf-8bc3-54ca2657c69b"}',
  }
  const HONO_SESSION = {
    cookie:
      'sid=eyJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiZGlyIn0..7zkuq219z7vMnz2y.DvrosZEcjHSq8qZWZ4mpGzpZd0rwXKL2GLJSG65sXnBt_JrJ7PI1Gh8w6gmBk-JAVcdpme5WrJmYDa4pV_kGR3pWqYfagFHChAHNEY_moLgziEjOegCU1btX4OiJZP4_o7-XBCeuI4aZ45CP421a5h8.Owu7tV59aoS_KXwYHtX6lA',
    secret: 'a-secret-for-tests-only-0123456789',
  }
  const EXPRESS_SESSION = {
    cookie:
      'connect.sid=s%3AM7flamKVghnHBJJdlBJXwdFqWQLb5VjX.pDyGjvZSvdbWVNd72F0oR7YlQKmZTxZDgkAuVFFBaPI',
    id: 'M7flamKVghnHBJJdlBJXwdFqWQLb5VjX',
    data: '{"cookie":{"originalMaxAge":90000000000,"expires":"9999-10-01T13:04:01.124Z","httpOnly":true,"path":"/"},"name":"Ankit","cart":["tea"]}',
    secret: 'keyboard cat',
  }
  const ANKITS = { name: 'Ankit', cart: ['tea'] }
  const bindings = {
    ...env,
    AUTH_SECRET: HONO_SESSION.secret,
    EXPRESS_SECRET: EXPRESS_SESSION.secret,
  }

  beforeEach(async () => {
    const { DB } = env
    await DB.batch([
      DB.prepare('DROP TABLE IF EXISTS sessions'),
      DB.prepare('DROP TABLE IF EXISTS old_sessions'),
      DB.prepare('CREATE TABLE sessions (id TEXT PRIMARY KEY, data TEXT)'),
      DB.prepare('CREATE TABLE old_sessions (sid TEXT PRIMARY KEY, sess TEXT, expire TEXT)'),
    ])
    await keepOld()
  })

  /** @param change What to replace in the old rows. */
  async function keepOld(change = ['', '']) {
    const [text = '', by = ''] = change
    const rowOf = ({ id, data }: { id: string; data: string }) => [id, data.replace(text, by)]
    await env.DB.batch([
      env.DB.prepare('INSERT OR REPLACE INTO sessions VALUES (?, ?)').bind(...rowOf(HONO_SESSIONS)),
      env.DB.prepare('INSERT OR REPLACE INTO old_sessions VALUES (?, ?, NULL)').bind(
        ...rowOf(EXPRESS_SESSION),
      ),
    ])
  }

  function browserWith(app: Site, cookie: string): Browser {
    const browser = new Browser(app, { bindings })
    const [name = '', value = ''] = cookie.split('=')
    browser.cookies.set(name, value)
    return browser
  }

  const LIBRARIES: [string, Site, string][] = [
    ['hono-sessions', fromHonoSessions, HONO_SESSIONS.cookie],
    ['@hono/session', fromHonoSession, HONO_SESSION.cookie],
    ['express-session', fromExpressSession, EXPRESS_SESSION.cookie],
  ]

  describe.each(LIBRARIES)('from %s', (_, app, cookie) => {
    it('takes the old session along, to the page that was asked for', async () => {
      const browser = browserWith(app, cookie)
      const response = await browser.get('/?page=2')
      expect(response.status).toBe(307)
      expect(response.headers.get('Location')).toBe('http://localhost/?page=2')
      expect([...browser.cookies.keys()]).toEqual(['sessionid'])
      expect(await (await browser.get('/?page=2')).json()).toEqual(ANKITS)
      expect(await rows()).toHaveLength(1)
    })

    it('does so for a form that is sent too', async () => {
      expect((await browserWith(app, cookie).post('/')).status).toBe(307)
    })

    it('leaves a visitor alone who has a new session', async () => {
      const browser = browserWith(app, cookie)
      browser.sessionKey = makeKey()
      expect(await (await browser.get('/')).json()).toEqual({})
    })

    it.each(['=', '=x', '=s%3Ax.y'])('has nothing for a cookie %s', async (value) => {
      const browser = browserWith(app, cookie.replace(/=.*/, value))
      expect(await (await browser.get('/')).json()).toEqual({})
      expect(browser.sessionKey).toBeUndefined()
      expect(await rows()).toEqual([])
    })
  })

  it.each(LIBRARIES.filter(([, app]) => app !== fromHonoSession))(
    'takes an old session of %s once, and none that has ended',
    async (_, app, cookie) => {
      await browserWith(app, cookie).get('/')
      expect(await (await browserWith(app, cookie).get('/')).json()).toEqual({})
      await keepOld(['9999-', '2001-'])
      expect(await (await browserWith(app, cookie).get('/')).json()).toEqual({})
    },
  )

  it('believes no id that Express has not signed', async () => {
    const forged = EXPRESS_SESSION.cookie.replace('.pDy', '.qDy')
    const browser = browserWith(fromExpressSession, forged)
    expect(await (await browser.get('/')).json()).toEqual({})
  })

  it('believes no cookie that @hono/session has encrypted with another secret', async () => {
    const browser = new Browser(fromHonoSession, { bindings: { ...bindings, AUTH_SECRET: 'x' } })
    browser.cookies.set('sid', HONO_SESSION.cookie.slice(4))
    expect(await (await browser.get('/')).json()).toEqual({})
  })

  it.each([
    ['@hono/session', fromHonoSession, HONO_SESSION.cookie, 'AUTH_SECRET'],
    ['express-session', fromExpressSession, EXPRESS_SESSION.cookie, 'EXPRESS_SECRET'],
  ] as const)('fails without the secret of %s', async (_, app, cookie, name) => {
    const log = captureLogs('error')
    const browser = new Browser(app, { bindings: env })
    const [key = '', value = ''] = cookie.split(/=(.*)/)
    browser.cookies.set(key, value)
    expect((await browser.get('/')).status).toBe(500)
    expect(log.join('\n')).toContain(`Set the secret ${name}`)
  })
})
