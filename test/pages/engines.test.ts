import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { siteWith } from '../support/site.ts'
import { makeOurTable } from '../support/tables.ts'
import { Browser, rows, type Site } from '../support/test-app.ts'

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

  it('keeps sessions, and not in the table', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    expect(await text(browser, '/get-session/')).toContain('Hello, Ankit')
    expect(await text(browser, '/inspect/')).toContain('Valid, made with the current key')
    expect(await rows()).toEqual([])
  })

  it('signs in with a new key, and out at once for every copy of the cookie (P4)', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    const stale = new Browser(site)
    stale.cookie = browser.cookie
    await browser.get('/account/')
    await browser.post('/account/login/', { username: 'ankit', password: 'sessions' })
    expect(browser.key).not.toBe(stale.key)
    expect(await text(stale, '/get-session/')).toContain('Session has expired')

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

describe('SESSION_HASH_KEYS', () => {
  const site = siteWith({
    SESSION_HASH_KEYS: true,
    ADMIN_PASSWORD: PASSWORD,
    ADMIN_LOGINS: undefined,
  })

  it('keeps sessions under hashes', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    expect(await text(browser, '/get-session/')).toContain('Hello, Ankit')
    const [row] = await rows()
    expect(row?.session_key).toMatch(/^[0-9a-f]{40}$/)
  })

  it('knows the own session among those of the user, and ends the others', async () => {
    const [here, there] = [await signedIn(site), await signedIn(site)]
    const account = await text(here, '/account/')
    expect(account.match(/This one/g)).toHaveLength(1)
    expect(account.match(/name="session"/g)).toHaveLength(2)
    await here.post('/account/sessions/end-others/')
    expect(await text(here, '/account/')).toContain('You are signed in as')
    expect(await text(there, '/account/')).not.toContain('You are signed in as')
  })

  it('lets the administrator end another session, and their own', async () => {
    const visitor = new Browser(site)
    await visitor.get('/set-session/')
    const admin = new Browser(site)
    await admin.get(ADMIN)
    await admin.post(`${ADMIN}login/`, { password: PASSWORD })
    const idOf = async (isOwn: boolean): Promise<string> => {
      const lines = [...(await text(admin, ADMIN)).matchAll(/<li><span>(.*?)<\/li>/gs)]
      const line = lines.find(([whole]) => whole.includes(', this one') === isOwn)?.[0] ?? ''
      return /name="session" value="([^"]+)"/.exec(line)?.[1] ?? ''
    }
    await admin.post(`${ADMIN}end/`, { session: await idOf(false) })
    expect(await text(visitor, '/get-session/')).toContain('Session has expired')
    await admin.post(`${ADMIN}end/`, { session: await idOf(true) })
    expect(admin.key).toBeUndefined()
    expect(await rows()).toEqual([])
  })
})

describe('SESSION_READ_REPLICAS', () => {
  const site = siteWith({ SESSION_READ_REPLICAS: true })

  it('gives each browser a bookmark, and takes it away from none who signs out', async () => {
    const browser = await signedIn(site)
    expect(await text(browser, '/account/')).toContain('You are signed in as')
    const bookmark = browser.cookies.get('sessionid_bookmark') ?? ''
    expect(bookmark).toMatch(/^[0-9a-f-]{59}$/)
    await browser.post('/account/logout/')
    expect(browser.key).toBeUndefined()
    expect((browser.cookies.get('sessionid_bookmark') ?? '') > bookmark).toBe(true)
  })

  it('goes together with SESSION_HASH_KEYS', async () => {
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
