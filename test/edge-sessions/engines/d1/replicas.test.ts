import { env } from 'cloudflare:workers'
import type { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  d1Store,
  makeKey,
  SessionInterrupted,
  type SessionOptions,
  sessionCodec,
} from '../../../../src/edge-sessions/index.ts'
import { MeteredDatabase } from '../../../support/metered-database.ts'
import { miniSite } from '../../../support/mini-site.ts'
import { ReplicatedDatabase } from '../../../support/replicated-database.ts'
import { Browser, FakeClock, rows, SECRET_KEY, type TestEnv } from '../../../support/test-app.ts'

const BOOKMARK = 'sessionid_bookmark'

let database: ReplicatedDatabase
let clock: FakeClock

beforeEach(async () => {
  database = await ReplicatedDatabase.make()
  clock = new FakeClock()
})

function site(options: Partial<SessionOptions> = {}, db = database.db): Hono<TestEnv> {
  const store = d1Store(db, { replicas: true, sleep: async () => {} })
  const { app } = miniSite({ store, now: clock.now, ...options })
  app.get('/update', async (c) => c.json(await c.var.session.update('visits', (n = 0) => n + 1)))
  app.get('/logout-and-fail', async (c) => {
    await c.var.session.flush()
    return c.text('failed', 500)
  })
  app.get('/logout-and-throw', async (c) => {
    await c.var.session.flush()
    throw new Error('failed')
  })
  app.get('/save-and-fail', async (c) => {
    c.var.session.set('name', 'Ankit')
    await c.var.session.save()
    return c.text('failed', 500)
  })
  app.get('/exists/:key', async (c) => c.json(await c.var.session.exists(c.req.param('key'))))
  app.onError((error, c) =>
    error instanceof SessionInterrupted ? error.getResponse() : c.text('failed', 500),
  )
  return app
}

/** A browser with a session, after the replica has caught up. */
async function visitor(app = site()): Promise<Browser> {
  const browser = new Browser(app, { now: clock.now })
  await browser.get('/set')
  await database.catchUp()
  database.places()
  return browser
}

/** Returns another browser with the same session and bookmark. */
function copyOf(browser: Browser): Browser {
  const copy = new Browser(browser.app, { now: clock.now })
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
  return copy
}

async function text(browser: Browser, path: string): Promise<string> {
  return (await browser.get(path)).text()
}

function names(response: Response): string[] {
  return response.headers.getSetCookie().map((cookie) => cookie.split('=')[0] ?? '')
}

describe('the bookmark cookie', () => {
  it('is set on a write, with the attributes of the session cookie', async () => {
    const browser = new Browser(site(), { now: clock.now })
    const response = await browser.get('/set')
    const rest = 'expires=Sun, 01 Mar 2026 12:00:30 GMT; Max-Age=30; Path=/; HttpOnly; SameSite=Lax'
    expect(response.headers.getSetCookie()).toEqual([
      `sessionid=${browser.key}; ${rest}`,
      `sessionid_bookmark=${database.bookmark}; ${rest}`,
    ])
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
    expect(response.headers.get('Vary')).toBe('Cookie')
  })

  it('has the prefix, domain, path and other attributes of the session cookie', async () => {
    const app = site({ cookieName: '__Host-id', cookieSameSite: 'Strict' })
    const response = await app.request('https://example.com/set')
    expect(response.headers.getSetCookie()[1]).toMatch(
      /^__Host-id_bookmark=[^;]+; expires=[^;]+; Max-Age=30; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    )
    const other = site({ cookieDomain: 'example.com', cookiePath: '/shop', cookieHttpOnly: false })
    expect((await other.request('/set')).headers.getSetCookie()[1]).toMatch(
      /^sessionid_bookmark=[^;]+; Domain=example.com; expires=[^;]+; Max-Age=30; Path=\/shop; SameSite=Lax$/,
    )
  })

  it('expires when the browser closes if the session does', async () => {
    const response = await site({ expireAtBrowserClose: true }).request('/set')
    expect(response.headers.getSetCookie()[1]).toMatch(
      /^sessionid_bookmark=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/,
    )
  })

  it('is not set for reads or for untouched or anonymous sessions', async () => {
    const app = site()
    const browser = await visitor(app)
    for (const path of ['/get', '/untouched', `/exists/${makeKey()}`]) {
      expect(names(await browser.get(path))).toEqual([])
      expect(names(await app.request(path))).toEqual([])
    }
    browser.cookies.delete(BOOKMARK)
    expect(names(await browser.get('/get')), 'without a bookmark').toEqual([])
  })

  it('does not add `no-store` to responses that only read', async () => {
    const browser = await visitor()
    expect((await browser.get('/get')).headers.get('Cache-Control')).toBe('private')
    expect((await browser.get('/untouched')).headers.get('Cache-Control')).toBeNull()
  })

  it('is set if only the expiry was postponed', async () => {
    const browser = await visitor(site({ saveEveryRequest: true }))
    clock.advance(10)
    expect(names(await browser.get('/untouched'))).toEqual(['sessionid', BOOKMARK])
  })

  it('is neither set nor read without `replicas`', async () => {
    const app = site({ store: d1Store(database.db) })
    const browser = new Browser(app)
    expect(names(await browser.get('/set'))).toEqual(['sessionid'])
    await database.catchUp()
    database.places()
    browser.cookies.set(BOOKMARK, database.bookmark)
    await browser.get('/get')
    expect(database.places()).toEqual(['primary'])
  })

  it('is set on a raw response next to a cookie of the app', async () => {
    const app = site()
    app.get('/raw', (c) => {
      c.var.session.set('name', 'Ankit')
      return new Response(null, { status: 302, headers: { 'Set-Cookie': 'own=1', Location: '/' } })
    })
    expect(names(await app.request('/raw'))).toEqual(['own', 'sessionid', BOOKMARK])
  })
})

describe('one browser', () => {
  it('reads from the replica with one statement (P1)', async () => {
    const browser = await visitor()
    expect(await text(browser, '/get')).toBe('Ankit')
    expect(database.places()).toEqual(['replica'])
  })

  it('reads its own writes while the replica lags', async () => {
    const browser = await visitor()
    for (let visits = 1; visits < 5; visits++) {
      expect(await text(browser, '/update')).toBe(String(visits))
    }
    expect(database.places().filter((place) => place === 'replica')).toHaveLength(1)
  })

  it('reads the session under its new key immediately', async () => {
    const browser = await visitor()
    await browser.get('/login')
    expect(await text(browser, '/get')).toBe('Ankit')
  })

  it('cannot use its key immediately after a logout (ASVS 7.4.1)', async () => {
    const browser = await visitor()
    const { key } = browser
    const response = await browser.get('/logout')
    expect(names(response)).toEqual(['sessionid', BOOKMARK])
    browser.sessionKey = key
    expect(await text(browser, '/get')).toBe('nobody')
  })

  it('cannot use its old key immediately after a login (CVE-2022-25896)', async () => {
    const browser = await visitor()
    const { key } = browser
    await browser.get('/login')
    browser.sessionKey = key
    expect(await text(browser, '/get')).toBe('nobody')
  })

  it('saves with one read on the replica and one statement on the primary (P2)', async () => {
    const browser = await visitor()
    await browser.get('/update')
    expect(database.places()).toEqual(['replica', 'primary'])
    await browser.get('/logout')
    expect(database.places()).toEqual(['primary'])
  })

  it('reads a session that a Django site created after the bookmark', async () => {
    const browser = await visitor()
    const key = makeKey()
    const members = new Map([['name', 'Django']])
    await database.elsewhere(
      'INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)',
      key,
      await sessionCodec({ secretKey: SECRET_KEY }).encode(members, clock.now()),
      '2026-03-01 12:00:30',
    )
    browser.sessionKey = key
    database.places()
    expect(await text(browser, '/get')).toBe('Django')
    expect(database.places()).toEqual(['replica', 'primary'])
    await database.catchUp()
    expect(await text(browser, '/get')).toBe('Django')
    expect(database.places(), 'with the bookmark it was handed').toEqual(['replica'])
  })

  it('costs the same as without replicas (P1, P2)', async () => {
    const meter = new MeteredDatabase(env.DB)
    const browser = new Browser(site({}, meter.db), { now: clock.now })
    const bills: [string, number, number, number][] = [
      ['/get', 0, 0, 0],
      ['/set', 1, 0, 1],
      ['/untouched', 0, 0, 0],
      ['/get', 1, 1, 0],
      ['/set', 2, 2, 1],
      ['/update', 2, 2, 1],
      ['/login', 2, 2, 1],
      ['/logout', 1, 1, 1],
    ]
    for (const [path, statements, read, written] of bills) {
      await browser.get(path)
      expect(meter.bill(), path).toEqual({ statements, read, written })
    }
  })
})

describe('another browser with the session', () => {
  it('cannot read a logged-out session without a bookmark', async () => {
    const browser = await visitor()
    const thief = copyOf(browser)
    thief.cookies.delete(BOOKMARK)
    await browser.get('/logout')
    expect(await text(thief, '/get')).toBe('nobody')
    expect(thief.key).toBeUndefined()
  })

  it('reads a logged-out session with a bookmark until the replica has caught up', async () => {
    const browser = await visitor()
    const thief = copyOf(browser)
    await browser.get('/logout')
    expect(await text(thief, '/get'), 'the window that the README states').toBe('Ankit')
    await database.catchUp()
    expect(await text(thief, '/get')).toBe('nobody')
  })

  it('cannot write to a logged-out session or read it after the attempt (P4)', async () => {
    const browser = await visitor()
    const thief = copyOf(browser)
    await browser.get('/logout')
    const response = await thief.get('/update')
    expect(response.status).toBe(400)
    expect(names(response)).toEqual([BOOKMARK])
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
    expect(await rows()).toEqual([])
    expect(await text(thief, '/get')).toBe('nobody')
  })

  it('learns of the logout from `exists`, which asks the primary', async () => {
    const browser = await visitor()
    const thief = copyOf(browser)
    await browser.get('/logout')
    database.places()
    expect(await (await thief.get(`/exists/${thief.key}`)).json()).toBe(false)
    expect(database.places()).toEqual(['primary'])
  })

  it('loses no update despite stale reads (P3)', async () => {
    const browser = await visitor()
    const other = copyOf(browser)
    for (let round = 0; round < 5; round++) {
      await browser.get('/update')
      await other.get('/update')
    }
    expect(await text(browser, '/update')).toBe('11')
  })

  it('cannot use the old key of a rotation once the replica has caught up', async () => {
    const browser = await visitor()
    const other = copyOf(browser)
    await browser.get('/login')
    await other.get('/get')
    await database.catchUp()
    expect(await text(other, '/get')).toBe('nobody')
    expect(await text(browser, '/get')).toBe('Ankit')
  })

  it('cannot read an expired session through a replica (P8)', async () => {
    const { key, cookies } = await visitor()
    const bookmark = cookies.get(BOOKMARK) ?? ''
    clock.advance(30)
    const thief = new Browser(site(), { now: clock.now })
    thief.sessionKey = key
    thief.cookies.set(BOOKMARK, bookmark)
    expect(await text(thief, '/get')).toBe('nobody')
    expect(database.places()).toEqual(['replica', 'primary'])
  })
})

describe('an error response (P5, P6)', () => {
  it.each(['/logout-and-fail', '/logout-and-throw'])(
    'carries the bookmark of a completed logout but no session cookie: %s',
    async (path) => {
      const browser = await visitor()
      const response = await browser.get(path)
      expect([response.status, names(response)]).toEqual([500, [BOOKMARK]])
      expect(response.headers.get('Cache-Control')).toBe('private, no-store')
      expect(await text(browser, '/get')).toBe('nobody')
    },
  )

  it('carries the bookmark of an explicit save', async () => {
    const browser = await visitor()
    const response = await browser.get('/save-and-fail')
    expect([response.status, names(response)]).toEqual([500, [BOOKMARK]])
  })

  it('carries no bookmark if nothing was written', async () => {
    const browser = await visitor()
    database.before = ({ sql }) => {
      if (sql.startsWith('UPDATE')) throw new Error('D1_ERROR: disk full')
    }
    const response = await browser.get('/update')
    expect([response.status, names(response)]).toEqual([500, []])
  })

  it('carries the bookmark of a logout if the save after it fails', async () => {
    const app = site()
    app.get('/logout-and-set', async (c) => {
      await c.var.session.flush()
      c.var.session.set('name', 'Next')
      c.header('X-Gone', 'with the response')
      return c.text('out')
    })
    const browser = await visitor(app)
    database.before = ({ sql }) => {
      if (sql.startsWith('INSERT')) throw new Error('D1_ERROR: disk full')
    }
    const response = await browser.get('/logout-and-set')
    expect([response.status, await response.text()]).toEqual([500, 'failed'])
    expect(names(response)).toEqual([BOOKMARK])
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
    expect(response.headers.get('X-Gone')).toBeNull()
  })

  it('has status 500 and no cookie if neither the replica nor the primary answers', async () => {
    const browser = await visitor()
    database.before = () => {
      throw new Error('D1_ERROR: down')
    }
    const response = await browser.get('/get')
    expect([response.status, names(response)]).toEqual([500, []])
  })

  it('is avoided if only the replica fails', async () => {
    const browser = await visitor()
    database.before = ({ place }) => {
      if (place === 'replica') throw new Error('D1_ERROR: down')
    }
    expect(await text(browser, '/get')).toBe('Ankit')
  })
})

describe('a forged bookmark cookie', () => {
  const right = `00000001-00000001-000050ac-${'0'.repeat(32)}`

  it.each([
    '',
    'first-unconstrained',
    '"first-unconstrained"',
    'x'.repeat(4000),
    '__proto__',
    `0${right}`,
    `${right}x`,
  ])('is ignored: %.20s', async (value) => {
    const browser = await visitor()
    const stale = copyOf(browser)
    await browser.get('/logout')
    stale.cookies.set(BOOKMARK, value)
    expect(await text(stale, '/get')).toBe('nobody')
  })

  it('is replaced by the next write if it is from the future', async () => {
    const browser = await visitor()
    browser.cookies.set(BOOKMARK, 'ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff')
    expect(await text(browser, '/update')).toBe('1')
    expect(browser.cookies.get(BOOKMARK)).toBe(database.bookmark)
  })

  it('causes no statement for a visitor without a session', async () => {
    const browser = new Browser(site())
    browser.cookies.set(BOOKMARK, database.bookmark)
    expect(await text(browser, '/get')).toBe('nobody')
    expect(database.places()).toEqual([])
  })
})
