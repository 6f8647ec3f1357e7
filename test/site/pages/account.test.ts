import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sessionAuthHash } from '../../../src/edge-sessions/auth/index.ts'
import { d1Store } from '../../../src/edge-sessions/engines/d1/d1-store.ts'
import { sessionCodec } from '../../../src/edge-sessions/index.ts'
import { ALICE, resetUsers, setPassword } from '../../edge-sessions/auth/auth-site.ts'
import { MeteredDatabase } from '../../support/metered-database.ts'
import { site, siteWith } from '../../support/site.ts'
import { Browser, emptyTable, NOON, rows, SECRET_KEY } from '../../support/test-app.ts'

const ANKIT = { username: 'ankit', password: 'sessions' }
const ZOE = { username: 'zoe', password: 'cookies' }

beforeEach(async () => {
  await emptyTable()
  vi.useFakeTimers({ now: NOON, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function visitor(app = site): Promise<Browser> {
  const browser = new Browser(app)
  await browser.get('/account/')
  return browser
}

async function signedIn(credentials = ANKIT, app = site): Promise<Browser> {
  const browser = await visitor(app)
  await browser.post('/account/login/', credentials)
  return browser
}

async function pageOf(browser: Browser, path = '/account/'): Promise<string> {
  return (await browser.get(path)).text()
}

/** Returns the public ids in the forms of the page, in order. */
function idsOf(page: string): string[] {
  return [...page.matchAll(/name="session" value="([^"]+)"/g)].map(([, id = '']) => id)
}

/** Returns the text of each row in the table of sessions. */
function rowsOf(page: string): string[] {
  const body = /<tbody>(.*?)<\/tbody>/s.exec(page)?.[1] ?? ''
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    row
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
}

const MACINTOSH =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

describe('/account/ when signed out', () => {
  it('explains once that the session was ended or has expired', async () => {
    const browser = await signedIn()
    expect(await pageOf(new Browser(site))).not.toContain('Your session was ended')
    await emptyTable()
    expect(await pageOf(browser)).toContain('Your session was ended or has expired. Sign in again.')
    expect(await pageOf(browser), 'the cookie is gone then').not.toContain('was ended')
  })

  it('shows a form and the passwords of the two demo users', async () => {
    const page = await pageOf(new Browser(site))
    expect(page).toContain('Demo accounts')
    for (const shown of ['Sign in as ankit', '>sessions<', 'Sign in as zoe', '>cookies<']) {
      expect(page).toContain(shown)
    }
    expect(page).toContain('action="/account/login/"')
    expect(page).toMatch(/<label for="password">/)
    expect(await rows()).toEqual([])
  })

  it.each([
    ['a wrong password', { username: 'ankit', password: 'cookies' }],
    ['an unknown user', { username: 'nobody', password: 'sessions' }],
    ['an unknown user without password', { username: 'nobody', password: '' }],
    ['an empty form', {}],
    ['property names of objects', { username: '__proto__', password: 'toString' }],
  ])('rejects %s with the same error and writes nothing', async (_, credentials) => {
    const browser = await visitor()
    const response = await browser.post('/account/login/', credentials)
    const page = await response.text()
    expect(response.status).toBe(422)
    expect(page).toContain('role="alert">Wrong username or password.</p>')
    expect(page).toContain('aria-invalid="true" aria-describedby="sign-in-error"')
    expect(await rows()).toEqual([])
    expect(browser.key).toBeUndefined()
  })

  it('computes as many hashes for an unknown user as for a wrong password', async () => {
    const digest = vi.spyOn(crypto.subtle, 'digest')
    const counts: number[] = []
    for (const username of ['ankit', 'nobody']) {
      const browser = await visitor()
      await browser.post('/account/login/', { username, password: 'wrong' })
      counts.push(digest.mock.calls.length)
      digest.mockClear()
    }
    expect(counts[1]).toBe(counts[0])
    expect(counts[0]).toBeGreaterThan(0)
  })

  it.each(['login', 'logout'])('redirects a GET of its %s action to the page', async (action) => {
    const browser = await visitor()
    await browser.post('/account/login/', { username: 'ankit', password: 'wrong' })
    const response = await browser.get(`/account/${action}/`)
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/account/'])
    expect(browser.key).toBeUndefined()
  })

  it('keeps the username and the next URL after an error, escaped', async () => {
    const browser = await visitor()
    const fields = { username: '"><b>', password: 'x', next: '/cart/?a="' }
    const page = await (await browser.post('/account/login/', fields)).text()
    expect(page).toContain('value="&quot;&gt;&lt;b&gt;"')
    expect(page).toContain('name="next" value="/cart/?a=&quot;"')
    expect(page).not.toContain('value="x"')
  })

  it('answers 422 to a malformed form with the token in a header', async () => {
    const browser = await visitor()
    const response = await browser.get('/account/login/', {
      method: 'POST',
      headers: {
        'X-CSRFToken': browser.cookies.get('csrftoken') ?? '',
        'Content-Type': 'multipart/form-data; boundary=x',
      },
      body: '--y',
    })
    expect(response.status).toBe(422)
  })
})

describe('/account/ with DEMO_ACCOUNTS off', () => {
  const off = siteWith({ DEMO_ACCOUNTS: false })

  it('explains how to turn it on', async () => {
    const response = await new Browser(off).get('/account/')
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(page).toContain('Demo accounts are turned off')
    expect(page).toContain('<code>DEMO_ACCOUNTS = true</code>')
    expect(page).not.toMatch(/ankit|cookies<|Django site/)
  })

  it('points to the Django site with DJANGO_USERS on', async () => {
    const page = await pageOf(new Browser(siteWith({ DEMO_ACCOUNTS: false, DJANGO_USERS: true })))
    expect(page).toContain('Sign in on the Django site')
  })

  it('rejects sign-ins and treats signed-in users as signed out', async () => {
    const browser = await signedIn()
    const page = await new Browser(off).get('/account/', {
      headers: { Cookie: browser.cookie ?? '' },
    })
    expect(await page.text()).toContain('Demo accounts are turned off')

    const other = new Browser(off)
    other.cookies.set('csrftoken', browser.cookies.get('csrftoken') ?? '')
    expect((await other.post('/account/login/', ANKIT)).status).toBe(404)
    expect(await rows()).toHaveLength(1)
  })
})

describe('the sign-in', () => {
  it('redirects to the account, starts a one-hour session and shows a welcome message', async () => {
    const browser = await visitor()
    const response = await browser.post('/account/login/', ANKIT)
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/account/#main'])
    expect(response.headers.getSetCookie().join()).toMatch(/sessionid=[a-z0-9]{32};.*Max-Age=3600/)
    const page = await pageOf(browser)
    expect(page).toContain('Welcome, ankit. Your session lives for 1 hour from its last change.')
    expect(page).toContain('signed in as <b translate="no">ankit</b>')
    vi.setSystemTime(NOON.getTime() + 3_599_000)
    expect(await pageOf(browser)).toContain('signed in as')
    vi.setSystemTime(NOON.getTime() + 3_600_000)
    expect(await pageOf(browser)).toContain('<h1>Sign in</h1>')
  })

  it('changes the key, keeps the data and revokes the old key (ASVS 7.2.4, CVE-2022-25896)', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    const before = browser.cookie
    await browser.get('/account/')
    await browser.post('/account/login/', ANKIT)
    expect(browser.cookie).not.toBe(before)
    expect(await pageOf(browser, '/get-session/')).toContain('Hello, Ankit')
    const thief = new Browser(site)
    thief.cookie = before
    expect(await pageOf(thief, '/get-session/')).toContain('<h2>Session has expired</h2>')
  })

  it('changes the CSRF token and rejects the old one (CVE-2018-6009)', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const browser = await visitor()
    const before = browser.cookies.get('csrftoken') ?? ''
    await browser.post('/account/login/', ANKIT)
    expect(browser.cookies.get('csrftoken')).not.toBe(before)
    const body = new URLSearchParams({ csrfmiddlewaretoken: before })
    const response = await browser.get('/account/logout/', { method: 'POST', body })
    expect(response.status).toBe(403)
  })

  it('starts a new session for another user', async () => {
    const browser = await signedIn(ANKIT)
    await browser.get('/set-session/')
    await browser.post('/account/login/', ZOE)
    const page = await pageOf(browser)
    expect(page).toContain('signed in as <b translate="no">zoe</b>')
    expect(await pageOf(browser, '/get-session/')).toContain('<h2>Session has expired</h2>')
    expect(await rows()).toHaveLength(1)
  })

  it.each([
    ['/cart/?from=here', '/cart/?from=here'],
    ['https://evil.example/', '/account/#main'],
    ['//evil.example/', '/account/#main'],
    ['/\\evil.example/', '/account/#main'],
    ['javascript:alert(1)', '/account/#main'],
    ['', '/account/#main'],
  ])('redirects with next=%j to %s', async (next, location) => {
    const browser = new Browser(site)
    const page = await pageOf(browser, `/account/?next=${encodeURIComponent(next)}`)
    expect(page.includes('name="next"')).toBe(next !== '')
    const response = await browser.post('/account/login/', { ...ANKIT, next })
    expect(response.headers.get('Location')).toBe(location)
  })
})

describe('/account/ when signed in', () => {
  it('lists the sessions of the user with their expiry and marks the current one (ASVS 7.5.2)', async () => {
    const laptop = await signedIn()
    vi.setSystemTime(NOON.getTime() + 60_000)
    const phone = await signedIn()
    await signedIn(ZOE)
    const page = await pageOf(phone)
    expect(idsOf(page)).toHaveLength(2)
    const [own, other] = rowsOf(page)
    expect(own).toMatch(/^Unknown device This browser now now in 1 hr End$/)
    expect(other).toMatch(/^Unknown device 60 sec ago 60 sec ago in 59 min End$/)
    expect(page).toContain('aria-label="End session: Unknown device"')
    expect(rowsOf(await pageOf(laptop))[0]).toContain('This browser 60 sec ago')
  })

  it('shows the browser and the system that signed in', async () => {
    const phone = await visitor()
    const body = new URLSearchParams({
      ...ANKIT,
      csrfmiddlewaretoken: phone.cookies.get('csrftoken') ?? '',
    })
    await phone.get('/account/login/', {
      method: 'POST',
      body,
      headers: { 'User-Agent': MACINTOSH },
    })
    expect(rowsOf(await pageOf(phone))[0]).toMatch(/^Chrome on macOS This browser/)
    const page = await pageOf(await signedIn())
    expect(page).toContain('aria-label="End session: Chrome on macOS"')
    expect(JSON.stringify(await rows())).not.toMatch(/10_15_7|Safari/)
  })

  it('shows the total number of sessions when it lists only 100', async () => {
    const browser = await signedIn()
    await env.DB.prepare(
      `INSERT INTO django_session (session_key, session_data, expire_date, user_id)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 229)
      SELECT printf('a%031d', i), session_data, expire_date, user_id FROM n, django_session`,
    ).run()
    const page = await pageOf(browser)
    expect(page).toContain('Showing 100 of 230.')
    expect(rowsOf(page)[0]).toContain('This browser')
    const question = await pageOf(browser, '/account/sessions/end-others/')
    expect(question).toContain('<h1>End all other sessions?</h1>')
    expect(question).toContain('229 other browsers are signed out')
  })

  it('shows no session key (CVE-2020-5224)', async () => {
    const browser = await signedIn()
    await signedIn()
    const page = await pageOf(browser)
    for (const { session_key } of await rows()) {
      expect(page).not.toContain(session_key.slice(0, 8))
    }
  })

  it('forbids caching, so that the back button shows nothing (ASVS 14.3.2)', async () => {
    const browser = await signedIn()
    // The first view removes the notice from the session and therefore sets the cookie.
    await browser.get('/account/')
    const { headers } = await browser.get('/account/')
    expect(headers.getSetCookie().join()).not.toContain('sessionid')
    expect(headers.get('Cache-Control')).toBe('private, no-store')
    expect(headers.get('Vary')).toContain('Cookie')
  })

  it('needs two statements and writes nothing', async () => {
    const metered = new MeteredDatabase(env.DB)
    const browser = await signedIn(ANKIT, siteWith({ DB: metered.db }))
    await browser.get('/account/')
    metered.bill()
    await browser.get('/account/')
    expect(metered.bill()).toMatchObject({ statements: 2, written: 0 })
  })
})

describe('/account/sessions/', () => {
  it('ends another session at once and redirects back', async () => {
    const laptop = await signedIn()
    vi.setSystemTime(NOON.getTime() + 1000)
    const phone = await signedIn()
    const [, other = ''] = idsOf(await pageOf(phone))
    const response = await phone.post('/account/sessions/end/', { session: other })
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/account/#main'])
    const page = await pageOf(phone)
    expect(page).toContain('Session ended.')
    expect(idsOf(page)).toHaveLength(1)
    expect(await pageOf(laptop)).toContain('<h1>Sign in</h1>')
  })

  it('leaves the current session to the sign-out form', async () => {
    const page = await pageOf(await signedIn())
    const [row = ''] = /<tbody>.*?<\/tbody>/s.exec(page) ?? []
    expect(row).toContain('action="/account/logout/"')
    expect(row).toContain('aria-label="End this session"')
    expect(row).not.toContain('/account/sessions/end/')
  })

  it('ends the current session on a hand-crafted form and starts no new one', async () => {
    const laptop = await signedIn()
    const phone = await signedIn()
    const [id = ''] = idsOf(await pageOf(phone))
    const response = await phone.post('/account/sessions/end/', { session: id })
    expect(response.status).toBe(400)
    expect(await pageOf(phone)).toContain('<h1>Sign in</h1>')
    expect((await rows()).map(({ session_key }) => session_key)).toEqual([laptop.key])
  })

  it('ends another session with three statements', async () => {
    const metered = new MeteredDatabase(env.DB)
    await signedIn()
    const browser = await signedIn(ANKIT, siteWith({ DB: metered.db }))
    const [, id = ''] = idsOf(await pageOf(browser))
    metered.bill()
    await browser.post('/account/sessions/end/', { session: id })
    // Load the session, end the other one, save the message.
    expect(metered.bill().statements).toBe(3)
    expect(await pageOf(browser)).toContain('Session ended.')
  })

  it.each(['', 'nonsense', "' OR 1=1 --"])(
    'reports that session %j does not exist',
    async (session) => {
      const browser = await signedIn()
      expect((await browser.post('/account/sessions/end/', { session })).status).toBe(303)
      expect(await pageOf(browser)).toContain('That session does not exist any more.')
      expect(await rows()).toHaveLength(1)
    },
  )

  it("does not end another user's session, by id or by key", async () => {
    const zoe = await signedIn(ZOE)
    const [hers = ''] = idsOf(await pageOf(zoe))
    const ankit = await signedIn()
    for (const session of [hers, zoe.key ?? '']) {
      await ankit.post('/account/sessions/end/', { session })
      expect(await pageOf(ankit)).toContain('That session does not exist any more.')
    }
    expect(await pageOf(zoe)).toContain('signed in as <b translate="no">zoe</b>')
  })

  it('ends all other sessions of the user (ASVS 7.4.3)', async () => {
    const others = [await signedIn(), await signedIn()]
    const zoe = await signedIn(ZOE)
    const browser = await signedIn()
    await browser.post('/account/sessions/end-others/')
    const page = await pageOf(browser)
    expect(page).toContain('Ended 2 sessions.')
    expect(page).not.toContain('End all other sessions')
    for (const other of others) expect(await pageOf(other)).toContain('<h1>Sign in</h1>')
    expect(await pageOf(zoe)).toContain('signed in as')
  })

  it('redirects anonymous visitors to the sign-in form and ends nothing', async () => {
    await signedIn()
    const browser = await visitor()
    for (const path of ['/account/sessions/end/', '/account/sessions/end-others/']) {
      const response = await browser.post(path)
      expect([response.status, response.headers.get('Location')]).toEqual([303, '/account/'])
    }
    expect(await rows()).toHaveLength(1)
  })
})

describe('the sign-out', () => {
  it('deletes row and cookie, clears the cache and confirms it (ASVS 7.4.1, 7.4.4, 14.3.1)', async () => {
    const browser = await signedIn()
    const { cookie } = browser
    const response = await browser.post('/account/logout/')
    expect([response.status, response.headers.get('Location')]).toEqual([
      303,
      '/account/?signed-out#main',
    ])
    expect(response.headers.get('Clear-Site-Data')).toBe('"cache"')
    expect(browser.key).toBeUndefined()
    expect(await rows()).toEqual([])
    expect(await pageOf(browser, '/account/?signed-out')).toContain('You are signed out')
    browser.cookie = cookie
    expect(await pageOf(browser)).toContain('<h1>Sign in</h1>')
  })

  it('creates no row and no session cookie for an anonymous visitor (CVE-2015-5963)', async () => {
    const browser = await visitor()
    for (let time = 0; time < 10; time++) await browser.post('/account/logout/')
    expect(browser.key).toBeUndefined()
    expect(await rows()).toEqual([])
  })
})

describe('a user logged in on a Django site', () => {
  const django = siteWith({ DJANGO_USERS: true, DEMO_ACCOUNTS: false })

  beforeEach(resetUsers)

  /** Returns a browser with a session as Django's `login` stores it. */
  async function loggedInOnDjango(app = django): Promise<Browser> {
    const members = new Map([
      ['_auth_user_id', ALICE.id],
      ['_auth_user_backend', 'django.contrib.auth.backends.ModelBackend'],
      ['_auth_user_hash', await sessionAuthHash(ALICE.password, SECRET_KEY)],
    ])
    const data = await sessionCodec({ secretKey: SECRET_KEY }).encode(members, NOON)
    const expires = new Date(NOON.getTime() + 1_209_600_000)
    const key = await d1Store(env.DB).create({ data, expires })
    const browser = new Browser(app)
    browser.cookie = `sessionid=${key}`
    return browser
  }

  it('sees the same page and can end sessions and sign out', async () => {
    const laptop = await loggedInOnDjango()
    const phone = await loggedInOnDjango()
    await pageOf(laptop)
    const page = await pageOf(phone)
    expect(page).toContain('signed in as <b translate="no">alice</b>')
    expect(idsOf(page)).toHaveLength(2)
    expect(page).toContain('15 Mar 2026, 12:00 UTC')
    await phone.post('/account/sessions/end-others/')
    expect(await pageOf(laptop)).toContain('Demo accounts are turned off')
    await phone.post('/account/logout/')
    expect(await rows()).toEqual([])
  })

  it('is listed on the first view, after which views write nothing', async () => {
    const metered = new MeteredDatabase(env.DB)
    const app = siteWith({ DB: metered.db, DJANGO_USERS: true })
    const browser = await loggedInOnDjango(app)
    metered.bill()
    await browser.get('/account/')
    expect(metered.bill()).toMatchObject({ statements: 5 })
    await browser.get('/account/')
    expect(metered.bill()).toMatchObject({ statements: 3, written: 0 })
  })

  it('is signed out when the password changes (CVE-2021-41268)', async () => {
    const browser = await loggedInOnDjango()
    await setPassword(ALICE.id, 'another hash')
    expect(await pageOf(browser)).toContain('Demo accounts are turned off')
    expect(await rows()).toEqual([])
  })
})

describe('/account/', () => {
  it.each([
    '/account/login/',
    '/account/logout/',
    '/account/sessions/end/',
    '/account/sessions/end-others/',
  ])('rejects %s without a token and does nothing on GET (ASVS 3.5.1, 3.5.3)', async (path) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const browser = await signedIn()
    expect((await browser.get(path, { method: 'POST' })).status).toBe(403)
    expect((await browser.get(path)).status).toBe(path === '/account/sessions/end/' ? 404 : 303)
    expect(await rows()).toHaveLength(1)
    expect(await pageOf(browser)).toContain('signed in as')
  })
})
