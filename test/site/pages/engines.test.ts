import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import worker from '../../../src/site/index.ts'
import { MeteredDatabase } from '../../support/metered-database.ts'
import { siteWith } from '../../support/site.ts'
import { makeOurTable } from '../../support/tables.ts'
import { Browser, rows, type Site } from '../../support/test-app.ts'

const ADMIN = '/admin/sessions/'
const PASSWORD = 'correct horse battery staple'

beforeEach(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  await makeOurTable()
})
afterAll(makeOurTable)

async function text(browser: Browser, path: string): Promise<string> {
  return (await browser.get(path)).text()
}

async function signedIn(site: Site): Promise<Browser> {
  const browser = new Browser(site)
  await browser.get('/account/')
  await browser.post('/account/login/', { username: 'ankit', password: 'sessions' })
  return browser
}

describe('SESSION_ENGINE = "durable_objects"', () => {
  const site = siteWith({ SESSION_ENGINE: 'durable_objects' })

  it('stores sessions in Durable Objects, not in the table', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    expect(await text(browser, '/get-session/')).toContain('Hello, Ankit')
    const inspected = await text(browser, '/inspect/')
    expect(inspected).toContain('Valid: signed with the current SECRET_KEY')
    expect(inspected).toContain('In a Durable Object: your session')
    expect(inspected).not.toMatch(/the table|your row/i)
    expect(await text(browser, '/')).toContain('signed, in a Durable Object.')
    expect(await text(browser, '/set-session/')).toContain('in a Durable Object. Your browser got')
    expect(await text(browser, '/get-session/')).toContain('The Durable Object of that key holds')
    expect(await rows()).toEqual([])
  })

  it('changes the key on sign-in and revokes every copy of the cookie on sign-out (P4)', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    const stale = new Browser(site)
    stale.cookie = browser.cookie
    await browser.get('/account/')
    await browser.post('/account/login/', { username: 'ankit', password: 'sessions' })
    expect(browser.key).not.toBe(stale.key)
    expect(await text(stale, '/get-session/')).toContain('<h2>Session has expired</h2>')

    const account = await text(browser, '/account/')
    expect(account).toContain('You are signed in as')
    expect(account, 'what nothing can list').not.toContain('Your sessions')
    const stolen = new Browser(site)
    stolen.cookie = browser.cookie
    await browser.post('/account/logout/')
    expect(await text(stolen, '/account/')).not.toContain('You are signed in as')
    expect(await rows()).toEqual([])
  })
})

describe('SESSION_ENGINE = "signed_cookies"', () => {
  const bindings = { SESSION_ENGINE: 'signed_cookies', DB: undefined, SESSIONS: undefined }

  it('does not mention a row on the home page', async () => {
    const page = await text(new Browser(siteWith(bindings)), '/')
    expect(page).toContain('The cookie is deleted, and the data with it.')
    expect(page).not.toContain('the row is no longer valid')
  })
  const site = siteWith(bindings)

  it('stores sessions in cookies, without a database', async () => {
    const browser = new Browser(site)
    const set = await browser.get('/set-session/')
    expect(set.headers.getSetCookie()).toContainEqual(
      expect.stringMatching(/^sessionid=eyJuYW1lIjoiQW5raXQifQ:\w{6}:[\w-]{43}; expires=/),
    )
    expect(await set.text()).toContain('cookie of your browser, signed.')
    const got = await text(browser, '/get-session/')
    expect(got).toContain('Hello, Ankit')
    expect(got).toContain('Your browser sent the name itself')
    expect(await text(browser, '/')).toContain('Your data is in the cookie')
    expect(await rows()).toEqual([])
  })

  it('sends D1 no statements even if it is bound', async () => {
    const metered = new MeteredDatabase(env.DB)
    const browser = new Browser(siteWith({ ...bindings, DB: metered.db }))
    await browser.get('/set-session/')
    for (const path of ['/', '/get-session/', '/cart/', '/inspect/']) await browser.get(path)
    await browser.post('/cart/add/', { product: 'key' })
    await browser.get('/account/')
    await browser.post('/account/login/', { username: 'ankit', password: 'sessions' })
    expect(await text(browser, '/account/')).toContain('You are signed in as')
    await browser.post('/account/logout/')
    expect(metered.bill()).toEqual({ statements: 0, read: 0, written: 0 })
  })

  it('shows the parts of the cookie on /inspect/, but only the start of its signature', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    const [payload = '', timestamp = '', signature = ''] = browser.key?.split(':') ?? []
    browser.cookies.set('renamed', browser.key ?? '')
    const page = await text(browser, '/inspect/')
    expect(page).toContain('In your cookie: all of it')
    expect(page).toContain(
      `${browser.key?.length} characters. A cookie has room for 4096, including its name.`,
    )
    expect(page).toContain(payload)
    expect(page).toContain(timestamp)
    expect(page).toContain(`${signature.slice(0, 4)}…`)
    expect(page).toContain('Valid: signed with the current SECRET_KEY')
    expect(page).not.toContain(signature)
    expect(page).not.toContain(signature.slice(0, 5))
    expect(page).not.toMatch(/the table|your row/i)
  })

  it('removes a forged cookie and reports that there is no session', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const browser = new Browser(site)
    browser.cookie = 'sessionid=forged'
    expect(await text(browser, '/inspect/')).toContain('You have no session')
    expect(browser.key).toBeUndefined()
  })

  it('signs in, lists no sessions and signs out this browser, but not a copy of its cookie', async () => {
    const browser = await signedIn(site)
    const account = await text(browser, '/account/')
    expect(account).toContain('You are signed in as')
    expect(account).toContain('Your session lives for 30 seconds from its last change')
    expect(account).not.toContain('Your sessions')
    for (const path of ['/account/sessions/end/', '/account/sessions/end-others/']) {
      expect((await browser.post(path)).status).toBe(404)
    }
    const copy = new Browser(site)
    copy.cookie = browser.cookie
    await browser.post('/account/logout/')
    expect(browser.key).toBeUndefined()
    expect(await text(browser, '/account/?signed-out')).toContain(
      'Your browser has deleted the session.',
    )
    expect(await text(copy, '/account/'), 'the documented limit').toContain('You are signed in as')
  })

  it('shows a lifetime of 1 hour if SESSION_COOKIE_AGE allows it', async () => {
    const browser = await signedIn(siteWith({ ...bindings, SESSION_COOKIE_AGE: 7200 }))
    expect(await text(browser, '/account/')).toContain('lives for 1 hour from its last change')
  })
})

describe('the cron trigger', () => {
  it.each(['signed_cookies', 'durable_objects'])(
    'logs that sessions in %s need no clearing',
    async (SESSION_ENGINE) => {
      const log = vi.spyOn(console, 'log')
      const controller = createScheduledController({ scheduledTime: new Date() })
      const context = createExecutionContext()
      await worker.scheduled(controller, { ...env, SESSION_ENGINE } as Env, context)
      expect(log.mock.calls).toEqual([
        [`clearsessions: nothing to do, sessions in ${SESSION_ENGINE} end by themselves`],
      ])
    },
  )
})

describe('SESSION_HASH_KEYS', () => {
  const site = siteWith({
    SESSION_HASH_KEYS: true,
    ADMIN_PASSWORD: PASSWORD,
    ADMIN_LOGINS: { limit: async () => ({ success: true }) },
  })

  it('stores sessions under hashed keys', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    expect(await text(browser, '/get-session/')).toContain('Hello, Ankit')
    const [row] = await rows()
    expect(row?.session_key).toMatch(/^[0-9a-f]{40}$/)
  })

  it('marks the current session in the list of the user and ends the others', async () => {
    const [here, there] = [await signedIn(site), await signedIn(site)]
    const account = await text(here, '/account/')
    expect(account.match(/This browser/g)).toHaveLength(1)
    expect(account.match(/name="session"/g)).toHaveLength(2)
    await here.post('/account/sessions/end-others/')
    expect(await text(here, '/account/')).toContain('You are signed in as')
    expect(await text(there, '/account/')).not.toContain('You are signed in as')
  })

  it('lets the administrator end any session, including their own', async () => {
    const visitor = new Browser(site)
    await visitor.get('/set-session/')
    const admin = new Browser(site)
    await admin.get(ADMIN)
    await admin.post(`${ADMIN}login/`, { password: PASSWORD })
    const idOf = async (isOwn: boolean): Promise<string> => {
      const lines = [...(await text(admin, ADMIN)).matchAll(/<tr>(.*?)<\/tr>/gs)]
      const rows = lines.filter(([whole]) => whole.includes('name="session"'))
      const row = rows.find(([whole]) => whole.includes('>You<') === isOwn)?.[0] ?? ''
      return /name="session" value="([^"]+)"/.exec(row)?.[1] ?? ''
    }
    await admin.post(`${ADMIN}end/`, { session: await idOf(false) })
    expect(await text(visitor, '/get-session/')).toContain('<h2>Session has expired</h2>')
    await admin.post(`${ADMIN}end/`, { session: await idOf(true) })
    expect(admin.key).toBeUndefined()
    expect(await rows()).toEqual([])
  })
})

describe('SESSION_COOKIE_CACHE', () => {
  it('sets a cache cookie on sign-in and deletes it on sign-out', async () => {
    const browser = await signedIn(siteWith({ SESSION_COOKIE_CACHE: 60 }))
    expect(browser.cookies.get('sessionid_cache')).toMatch(/^\d+\.[\w-]+$/)
    expect(await text(browser, '/account/')).toContain('You are signed in as')
    await browser.post('/account/logout/')
    expect([browser.key, browser.cookies.get('sessionid_cache')]).toEqual([undefined, undefined])
  })

  it('still shows the row on /inspect/, which needs more than the cached copy', async () => {
    const browser = await signedIn(siteWith({ SESSION_COOKIE_CACHE: 60 }))
    expect(browser.cookies.get('sessionid_cache')).toMatch(/^\d+\.[\w-]+$/)
    expect(await text(browser, '/inspect/')).toContain('Valid: signed with the current SECRET_KEY')
  })
})

describe('SESSION_READ_REPLICAS', () => {
  const site = siteWith({ SESSION_READ_REPLICAS: true })

  it('sets a bookmark on sign-in and advances it on sign-out', async () => {
    const browser = await signedIn(site)
    expect(await text(browser, '/account/')).toContain('You are signed in as')
    const bookmark = browser.cookies.get('sessionid_bookmark') ?? ''
    expect(bookmark).toMatch(/^[0-9a-f-]{59}$/)
    await browser.post('/account/logout/')
    expect(browser.key).toBeUndefined()
    expect((browser.cookies.get('sessionid_bookmark') ?? '') > bookmark).toBe(true)
  })

  it('works with SESSION_HASH_KEYS', async () => {
    const browser = await signedIn(
      siteWith({ SESSION_READ_REPLICAS: true, SESSION_HASH_KEYS: true }),
    )
    expect(await text(browser, '/account/')).toContain('You are signed in as')
    expect(browser.cookies.has('sessionid_bookmark')).toBe(true)
  })

  it('is off by default', async () => {
    const browser = await signedIn(siteWith({}))
    expect([...browser.cookies.keys()].sort()).toEqual(['csrftoken', 'sessionid'])
  })
})
