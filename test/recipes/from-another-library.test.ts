import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { makeKey } from '../../src/edge-sessions/index.ts'
import { Browser, type Site } from '../../src/edge-sessions/testing/index.ts'
import { emptyTable, rows } from '../support/test-app.ts'
import { captureLogs } from '../support/watch-logs.ts'
import fromExpressSession from './from-express-session'
import fromHonoSession from './from-hono-session'
import fromHonoSessions from './from-hono-sessions'

beforeEach(emptyTable)

describe('the migration', () => {
  /** Data written by hono-sessions 0.8.1, @hono/session 0.2.1 and express-session 1.19.0. */
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

  /** @param change A string in the old rows and its replacement. */
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
    it('moves the old session and redirects to the requested page', async () => {
      const browser = browserWith(app, cookie)
      const response = await browser.get('/?page=2')
      expect(response.status).toBe(307)
      expect(response.headers.get('Location')).toBe('http://localhost/?page=2')
      expect([...browser.cookies.keys()]).toEqual(['sessionid'])
      expect(await (await browser.get('/?page=2')).json()).toEqual(ANKITS)
      expect(await rows()).toHaveLength(1)
    })

    it('redirects a form submission with 307', async () => {
      expect((await browserWith(app, cookie).post('/')).status).toBe(307)
    })

    it('ignores the old session if there is a new session cookie', async () => {
      const browser = browserWith(app, cookie)
      browser.sessionKey = makeKey()
      expect(await (await browser.get('/')).json()).toEqual({})
    })

    it.each(['=', '=x', '=s%3Ax.y'])('ignores an old cookie with the value %s', async (value) => {
      const browser = browserWith(app, cookie.replace(/=.*/, value))
      expect(await (await browser.get('/')).json()).toEqual({})
      expect(browser.sessionKey).toBeUndefined()
      expect(await rows()).toEqual([])
    })
  })

  it.each(LIBRARIES.filter(([, app]) => app !== fromHonoSession))(
    'moves an old session of %s once, and no expired one',
    async (_, app, cookie) => {
      await browserWith(app, cookie).get('/')
      expect(await (await browserWith(app, cookie).get('/')).json()).toEqual({})
      await keepOld(['9999-', '2001-'])
      expect(await (await browserWith(app, cookie).get('/')).json()).toEqual({})
    },
  )

  it('rejects an id that Express has not signed', async () => {
    const forged = EXPRESS_SESSION.cookie.replace('.pDy', '.qDy')
    const browser = browserWith(fromExpressSession, forged)
    expect(await (await browser.get('/')).json()).toEqual({})
  })

  it('rejects a cookie that @hono/session has encrypted with another secret', async () => {
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
