import { env } from 'cloudflare:workers'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { d1Store } from '../../../src/edge-sessions/engines/d1/d1-store.ts'
import { sessionCodec } from '../../../src/edge-sessions/index.ts'
import { adminKeys } from '../../../src/site/pages/admin/admin-keys.ts'
import { ALICE, resetUsers } from '../../edge-sessions/auth/auth-site.ts'
import { bytesForKeys } from '../../support/keys.ts'
import { MeteredDatabase } from '../../support/metered-database.ts'
import { siteWith } from '../../support/site.ts'
import { makeDjangosTable, makeOurTable } from '../../support/tables.ts'
import { Browser, NOON, rows, SECRET_KEY, type Site } from '../../support/test-app.ts'

const LIST = '/admin/sessions/'
const PASSWORD = 'correct horse battery staple'
const UNLIMITED = { limit: async () => ({ success: true }) }
const ON = { ADMIN_PASSWORD: PASSWORD, ADMIN_LOGINS: UNLIMITED }
const site = siteWith(ON)

const codec = sessionCodec({ secretKey: SECRET_KEY })
const log = vi.spyOn(console, 'log')
const warn = vi.spyOn(console, 'warn')

beforeEach(async () => {
  await makeOurTable()
  log.mockReset().mockImplementation(() => {})
  warn.mockReset().mockImplementation(() => {})
  vi.useFakeTimers({ now: NOON, toFake: ['Date'] })
})
afterEach(async () => {
  vi.useRealTimers()
  // OWASP "Logging": no test below may log a session key.
  const logged = [...log.mock.calls, ...warn.mock.calls].join('\n')
  for (const { session_key } of await rows()) expect(logged).not.toContain(session_key)
})
afterAll(makeOurTable)

async function visitor(app: Site = site): Promise<Browser> {
  const browser = new Browser(app)
  await browser.get(LIST)
  return browser
}

async function signedIn(app: Site = site): Promise<Browser> {
  const browser = await visitor(app)
  await browser.post(`${LIST}login/`, { password: PASSWORD })
  await browser.get(LIST)
  log.mockClear()
  return browser
}

interface RowOptions {
  /** Seconds until the session expires. */
  seconds?: number
  /** The start of its key. */
  prefix?: string
}

/** Adds `n` sessions with keys in ascending order: `a…0`, `a…1` and so on. */
async function addRows(
  n: number,
  members: Record<string, unknown> = {},
  { seconds = 600, prefix = 'a' }: RowOptions = {},
): Promise<string[]> {
  const data = await codec.encode(new Map(Object.entries(members)), NOON)
  const end = new Date(NOON.getTime() + seconds * 1000)
  const keys = Array.from({ length: n }, (_, index) =>
    prefix.padEnd(26, 'x').concat(String(index).padStart(6, '0')),
  )
  const store = d1Store(env.DB, { randomBytes: bytesForKeys(...keys) })
  for (const _ of keys) await store.create({ data, expires: end })
  return keys
}

/** Adds a session with a login as `auth` stores it. `isListed` also sets the `user_id` column. */
async function addUser(
  id: string,
  { isListed = true, ...options }: RowOptions & { isListed?: boolean } = {},
): Promise<string> {
  const [key = ''] = await addRows(1, { _auth_user_id: id, cart: { key: 2 } }, options)
  if (!isListed) return key
  await env.DB.prepare('UPDATE django_session SET user_id = ? WHERE session_key = ?')
    .bind(id, key)
    .run()
  return key
}

async function pageOf(browser: Browser, path = LIST): Promise<string> {
  const response = await browser.get(path)
  const page = await response.text()
  // CVE-2020-5224: no page and no URL in it reveals a key.
  for (const { session_key } of await rows()) expect(page).not.toContain(session_key.slice(0, 28))
  return page
}

/** Views of every kind. */
const QUERIES = [
  '',
  '?page=200',
  '?state=live',
  '?state=expired&page=100',
  '?state=signed-in',
  '?state=anonymous&page=150',
  '?sort=expires',
  '?sort=expires&state=expired&page=100',
  '?q=demo-ankit',
  '?q=a',
]

/** Adds rows with one user in ten. */
async function fillTable(rows: number): Promise<void> {
  const data = await codec.encode(new Map([['name', 'Ankit']]), NOON)
  const insert = `INSERT INTO django_session (session_key, session_data, expire_date, user_id)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)
    SELECT printf('a%031d', i), ?, iif(i % 2, '2030-01-01 00:00:00', '2030-01-02 00:00:00'),
      iif(i % 10 = 0, 'demo-ankit', NULL) FROM n`
  await env.DB.prepare(insert).bind(rows, data).run()
}

interface Line {
  id: string
  text: string
}

/** The rows on the page. */
function linesOf(page: string): Line[] {
  const body = /<tbody>(.*?)<\/tbody>/s.exec(page)?.[1] ?? ''
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, line = '']) => ({
    id: /href="\/admin\/sessions\/([\w-]+)\/"/.exec(line)?.[1] ?? '',
    text: line
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  }))
}

function nextOf(page: string): string | undefined {
  return /<a rel="next" href="([^"]+)">/.exec(page)?.[1]?.replaceAll('&amp;', '&')
}

describe('/admin/sessions/ without ADMIN_PASSWORD', () => {
  it.each([undefined, ''])(
    'answers 404 on every path when the password is %j',
    async (password) => {
      const off = siteWith({ ADMIN_PASSWORD: password, ADMIN_LOGINS: undefined })
      for (const path of [LIST, `${LIST}anything/`]) {
        const response = await off.request(path)
        expect(response.status).toBe(404)
        expect(await response.text()).toContain('Page not found')
      }
      const browser = new Browser(off)
      await browser.get('/account/')
      for (const action of ['login', 'logout', 'end', 'clear']) {
        const response = await browser.post(`${LIST}${action}/`, { password: '' })
        expect(response.status).toBe(404)
      }
      expect(await rows()).toEqual([])
    },
  )
})

describe('the administrator sign-in', () => {
  it('replaces the page with a form and writes no row', async () => {
    const browser = new Browser(site)
    const page = await pageOf(browser, `${LIST}?state=live`)
    expect(page).toContain('<label for="password">')
    expect(page).toContain('name="next" value="http://localhost/admin/sessions/?state=live"')
    expect(page).not.toContain('<table')
    expect(await rows()).toEqual([])
  })

  it.each(['wrong', '', `${PASSWORD} `, PASSWORD.slice(0, -1), PASSWORD.toUpperCase()])(
    'rejects the password %j',
    async (password) => {
      const browser = await visitor()
      const response = await browser.post(`${LIST}login/`, { password })
      expect(response.status).toBe(422)
      expect(await response.text()).toContain('role="alert">Wrong password.')
      expect(await rows()).toEqual([])
      expect(warn.mock.calls).toEqual([['admin: refused a wrong password']])
      expect(await pageOf(browser)).toContain('<label for="password">')
    },
  )

  it('redirects to the page, starts a session of 15 minutes and logs the sign-in', async () => {
    const browser = await visitor()
    const next = 'http://localhost/admin/sessions/?state=live'
    const response = await browser.post(`${LIST}login/`, { password: PASSWORD, next })
    expect([response.status, response.headers.get('Location')]).toEqual([
      303,
      '/admin/sessions/?state=live#main',
    ])
    expect(response.headers.getSetCookie().join()).toMatch(/sessionid=.*Max-Age=900/)
    expect(log.mock.calls).toEqual([['admin: signed in']])
    expect(await pageOf(browser)).toContain('You are signed in for 15 minutes.')
  })

  it.each(['https://evil.example/', '//evil.example'])('does not redirect to %s', async (next) => {
    const browser = await visitor()
    const response = await browser.post(`${LIST}login/`, { password: PASSWORD, next })
    expect(response.headers.get('Location')).toBe(`${LIST}#main`)
  })

  it.each(['login', 'logout'])('redirects a GET of its %s action to the list', async (action) => {
    const browser = await visitor()
    await browser.post(`${LIST}login/`, { password: 'wrong' })
    const response = await browser.get(`${LIST}${action}/`)
    expect([response.status, response.headers.get('Location')]).toEqual([303, LIST])
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
    expect(await rows()).toEqual([])
  })

  it('changes the session key and the CSRF token (CVE-2018-6009, ASVS 7.2.4)', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    await browser.get(LIST)
    const before = new Map(browser.cookies)
    await browser.post(`${LIST}login/`, { password: PASSWORD })
    expect(browser.key).not.toBe(before.get('sessionid'))
    expect(browser.cookies.get('csrftoken')).not.toBe(before.get('csrftoken'))
    expect(await rows()).toHaveLength(1)
    const thief = new Browser(site)
    thief.cookie = `sessionid=${before.get('sessionid')}`
    expect(await pageOf(thief)).toContain('<label for="password">')
  })

  it('expires after 15 minutes even if the session lives longer', async () => {
    const browser = await signedIn()
    await browser.post('/cart/add/', { product: 'key' })
    vi.setSystemTime(NOON.getTime() + 899_000)
    expect(await pageOf(browser)).toContain('Sign out of Admin')
    vi.setSystemTime(NOON.getTime() + 901_000)
    expect(await pageOf(browser)).toContain('<label for="password">')
    expect(await pageOf(browser, '/cart/')).toContain('Spare key')
  })

  it('does not shorten a session with a longer lifetime', async () => {
    const browser = await visitor()
    await browser.post('/cart/add/', { product: 'key' })
    const response = await browser.post(`${LIST}login/`, { password: PASSWORD })
    expect(response.headers.getSetCookie().join()).toMatch(/sessionid=.*Max-Age=3600/)
  })

  it.each([
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: 'another password' }],
    [
      'SECRET_KEY',
      { SECRET_KEY: `${SECRET_KEY}-new`, SECRET_KEY_FALLBACKS: JSON.stringify([SECRET_KEY]) },
    ],
  ])('is revoked when %s is replaced', async (_, change) => {
    const browser = await signedIn()
    const changed = siteWith({ ...ON, ...change })
    const response = await changed.request(LIST, { headers: { Cookie: browser.cookie ?? '' } })
    expect(await response.text()).toContain('<label for="password">')
    expect((await changed.request('/', { headers: { Cookie: browser.cookie ?? '' } })).ok).toBe(
      true,
    )
  })

  it.each(['yes', 'admin', true, 1, null, 'admin:1abcde:forged'])(
    'does not trust the session value %j',
    async (admin) => {
      const [key] = await addRows(1, { admin })
      const browser = new Browser(site)
      browser.cookie = `sessionid=${key}`
      expect(await pageOf(browser)).toContain('<label for="password">')
    },
  )
})

describe('the sign-in rate limit', () => {
  function limited(success: boolean) {
    const limit = vi.fn(async () => ({ success }))
    return { limit, app: siteWith({ ...ON, ADMIN_LOGINS: { limit } }) }
  }

  it('answers 429 with a page, even to the right password', async () => {
    const { app } = limited(false)
    const browser = await visitor(app)
    const response = await browser.post(`${LIST}login/`, { password: PASSWORD })
    expect([response.status, response.headers.get('Retry-After')]).toEqual([429, '60'])
    expect(await response.text()).toContain('<h1>Too many attempts</h1>')
    expect(await rows()).toEqual([])
  })

  it('counts per client network and uses one constant key if the address is unknown', async () => {
    const { app, limit } = limited(true)
    const browser = await visitor(app)
    expect((await browser.post(`${LIST}login/`, { password: 'wrong' })).status).toBe(422)
    await browser.get(`${LIST}login/`, {
      method: 'POST',
      headers: { 'CF-Connecting-IP': '2001:db8:1:2:3:4:5:6' },
      body: new URLSearchParams({ csrfmiddlewaretoken: browser.cookies.get('csrftoken') ?? '' }),
    })
    expect(limit.mock.calls).toEqual([
      [{ key: 'unknown address' }],
      [{ key: '2001:0db8:0001:0002::/64' }],
    ])
  })

  it('answers 503 and names the binding when it is missing', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    const browser = await visitor(siteWith({ ...ON, ADMIN_LOGINS: undefined }))
    const response = await browser.post(`${LIST}login/`, { password: PASSWORD })
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('<code>ADMIN_LOGINS</code>')
    expect(errors.mock.calls.join()).toContain('`ADMIN_LOGINS`')
    expect(await rows()).toEqual([])
    errors.mockRestore()
  })

  it('does not count page views', async () => {
    const { app, limit } = limited(true)
    await visitor(app)
    expect(limit).not.toHaveBeenCalled()
  })

  it('uses the rate limiter in wrangler.toml by default', async () => {
    const own = siteWith({ ADMIN_PASSWORD: PASSWORD })
    const browser = await visitor(own)
    const statuses: number[] = []
    // Twice the limit, because a new minute may start in between.
    for (let time = 0; time < 12; time++) {
      statuses.push((await browser.post(`${LIST}login/`, { password: 'wrong' })).status)
    }
    expect(new Set(statuses)).toEqual(new Set([422, 429]))
  })
})

describe.each([
  ['our table', makeOurTable, true],
  ["Django's own table", makeDjangosTable, false],
])('the session list on %s', (_, makeTable, hasColumn) => {
  beforeEach(makeTable)

  const user = (id: string, options: RowOptions = {}) =>
    addUser(id, { isListed: hasColumn, ...options })

  it('shows the user, data, expiry and state of each session, and the start of its key', async () => {
    const browser = await signedIn()
    await user('7', { prefix: 'seven' })
    await addRows(1, { name: 'Ankit' }, { seconds: -60, prefix: 'old' })
    const page = await pageOf(browser)
    const lines = linesOf(page).map(({ text }) => text)
    expect(lines).toHaveLength(3)
    expect(lines.find((line) => line.startsWith('seve…'))).toMatch(
      /^seve… 7 .*&quot;cart&quot;: .* in 10 min Live$/,
    )
    expect(lines.find((line) => line.startsWith('oldx…'))).toMatch(
      /^oldx… anonymous \{&quot;name&quot;: &quot;Ankit&quot;\} .* 60 sec ago Expired$/,
    )
    expect(lines.filter((line) => line.endsWith('Live You'))).toHaveLength(1)
    expect(page).toContain('aria-label="Select session seve…"')
    expect(page).toMatch(/3 sessions · 2 live · 1 expired/)
    expect(page.includes('1 signed in')).toBe(hasColumn)
  })

  it('shows each row once on pages of 50, sorted by key, without a key in any URL', async () => {
    const keys = await addRows(120)
    const browser = await signedIn()
    const sizes: number[] = []
    const encrypted = await adminKeys(SECRET_KEY)
    const seen: (string | null)[] = []
    for (let path: string | undefined = LIST; path !== undefined; ) {
      const page: string = await pageOf(browser, path)
      for (const { id } of linesOf(page)) seen.push(await encrypted.decrypt(id))
      sizes.push(linesOf(page).length)
      path = nextOf(page)
      expect(path ?? '').not.toMatch(/a?xxx/)
    }
    expect(sizes).toEqual([50, 50, 21])
    expect(seen).toEqual([...keys, browser.key ?? ''].sort())
  })

  it('has no next page after a full last page', async () => {
    await addRows(49)
    const page = await pageOf(await signedIn())
    expect(linesOf(page)).toHaveLength(50)
    expect(nextOf(page)).toBeUndefined()
  })

  it('continues after the last row of the previous page is deleted', async () => {
    const keys = await addRows(60)
    const browser = await signedIn()
    const next = nextOf(await pageOf(browser)) ?? ''
    await d1Store(env.DB).delete(keys[49] ?? '')
    expect(linesOf(await pageOf(browser, next)).length).toBeGreaterThanOrEqual(10)
  })

  it('filters by state and counts sessions that expire right now as expired', async () => {
    await addRows(3, {}, { prefix: 'live' })
    await addRows(2, {}, { seconds: 0, prefix: 'gone' })
    const browser = await signedIn()
    const live = linesOf(await pageOf(browser, `${LIST}?state=live`))
    const expired = linesOf(await pageOf(browser, `${LIST}?state=expired`))
    expect(live).toHaveLength(4)
    expect(live.every(({ text }) => /Live/.test(text))).toBe(true)
    expect(expired).toHaveLength(2)
    expect(expired.every(({ text }) => /gone….*Expired/s.test(text))).toBe(true)
  })

  it('keeps the filter across pages', async () => {
    await addRows(60, {}, { seconds: -1 })
    await addRows(60, {}, { prefix: 'b' })
    const browser = await signedIn()
    const first = await pageOf(browser, `${LIST}?state=expired`)
    expect(linesOf(first)).toHaveLength(50)
    expect(first).toContain('aria-current="page">Expired <span>60</span>')
    const second = await pageOf(browser, nextOf(first))
    expect(linesOf(second)).toHaveLength(10)
    expect(nextOf(second)).toBeUndefined()
  })

  it('finds the sessions of a user', async () => {
    await user('7', { prefix: 'a' })
    await user('77', { prefix: 'b' })
    await user('7', { prefix: 'c', seconds: -1 })
    const browser = await signedIn()
    expect(linesOf(await pageOf(browser, `${LIST}?q=7`))).toHaveLength(2)
    expect(linesOf(await pageOf(browser, `${LIST}?q=+7+&state=live`))).toHaveLength(1)
    const none = await pageOf(browser, `${LIST}?q=' OR 1=1 --`)
    expect(linesOf(none)).toHaveLength(0)
    expect(none).toContain('No sessions match these filters.')
    expect(none).toContain('value="&#39; OR 1=1 --"')
  })

  it('shows rows with unusual or forged data, escaped', async () => {
    await addRows(1, { _auth_user_id: 7 }, { prefix: 'number' })
    await addRows(1, { _auth_user_id: '<b>"' }, { prefix: 'html' })
    await env.DB.prepare(
      'INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)',
    )
      .bind('forg'.repeat(8), 'forged', '2030-01-01 00:00:00')
      .run()
    const page = await pageOf(await signedIn())
    expect(linesOf(page)).toHaveLength(4)
    expect(page).toContain('&lt;b&gt;&quot;')
    expect(page).not.toContain('<b>"')
  })

  it('shows a decoded session on its own page, with secrets masked', async () => {
    await addRows(
      1,
      {
        name: '<Zoë>',
        _auth_user_id: '7',
        _auth_user_hash: 'f00dfeed'.repeat(8),
        _csrftoken: 'secretsecret',
      },
      { prefix: 'seen' },
    )
    const browser = await signedIn()
    const lines = linesOf(await pageOf(browser))
    const id = lines.find(({ text }) => text.includes('seen'))?.id
    const page = await pageOf(browser, `${LIST}${id}/`)
    expect(page).toContain('<code>seen…</code>')
    expect(page).toContain('&quot;name&quot;: &quot;&lt;Zoë&gt;&quot;')
    expect(page).toContain('f00d…')
    expect(page).not.toMatch(/f00df|secretsecret/)
  })

  it('ends a session, redirects back and logs it without the key (ASVS 7.4.5)', async () => {
    const key = await user('7', { prefix: 'seven' })
    const browser = await signedIn()
    const lines = linesOf(await pageOf(browser))
    const session = lines.find(({ text }) => text.includes(' 7 '))?.id ?? ''
    const next = 'http://localhost/admin/sessions/?state=live'
    const response = await browser.post(`${LIST}end/`, { session, next })
    expect([response.status, response.headers.get('Location')]).toEqual([
      303,
      `${LIST}?state=live#main`,
    ])
    expect(log.mock.calls).toEqual([['admin: ended a session of user 7']])
    expect(await pageOf(browser)).toContain('Ended a session of user 7.')
    expect((await rows()).map(({ session_key }) => session_key)).toEqual([browser.key])
    const victim = new Browser(site)
    victim.cookie = `sessionid=${key}`
    expect(await pageOf(victim, '/get-session/')).toContain('<h2>Session has expired</h2>')

    await browser.post(`${LIST}end/`, { session })
    expect(await pageOf(browser)).toContain('That session does not exist any more.')
    expect((await browser.get(`${LIST}${session}/`)).status).toBe(404)
  })

  it('deletes the expired sessions, then shows and logs how many', async () => {
    await addRows(3, {}, { seconds: -1 })
    await addRows(1, {}, { prefix: 'live' })
    const browser = await signedIn()
    expect((await browser.post(`${LIST}clear/`)).status).toBe(303)
    expect(log.mock.calls).toEqual([['admin: deleted 3 expired sessions']])
    expect(await pageOf(browser)).toContain('Deleted 3 expired sessions.')
    expect(await rows()).toHaveLength(2)
  })
})

describe('the session list', () => {
  it('needs four statements per view, or five to search for anything but a known user', async () => {
    const metered = new MeteredDatabase(env.DB)
    const browser = await signedIn(siteWith({ ...ON, DB: metered.db }))
    await addRows(60)
    const statements: number[] = []
    for (const query of ['', '?state=live&sort=expires', '?q=demo-ankit', '?q=7', '?q=ax']) {
      metered.bill()
      await browser.get(LIST + query)
      statements.push(metered.bill().statements)
    }
    expect(statements).toEqual([4, 4, 4, 5, 5])
  })

  it('looks up a Django user once per search by name', async () => {
    await resetUsers()
    await addUser(ALICE.id)
    const metered = new MeteredDatabase(env.DB)
    const browser = await signedIn(siteWith({ ...ON, DB: metered.db, DJANGO_USERS: true }))
    metered.bill()
    expect(await pageOf(browser, `${LIST}?q=alice`)).toContain('Sessions of user alice')
    // The session, the user, the columns, the counts, the rows and their users' names.
    expect(metered.bill().statements).toBe(6)
  })

  it('reads a bounded number of rows of a huge table on any page and in any order', async () => {
    await fillTable(30_000)
    const metered = new MeteredDatabase(env.DB)
    const browser = await signedIn(siteWith({ ...ON, DB: metered.db }))
    for (const query of QUERIES) {
      metered.bill()
      expect((await browser.get(LIST + query)).status).toBe(200)
      expect(metered.bill().read, query).toBeLessThan(70_000)
    }
  })

  it('limits how much data one page inflates and marks the rows left out (P11)', async () => {
    const data = await codec.encode(new Map([['a', 'x'.repeat(4_000_000)]]), NOON)
    expect(data.length).toBeLessThan(65_536)
    const insert = `INSERT INTO django_session (session_key, session_data, expire_date)
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 109)
      SELECT printf('a%031d', i), ?, '2030-01-01 00:00:00' FROM n`
    await env.DB.prepare(insert).bind(data).run()
    const browser = await signedIn()
    const lines = linesOf(await (await browser.get(LIST)).text())
    expect(lines).toHaveLength(50)
    // Each row inflates to more than the list allows.
    expect(
      lines.filter(({ text }) => text.includes('Too large for a list')).length,
    ).toBeGreaterThan(48)
    const id = lines.find(({ text }) => text.includes('Too large'))?.id
    expect(await (await browser.get(`${LIST}${id}/`)).text()).toContain('characters)')
  })

  it('shows a huge table in windows of 10,000 rows and links to the next one', async () => {
    await fillTable(10_500)
    await addRows(1, {}, { seconds: -1, prefix: 'z' })
    const browser = await signedIn()
    const first = await (await browser.get(`${LIST}?state=expired`)).text()
    expect(first).toContain('10,000+ sessions')
    expect(first).toContain('No sessions match these filters.')
    const address = /href="([^"]+)">Next 10,000 sessions/.exec(first)?.[1]?.replaceAll('&amp;', '&')
    const second = await (await browser.get(address ?? '')).text()
    expect(linesOf(second)).toHaveLength(1)
    expect(second).toContain('First sessions')
    expect(second).not.toContain('Next 10,000 sessions')
  })

  it('lists the signed-in sessions of a huge table without windows, using their index', async () => {
    await fillTable(10_500)
    const browser = await signedIn()
    const all = await (await browser.get(LIST)).text()
    const from = /href="[^"]*[?;]from=([^"&]+)">Next 10,000 sessions/.exec(all)?.[1]
    expect(from).toBeDefined()
    const users = await (await browser.get(`${LIST}?state=signed-in`)).text()
    expect(linesOf(users)).toHaveLength(50)
    expect(users).toContain('1–50 of 1,050')
    expect(users).not.toContain('Next 10,000 sessions')
    const second = await (await browser.get(`${LIST}?state=signed-in&from=${from}`)).text()
    expect(linesOf(second)).toEqual(linesOf(users))
    expect(second).not.toMatch(/First sessions|from=/)
    for (const query of ['?state=anonymous', '?state=signed-in&q=demo-ankit&sort=expires']) {
      const windowed = await (await browser.get(`${LIST}${query}&from=${from}`)).text()
      expect(windowed, query).toContain('First sessions')
    }
  })

  it('shows each row once when sorted by expiry, with the row numbers of each page', async () => {
    await addRows(60, {}, { seconds: 100, prefix: 'b' })
    await addRows(3, {}, { seconds: 50, prefix: 'c' })
    const browser = await signedIn()
    const byExpiry = await pageOf(browser, `${LIST}?sort=expires`)
    expect(linesOf(byExpiry)[0]?.text).toMatch(/^cxxx/)
    expect(byExpiry).toContain('1–50 of 64')
    const second = await pageOf(browser, nextOf(byExpiry))
    expect(second).toContain('51–64 of 64')
    expect(second).toContain('rel="prev" href="/admin/sessions/?sort=expires"')
    const ids = [...linesOf(byExpiry), ...linesOf(second)].map(({ id }) => id)
    expect(new Set(ids).size).toBe(64)
  })

  it.each([
    ['2026-03-01T13:30:00+02:00', 'Expired'],
    ['2026-03-01 13:30:00+02:00', 'Expired'],
    ['2026-03-01T11:30:00-02:00', 'Live'],
    ['2026-3-1 9:00:00', 'Expired'],
    ['soon', 'Expired'],
  ])('treats a session that expires at %s as %s, like the store', async (date, status) => {
    const [key = ''] = await addRows(1)
    await env.DB.prepare('UPDATE django_session SET expire_date = ? WHERE session_key = ?')
      .bind(date, key)
      .run()
    const browser = await signedIn()
    const page = await pageOf(browser, `${LIST}?state=${status.toLowerCase()}`)
    const lines = linesOf(page).filter(({ text }) => text.startsWith('axxx'))
    expect(lines.map(({ text }) => text.includes(status))).toEqual([true])
    expect(page).toContain(status === 'Live' ? '2 live · 0 expired' : '1 live · 1 expired')
    const other = status === 'Live' ? 'expired' : 'live'
    expect(await pageOf(browser, `${LIST}?state=${other}`)).not.toContain('axxx…')
  })

  it('finds sessions by user name and by key prefix', async () => {
    await addUser('demo-zoe', { prefix: 'zoe' })
    await addRows(2, {}, { prefix: 'abcd' })
    const browser = await signedIn()
    const byName = await pageOf(browser, `${LIST}?q=zoe`)
    expect(byName).toContain('Sessions of user zoe')
    expect(linesOf(byName)).toHaveLength(1)
    expect(linesOf(await pageOf(browser, `${LIST}?q=abcd`))).toHaveLength(2)
    expect(linesOf(await pageOf(browser, `${LIST}?q=abce`))).toHaveLength(0)
  })

  it('binds search terms instead of inserting them into SQL (ASVS 1.2.4)', async () => {
    const prepare = vi.spyOn(env.DB, 'prepare')
    const browser = await signedIn(siteWith({ ...ON, DB: env.DB, DJANGO_USERS: true }))
    await resetUsers()
    for (const query of ['?q=zzq', '?q=zz%27q', '?state=live&q=demo-ankit', '?page=177']) {
      expect((await browser.get(LIST + query)).status, query).toBe(200)
    }
    expect(prepare.mock.calls.join()).not.toMatch(/zzq|zz'q|ankit|8800/)
    prepare.mockRestore()
  })

  it('shows the names of Django users', async () => {
    await resetUsers()
    await addUser(ALICE.id)
    const browser = await signedIn(siteWith({ ...ON, DJANGO_USERS: true }))
    const [line] = linesOf(await pageOf(browser, `${LIST}?q=alice`))
    expect(line?.text).toMatch(/^axxx… alice /)
  })

  it('redirects a search for more than 8 characters of a key to a URL without them', async () => {
    const [key = ''] = await addRows(1)
    const browser = await signedIn()
    const whole = await browser.get(`${LIST}?q=${key}`)
    expect(whole.status).toBe(303)
    expect(whole.headers.get('Location')).toMatch(/^\/admin\/sessions\/[\w-]{80}\/$/)
    const long = await browser.get(`${LIST}?q=${key.slice(0, 20)}`)
    expect([long.status, long.headers.get('Location')]).toEqual([
      303,
      `${LIST}?q=${key.slice(0, 8)}`,
    ])
  })

  it('asks for confirmation before ending the selected sessions', async () => {
    await addRows(3)
    const browser = await signedIn()
    const ids = linesOf(await pageOf(browser))
      .filter(({ text }) => text.startsWith('axxx'))
      .map(({ id }) => id)
    const query = ids.map((id) => `session=${id}`).join('&')
    const question = await pageOf(browser, `${LIST}end/?${query}&next=${LIST}`)
    expect(question).toContain('<h1>End 3 sessions?</h1>')
    expect(await rows()).toHaveLength(4)
    const body = new URLSearchParams(ids.map((id) => ['session', id]))
    body.append('csrfmiddlewaretoken', browser.cookies.get('csrftoken') ?? '')
    await browser.get(`${LIST}end/`, { method: 'POST', body })
    expect(await pageOf(browser)).toContain('Ended 3 sessions.')
    expect(await rows()).toHaveLength(1)
    expect((await browser.get(`${LIST}end/?${query}`)).status).toBe(422)
  })

  it('asks for confirmation before deleting the expired sessions', async () => {
    await addRows(2, {}, { seconds: -1 })
    const browser = await signedIn()
    expect(await pageOf(browser)).toContain('Delete 2 expired…')
    expect(await pageOf(browser, `${LIST}clear/`)).toContain('<h1>Delete expired sessions?</h1>')
    expect(await rows()).toHaveLength(3)
  })

  it('refreshes on request, without JavaScript', async () => {
    const browser = await signedIn()
    expect(await pageOf(browser)).not.toContain('http-equiv="refresh"')
    const page = await pageOf(browser, `${LIST}?live=5`)
    expect(page).toContain('<meta http-equiv="refresh" content="5"/>')
    expect(page).toContain('Stop refreshing')
    expect(page).not.toContain('type="checkbox"')
  })

  it('forbids caching (ASVS 14.3.2)', async () => {
    const { headers } = await (await signedIn()).get(LIST)
    expect(headers.get('Cache-Control')).toBe('private, no-store')
  })

  it.each([
    '?state=other',
    '?state=__proto__',
    `?q=${'x'.repeat(256)}`,
    '?from=x',
    '?from=%00',
    '?page=0',
    '?page=201',
    '?sort=user',
    '?live=0',
  ])('rejects %s', async (query) => {
    const response = await (await signedIn()).get(LIST + query)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('<h1>This list cannot be shown</h1>')
  })

  it('rejects session keys and tampered ids', async () => {
    const [key = ''] = await addRows(1)
    const browser = await signedIn()
    for (const id of [key, 'x', `${linesOf(await pageOf(browser))[0]?.id}x`]) {
      expect((await browser.get(`${LIST}${id}/`)).status).toBe(404)
      await browser.post(`${LIST}end/`, { session: id })
    }
    expect((await browser.get(`${LIST}?from=${key}`)).status).toBe(422)
    expect(await rows()).toHaveLength(2)
  })

  it('signs the administrator out when they end their own session', async () => {
    const browser = await signedIn()
    const session = linesOf(await pageOf(browser))[0]?.id ?? ''
    expect(await pageOf(browser, `${LIST}${session}/`)).toContain('End my own session')
    const response = await browser.post(`${LIST}end/`, { session })
    expect([response.status, response.headers.get('Location')]).toEqual([303, LIST])
    expect(log.mock.calls).toEqual([['admin: ended a session of an anonymous visitor']])
    expect(browser.key).toBeUndefined()
    expect(await rows()).toEqual([])
  })

  it('sends no needless DELETE for an unknown id or for the own session alone', async () => {
    const metered = new MeteredDatabase(env.DB)
    const browser = await signedIn(siteWith({ ...ON, DB: metered.db }))
    const own = linesOf(await pageOf(browser))[0]?.id ?? ''
    const prepare = vi.spyOn(env.DB, 'prepare')
    await browser.post(`${LIST}end/`, { session: 'x' })
    expect(prepare.mock.calls.join()).not.toContain('DELETE')
    expect(await pageOf(browser)).toContain('That session does not exist any more.')
    metered.bill()
    await browser.post(`${LIST}end/`, { session: own })
    // Load the session, select the rows, delete the session.
    expect(metered.bill().statements).toBe(3)
    expect(await rows()).toEqual([])
    prepare.mockRestore()
  })

  it('writes a single log line for a user id with a line break', async () => {
    await addUser('7\nadmin: signed in \ud800', { prefix: 'a' })
    const browser = await signedIn()
    const session = linesOf(await pageOf(browser)).find(({ text }) => /7/.test(text))?.id ?? ''
    expect((await browser.post(`${LIST}end/`, { session })).status).toBe(303)
    expect(String(log.mock.calls)).not.toContain('\n')
  })

  it('reports that a damaged row is treated as an empty session', async () => {
    const browser = await signedIn()
    await env.DB.prepare("UPDATE django_session SET session_data = 'x' WHERE session_key <> ?")
      .bind(browser.key)
      .run()
    const [key = ''] = await addRows(1)
    await env.DB.prepare("UPDATE django_session SET session_data = 'x:y:z' WHERE session_key = ?")
      .bind(key)
      .run()
    const lines = linesOf(await pageOf(browser))
    const id = lines.find(({ text }) => text.includes('axxx'))?.id
    expect(await pageOf(browser, `${LIST}${id}/`)).toContain(
      'Bad signature: treated as an empty session.',
    )
  })
})

describe('the administrator sign-out', () => {
  it('revokes the admin rights, changes the key and keeps the other data', async () => {
    const browser = await signedIn()
    await browser.get('/set-session/')
    const { cookie } = browser
    const response = await browser.post(`${LIST}logout/`)
    expect([response.status, response.headers.get('Location')]).toEqual([303, LIST])
    expect(response.headers.get('Clear-Site-Data')).toBe('"cache"')
    expect(log.mock.calls).toEqual([['admin: signed out']])
    expect(browser.cookie).not.toBe(cookie)
    const page = await pageOf(browser)
    expect(page).toContain('You are signed out as administrator.')
    expect(page).toContain('<label for="password">')
    expect(await pageOf(browser, '/get-session/')).toContain('Hello, Ankit')
    browser.cookie = cookie
    expect(await pageOf(browser)).toContain('<label for="password">')
  })
})

describe('/admin/sessions/', () => {
  it.each(['login', 'logout', 'end', 'clear'])(
    'rejects %s without a token and does nothing on GET (ASVS 3.5.1, 3.5.3)',
    async (action) => {
      await addRows(1, {}, { seconds: -1 })
      const browser = await signedIn()
      const path = `${LIST}${action}/`
      expect((await browser.get(path, { method: 'POST' })).status).toBe(403)
      const statuses: Record<string, number> = { end: 422, clear: 200 }
      expect((await browser.get(path)).status).toBe(statuses[action] ?? 303)
      expect(await rows()).toHaveLength(2)
      expect(await pageOf(browser)).toContain('Sign out of Admin')
    },
  )

  it.each(['logout', 'end', 'clear'])('requires an administrator for %s', async (action) => {
    await addRows(1, {}, { seconds: -1 })
    const browser = await visitor()
    const response = await browser.post(`${LIST}${action}/`)
    expect([response.status, response.headers.get('Location')]).toEqual([303, LIST])
    expect(await rows()).toHaveLength(1)
    expect(log).not.toHaveBeenCalled()
  })
})
