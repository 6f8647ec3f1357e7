import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  encryptedKeys,
  login,
  logout,
  updateSessionAuthHash,
  user,
  userSessions,
} from '../../../src/edge-sessions/auth/index.ts'
import { type Browser, rows, SECRET_KEY } from '../../support/test-app.ts'
import { type Action, ALICE, AuthSite, BOB, resetUsers, setPassword } from './auth-site.ts'

beforeEach(resetUsers)

const OPTIONS = { secretKey: SECRET_KEY }
const loginAlice: Action = async (c) => login(c, ALICE)
const loginBob: Action = async (c) => login(c, BOB)
const paint: Action = async (c) => c.var.session.set('color', 'green')

const list = userSessions(env.DB, OPTIONS)

/** A site with `listSessions: true` and a metered database. */
function listingSite(): AuthSite {
  return new AuthSite({ listSessions: true })
}

async function arrive(site: AuthSite, action: Action): Promise<Browser> {
  const browser = site.browser()
  await site.visit(browser, action)
  return browser
}

async function owners(): Promise<Record<string, string | null>> {
  const { results } = await env.DB.prepare('SELECT session_key, user_id FROM django_session').run<{
    session_key: string
    user_id: string | null
  }>()
  return Object.fromEntries(results.map((row) => [row.session_key, row.user_id]))
}

async function isIn(site: AuthSite, browser: Browser): Promise<boolean> {
  const response = await site.visit(browser, async (c) => c.json(await user(c)))
  return (await response.json()) !== null
}

describe('a site with `listSessions: true`', () => {
  it('stores the user id of a login, and none for anonymous sessions', async () => {
    const site = listingSite()
    const visitor = await arrive(site, paint)
    const alice = await arrive(site, loginAlice)
    const bob = await arrive(site, loginBob)
    expect(await owners()).toEqual({
      [visitor.key ?? '']: null,
      [alice.key ?? '']: '1',
      [bob.key ?? '']: '2',
    })
  })

  it('costs nothing extra for anonymous sessions', async () => {
    const site = listingSite()
    const browser = await arrive(site, paint)
    expect(site.metered.bill()).toEqual({ statements: 1, read: 0, written: 1 })
    await site.visit(browser, async (c) => c.var.session.set('color', 'red'))
    expect(site.metered.bill()).toMatchObject({ statements: 2, written: 1 })
  })

  it('writes one extra row on a login and none on later saves', async () => {
    const site = listingSite()
    const browser = await arrive(site, paint)
    site.metered.bill()
    await site.visit(browser, loginAlice)
    expect(site.metered.bill()).toMatchObject({ statements: 2, written: 2 })
    await site.visit(browser, paint)
    expect(site.metered.bill()).toMatchObject({ statements: 2, written: 1 })
  })

  it('writes one extra row when a user logs in again', async () => {
    const site = listingSite()
    const browser = await arrive(site, loginAlice)
    site.metered.bill()
    await site.visit(browser, loginAlice)
    expect(site.metered.bill()).toMatchObject({ statements: 2, written: 2 })
  })

  it('keeps a session listed when its key is rotated', async () => {
    const site = listingSite()
    const browser = await arrive(site, loginAlice)
    const { key } = browser
    await site.visit(browser, async (c) => updateSessionAuthHash(c, ALICE))
    expect(browser.key).not.toBe(key)
    expect(await owners()).toEqual({ [browser.key ?? '']: '1' })
  })

  it('lists a session under the next user who logs in and removes it on a logout', async () => {
    const site = listingSite()
    const browser = await arrive(site, loginAlice)
    await site.visit(browser, loginBob)
    expect(await owners()).toEqual({ [browser.key ?? '']: '2' })
    await site.visit(browser, async (c) => logout(c))
    expect(await owners()).toEqual({})
  })

  it('does not list a login that is undone in the same request', async () => {
    const site = listingSite()
    const browser = await arrive(site, async (c) => {
      await login(c, ALICE)
      await logout(c)
      c.var.session.set('color', 'green')
    })
    expect(await owners()).toEqual({ [browser.key ?? '']: null })
  })

  it('rejects a login that cannot be listed', async () => {
    const site = listingSite()
    const browser = await arrive(site, paint)
    await env.DB.batch(
      ['DROP INDEX django_session_user_id', 'ALTER TABLE django_session DROP COLUMN user_id'].map(
        (sql) => env.DB.prepare(sql),
      ),
    )
    const response = await site.visit(browser, async (c) => {
      await login(c, ALICE)
      return c.redirect('/account/')
    })
    await env.DB.batch(userColumn().map((sql) => env.DB.prepare(sql)))
    expect(response.status).toBe(500)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await isIn(site, browser)).toBe(false)
    const kept = await site.visit(browser, async (c) => c.json(await c.var.session.get('color')))
    expect(await kept.json()).toBe('green')
  })

  it('changes nothing when the response is an error (P6)', async () => {
    const site = listingSite()
    const visitor = await arrive(site, paint)
    await site.visit(visitor, async (c) => {
      await login(c, ALICE)
      return c.text('sorry', 500)
    })
    expect(await owners()).toEqual({ [visitor.key ?? '']: null })
  })

  it('responds with 400 to a login if another request has ended the session', async () => {
    const site = listingSite()
    const visitor = await arrive(site, paint)
    const finish = await site.hold(visitor, loginAlice)
    await site.visit(site.browser(visitor.cookie), async (c) => logout(c))
    const response = await finish()
    expect(response.status).toBe(400)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await owners()).toEqual({})
  })
})

describe('listSessions', () => {
  it('returns the sessions of the user with data and expiry and marks the current one', async () => {
    const site = listingSite()
    const here = await arrive(site, async (c) => {
      await login(c, ALICE)
      c.var.session.set('color', 'green')
      c.var.session.setExpiry(100)
    })
    await arrive(site, loginAlice)
    await arrive(site, loginBob)
    await arrive(site, paint)
    const { sessions } = await list.listSessions('1', here.key)
    expect(sessions.map(({ isCurrent }) => isCurrent)).toEqual([true, false])
    expect(sessions[0]?.data.get('color')).toBe('green')
    const seconds = (Number(sessions[0]?.expires) - Date.now()) / 1000
    expect(Math.round(seconds)).toBe(100)
  })

  it('does not reveal session keys (CVE-2020-5224)', async () => {
    const site = listingSite()
    const browsers = [await arrive(site, loginAlice), await arrive(site, loginAlice)]
    const { sessions } = await list.listSessions('1', browsers[0]?.key)
    const told = JSON.stringify(
      sessions.map(({ data, ...rest }) => ({ ...rest, ...Object.fromEntries(data) })),
    )
    for (const { key = 'none' } of browsers) expect(told).not.toContain(key)
    expect(new Set(sessions.map(({ publicId }) => publicId)).size).toBe(2)
    for (const { publicId } of sessions) expect(publicId).toMatch(/^[\w-]{80}$/)
  })

  it('returns public ids that do not work as session keys (CVE-2020-5224)', async () => {
    const site = listingSite()
    await arrive(site, loginAlice)
    const {
      sessions: [session],
    } = await list.listSessions('1')
    site.metered.bill()
    expect(await isIn(site, site.browser(`sessionid=${session?.publicId}`))).toBe(false)
    expect(site.metered.bill().read).toBe(0)
  })

  it('omits expired sessions, to the millisecond', async () => {
    await arrive(listingSite(), loginAlice)
    const {
      sessions: [session],
    } = await list.listSessions('1')
    const end = Number(session?.expires)
    const at = (time: number) => userSessions(env.DB, { ...OPTIONS, now: () => new Date(time) })
    expect((await at(end - 1).listSessions('1')).sessions).toHaveLength(1)
    expect((await at(end).listSessions('1')).sessions).toEqual([])
  })

  it('omits cleared sessions and sessions with invalid data', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const site = listingSite()
    const cleared = await arrive(site, loginAlice)
    await site.visit(cleared, async (c) => c.var.session.clear())
    await arrive(site, loginAlice)
    await env.DB.prepare("UPDATE django_session SET session_data = 'forged' WHERE session_key <> ?")
      .bind(cleared.key)
      .run()
    expect((await list.listSessions('1')).sessions).toEqual([])
  })

  it('lists oversized sessions without decoding them (P11)', async () => {
    const site = listingSite()
    const browser = await arrive(site, loginAlice)
    const junk = crypto.getRandomValues(new Uint8Array(60_000)).join()
    await site.visit(browser, async (c) => c.var.session.set('color', junk))
    const {
      sessions: [session],
    } = await list.listSessions('1', browser.key)
    expect(session).toMatchObject({ isCurrent: true, data: new Map() })
    expect(await list.endSession('1', session?.publicId ?? '')).toBe(true)
  })

  it('decodes at most 4 MiB of JSON (P11)', async () => {
    const site = listingSite()
    for (let count = 0; count < 4; count++) {
      const browser = await arrive(site, loginAlice)
      await site.visit(browser, async (c) => c.var.session.set('color', 'x'.repeat(2_000_000)))
    }
    const { sessions } = await list.listSessions('1')
    expect(sessions.map(({ data }) => data.size > 0)).toEqual([true, true, false, false])
  })

  it('decompresses no row that exceeds the rest of the 4 MiB (P11)', async () => {
    const site = listingSite()
    const sizes = [3_000_000, 3_000_000, 1]
    for (const size of sizes) {
      const browser = await arrive(site, loginAlice)
      await site.visit(browser, async (c) => c.var.session.set('color', 'x'.repeat(size)))
    }
    const { sessions } = await list.listSessions('1')
    // The newest session is listed first, so the oldest exceeds what is left.
    expect(sessions.map(({ data }) => data.size > 0)).toEqual([true, true, false])
  })

  it('returns when a session was last saved, or null if that is unknown', async () => {
    const browser = await arrive(listingSite(), loginAlice)
    const { sessions } = await list.listSessions('1', browser.key)
    expect(Math.abs(Number(sessions[0]?.savedAt) - Date.now())).toBeLessThan(5000)
    await env.DB.prepare('UPDATE django_session SET session_data = hex(zeroblob(40000))').run()
    expect(await list.listSessions('1')).toMatchObject({ sessions: [{ savedAt: null }] })
  })

  it('includes the current session in the first 100, while `countSessions` counts all', async () => {
    const here = await arrive(listingSite(), async (c) => {
      await login(c, ALICE)
      c.var.session.setExpiry(60)
    })
    await env.DB.prepare(
      `INSERT INTO django_session (session_key, session_data, expire_date, user_id)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 110)
      SELECT printf('a%031d', i), session_data, '2999-01-01 00:00:00', '1' FROM n, django_session`,
    ).run()
    const { sessions, isComplete } = await list.listSessions('1', here.key)
    expect([sessions.length, isComplete]).toEqual([100, false])
    expect(sessions[0]).toMatchObject({ isCurrent: true })
    expect(await list.countSessions('1')).toBe(111)
    expect(await list.countSessions('2')).toBe(0)
  })

  it('returns at most 100 sessions and whether they are all', async () => {
    await arrive(listingSite(), loginAlice)
    const copies = `INSERT INTO django_session
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
      SELECT i || session_key, session_data, expire_date, user_id FROM n, django_session`
    await env.DB.prepare(copies).bind(99).run()
    expect(await list.listSessions('1')).toMatchObject({ isComplete: true })
    await env.DB.prepare(
      "INSERT INTO django_session SELECT 'x', session_data, expire_date, user_id FROM django_session LIMIT 1",
    ).run()
    const { sessions, isComplete } = await list.listSessions('1')
    expect(sessions).toHaveLength(100)
    expect(isComplete).toBe(false)
  })

  it('omits a row with an unreadable date', async () => {
    await arrive(listingSite(), loginAlice)
    await env.DB.prepare("UPDATE django_session SET expire_date = 'soon'").run()
    expect((await list.listSessions('1')).sessions).toEqual([])
  })

  it('runs one statement that uses the index', async () => {
    const site = listingSite()
    for (let count = 0; count < 3; count++) await arrive(site, paint)
    await arrive(site, loginAlice)
    site.metered.bill()
    await userSessions(site.metered.db, OPTIONS).listSessions('1')
    expect(site.metered.bill()).toEqual({ statements: 1, read: 2, written: 0 })
  })

  it('lists a session that was saved without a user id once it is attached', async () => {
    const site = new AuthSite()
    const browser = await arrive(site, loginAlice)
    expect((await list.listSessions('1')).sessions).toEqual([])
    await list.attach(browser.key ?? '', '1')
    expect((await list.listSessions('1')).sessions).toHaveLength(1)
  })
})

describe('endSession', () => {
  it('ends the given session immediately and no other', async () => {
    const site = listingSite()
    const [here, there] = [await arrive(site, loginAlice), await arrive(site, loginAlice)]
    const { sessions } = await list.listSessions('1', here.key)
    const other = sessions.find(({ isCurrent }) => !isCurrent)
    expect(await list.endSession('1', other?.publicId ?? '')).toBe(true)
    expect(await isIn(site, here)).toBe(true)
    expect(await isIn(site, there)).toBe(false)
    expect(await list.endSession('1', other?.publicId ?? '')).toBe(false)
  })

  it("does not end another user's session", async () => {
    const site = listingSite()
    const bob = await arrive(site, loginBob)
    const {
      sessions: [session],
    } = await list.listSessions('2')
    expect(await list.endSession('1', session?.publicId ?? '')).toBe(false)
    expect(await list.endSession('1', bob.key ?? '')).toBe(false)
    expect(await list.endSession('', session?.publicId ?? '')).toBe(false)
    expect(await isIn(site, bob)).toBe(true)
  })

  it('runs one statement regardless of the number of sessions (P11)', async () => {
    const site = listingSite()
    for (let count = 0; count < 5; count++) await arrive(site, loginAlice)
    const {
      sessions: [session],
    } = await list.listSessions('1')
    site.metered.bill()
    const sessions = userSessions(site.metered.db, OPTIONS)
    expect(await sessions.endSession('1', session?.publicId ?? '')).toBe(true)
    expect(site.metered.bill()).toMatchObject({ statements: 1, read: 2 })
    expect((await list.listSessions('1')).sessions).toHaveLength(4)
  })

  it('returns false for malformed ids and ids encrypted with another purpose or secret', async () => {
    const { key = '' } = await arrive(listingSite(), loginAlice)
    const [otherPurpose, otherSecret] = [
      await encryptedKeys(SECRET_KEY, 'other'),
      await encryptedKeys(`${SECRET_KEY}x`, 'edge-sessions.auth.public_id'),
    ]
    expect(await list.endSession('1', await otherPurpose.encrypt(key))).toBe(false)
    expect(await list.endSession('1', await otherSecret.encrypt(key))).toBe(false)
    for (const id of ['', '!', 'a', 'A'.repeat(80)]) {
      expect(await list.endSession('1', id)).toBe(false)
    }
  })

  it('returns false for a session key', async () => {
    const alice = await arrive(listingSite(), loginAlice)
    expect(await list.endSession('1', alice.key ?? '')).toBe(false)
  })

  it('is not undone by a slower request (CVE-2025-46336)', async () => {
    const site = listingSite()
    const browser = await arrive(site, loginAlice)
    const finish = await site.hold(browser, async (c) => {
      await c.var.session.update('color', () => 'red')
    })
    const {
      sessions: [session],
    } = await list.listSessions('1')
    await list.endSession('1', session?.publicId ?? '')
    expect((await finish()).status).toBe(400)
    expect(await rows()).toEqual([])
  })
})

describe('endOtherSessions', () => {
  it('keeps the current session and ends the others with one statement', async () => {
    const site = listingSite()
    const [here, there, bob] = [
      await arrive(site, loginAlice),
      await arrive(site, loginAlice),
      await arrive(site, loginBob),
    ]
    site.metered.bill()
    const { db } = site.metered
    expect(await userSessions(db, OPTIONS).endOtherSessions('1', here.key ?? null)).toBe(1)
    expect(site.metered.bill().statements).toBe(1)
    expect(await isIn(site, here)).toBe(true)
    expect(await isIn(site, there)).toBe(false)
    expect(await isIn(site, bob)).toBe(true)
  })

  it('works in the same request as a password change', async () => {
    const site = listingSite()
    const [here] = [await arrive(site, loginAlice), await arrive(site, loginAlice)]
    await site.visit(here, async (c) => {
      await user(c)
      await setPassword('1', 'new')
      await updateSessionAuthHash(c, { ...ALICE, password: 'new' })
      await list.endOtherSessions('1', c.var.session.key)
    })
    expect(await isIn(site, here)).toBe(true)
    expect(await owners()).toEqual({ [here.key ?? '']: '1' })
  })

  it('ends all sessions if the current key is `null`', async () => {
    const site = listingSite()
    await arrive(site, loginAlice)
    expect(await list.endOtherSessions('1', null)).toBe(1)
  })
})

describe('endAllSessions', () => {
  it('counts sessions, not rows written by triggers', async () => {
    await env.DB.batch(
      [
        'CREATE TABLE audit (at TEXT)',
        `CREATE TRIGGER audit_delete AFTER DELETE ON django_session
         BEGIN INSERT INTO audit VALUES ('one'), ('two'); END`,
      ].map((sql) => env.DB.prepare(sql)),
    )
    const site = listingSite()
    const here = await arrive(site, loginAlice)
    await arrive(site, loginAlice)
    const counts = [
      await list.endOtherSessions('1', here.key ?? ''),
      await list.endAllSessions('1'),
    ]
    await env.DB.batch(
      ['DROP TRIGGER audit_delete', 'DROP TABLE audit'].map((sql) => env.DB.prepare(sql)),
    )
    expect(counts).toEqual([1, 1])
  })

  it('ends all sessions of the user and keeps those of other visitors', async () => {
    const site = listingSite()
    await arrive(site, loginAlice)
    await arrive(site, loginAlice)
    const visitor = await arrive(site, paint)
    const bob = await arrive(site, loginBob)
    expect(await list.endAllSessions('1')).toBe(2)
    expect(Object.keys(await owners()).sort()).toEqual([visitor.key, bob.key].sort())
  })
})

describe('userSessions', () => {
  it("works on Django's table with the user column added", async () => {
    await env.DB.batch([
      env.DB.prepare('DROP TABLE django_session'),
      ...[...DJANGO_TABLE, ...userColumn()].map((sql) => env.DB.prepare(sql)),
    ])
    const site = listingSite()
    const browser = await arrive(site, paint)
    await site.visit(browser, loginAlice)
    expect((await list.listSessions('1', browser.key)).sessions).toHaveLength(1)
    expect(await list.endAllSessions('1')).toBe(1)
  })

  it('rejects an empty secret', () => {
    expect(() => userSessions(env.DB, { secretKey: '' })).toThrow('Expected `secretKey` to be set')
  })
})

const DJANGO_TABLE = [
  `CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY,
    "session_data" text NOT NULL, "expire_date" datetime NOT NULL)`,
  'CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date")',
]

/** The statements of `migrations/0002_session_user.sql`. */
function userColumn(): string[] {
  const migration = env.TEST_MIGRATIONS.find(({ name }) => name.startsWith('0002_session_user'))
  return migration?.queries ?? []
}
