import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { d1Store, Session, sessionCodec } from '../../src/edge-sessions/index.ts'
import { app } from '../../src/site/app.tsx'
import worker from '../../src/site/index.ts'
import { Browser, emptyTable, NOON, rows, SECRET_KEY } from '../support/test-app.ts'

const site = { request: (path: string, init?: RequestInit) => app.request(path, init ?? {}, env) }

beforeEach(async () => {
  await emptyTable()
  vi.useFakeTimers({ now: NOON, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function pageOf(response: Response | Promise<Response>): Promise<string> {
  return (await response).text()
}

describe('the tutorial', () => {
  it('stores a name at /set-session/ and sets the cookie for 30 seconds', async () => {
    const browser = new Browser(site)
    const response = await browser.get('/set-session/')
    expect(response.status).toBe(200)
    const cookies = response.headers.getSetCookie()
    expect(cookies.filter((cookie) => cookie.startsWith('sessionid='))).toHaveLength(1)
    expect(cookies.at(-1)).toMatch(
      /^sessionid=[a-z0-9]{32}; expires=[^;]+; Max-Age=30; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    expect(await response.text()).toContain('<h1>Session is set...</h1>')
    const [row] = await rows()
    const members = await sessionCodec({ secretKey: SECRET_KEY }).decode(row?.session_data ?? '')
    expect(Object.fromEntries(members)).toEqual({ name: 'Ankit' })
    expect(row?.session_key).toBe(browser.key)
    expect(row?.expire_date).toMatch(/^2026-03-01 12:00:30/)
  })

  it('greets at /get-session/ for 29.999 seconds and reports an expired session at 30.000', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    vi.setSystemTime(NOON.getTime() + 29_999)
    expect(await pageOf(browser.get('/get-session/'))).toContain('<h2>Hello, Ankit</h2>')
    vi.setSystemTime(NOON.getTime() + 30_000)
    expect(await pageOf(browser.get('/get-session/'))).toContain('<h2>Session has expired</h2>')
  })

  it('does not serve an expired row that is still in the table (P8, CVE-2018-1000814)', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    const { cookie } = browser
    vi.setSystemTime(NOON.getTime() + 30_000)
    expect(await rows()).toHaveLength(1)
    const response = await app.request('/get-session/', { headers: { Cookie: cookie ?? '' } }, env)
    expect(await response.text()).toContain('<h2>Session has expired</h2>')
  })

  it('shows "Session has expired" and sets no cookie without a session', async () => {
    const response = await site.request('/get-session/')
    expect(await response.text()).toContain('<h2>Session has expired</h2>')
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('escapes the stored name', async () => {
    const browser = new Browser(site)
    const session = new Session(null, {
      store: d1Store(env.DB),
      codec: sessionCodec({ secretKey: SECRET_KEY }),
    })
    session.set('name', '<script>alert(1)</script>')
    await session.save()
    browser.cookie = `sessionid=${session.key}`
    for (const path of ['/get-session/', '/']) {
      const page = await pageOf(browser.get(path))
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
      expect(page).not.toContain('<script>alert')
    }
  })

  it('accepts a stored name that is not a string, which another site may have written', async () => {
    const session = new Session(null, {
      store: d1Store(env.DB),
      codec: sessionCodec({ secretKey: SECRET_KEY }),
    })
    session.set('name', { first: 'Ankit' })
    await session.save()
    const headers = { Cookie: `sessionid=${session.key}` }
    const response = await site.request('/get-session/', { headers })
    expect(response.status).toBe(200)
  })
})

describe('the router', () => {
  it.each(['/set-session', '/get-session'])(
    'redirects %s to the URL with a trailing slash',
    async (path) => {
      const response = await site.request(`${path}?next=1`)
      expect(response.status).toBe(301)
      expect(response.headers.get('Location')).toBe(`http://localhost${path}/?next=1`)
      expect(response.headers.getSetCookie()).toEqual([])
    },
  )

  it('answers 404 for any other path instead of redirecting', async () => {
    for (const path of ['/nope', '/nope/', '//evil.example', '/set-session/x']) {
      const response = await site.request(path)
      expect(response.status, path).toBe(404)
      expect(await response.text()).toContain('Page not found')
    }
  })

  it('shows the 404 page in the language of the browser', async () => {
    const headers = { 'Accept-Language': 'de' }
    const response = await site.request('/nope/', { headers })
    expect(response.status).toBe(404)
    const page = await response.text()
    expect(page).toContain('<h1>Seite nicht gefunden</h1>')
    expect(page).not.toContain('Page not found')
  })

  it('answers 404 for an unsupported method and changes nothing', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    const before = await rows()
    expect((await browser.post('/get-session/')).status).toBe(404)
    expect(await rows()).toEqual(before)
  })
})

describe('the style sheet', () => {
  it('has a hash in its name and is cached as immutable', async () => {
    const page = await pageOf(site.request('/'))
    const path = /href="(\/styles\.[0-9a-f]{16}\.css)"/.exec(page)?.[1] ?? ''
    const { status, headers } = await site.request(path)
    expect(status).toBe(200)
    expect(headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
    expect(headers.get('Content-Type')).toBe('text/css; charset=utf-8')
  })

  it.each(['/styles.css', '/styles.0123456789abcdef.css'])(
    'is served as %s with `no-cache`',
    async (path) => {
      const { status, headers } = await site.request(path)
      expect([status, headers.get('Cache-Control')]).toEqual([200, 'no-cache'])
    },
  )
})

describe('/', () => {
  it('links to the tutorial and reports that there is no session', async () => {
    const page = await pageOf(site.request('/'))
    expect(page).toContain('href="/set-session/"')
    expect(page).toContain('href="/get-session/"')
    expect(page).toContain('You have no session yet.')
  })

  it("shows the visitor's session without its full key", async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    vi.setSystemTime(NOON.getTime() + 10_000)
    const page = await pageOf(browser.get('/'))
    expect(page).toContain('<pre>&quot;Ankit&quot;</pre>')
    expect(page).toContain('--from:20;')
    expect(page).not.toContain(browser.key)
  })
})

describe('the error page', () => {
  it('hides the cause, which is logged, and keeps the security headers', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    const broken = { ...env, SECRET_KEY: 'weak-but-secret' }
    const response = await app.request('/get-session/', {}, broken)
    expect(response.status).toBe(500)
    const page = await response.text()
    expect(page).toContain('Something went wrong')
    expect(page).not.toContain('SECRET_KEY')
    expect(response.headers.get('X-Frame-Options')).toBe('DENY')
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    expect(String(errors.mock.calls[0]?.[0])).toContain(
      'Expected `SECRET_KEY` to be at least 50 characters, 5 of them different, got 15',
    )
  })

  const noTable = {
    prepare() {
      throw new Error('D1_ERROR: no such table: django_session: SQLITE_ERROR')
    },
  }

  it.each([
    ['npm start', { SECRET_KEY: undefined }],
    ['npm start', { SECRET_KEY: '' }],
    ['npm run migrate', { DB: noTable }],
  ])('names `%s` on localhost, but not in production', async (command, bindings) => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    for (const origin of ['http://localhost:8787', 'http://127.0.0.1', 'http://[::1]']) {
      errors.mockClear()
      const url = `${origin}/set-session/`
      const response = await app.request(url, {}, { ...env, ...bindings })
      expect(response.status).toBe(500)
      const page = await response.text()
      expect(page).toContain('<h1>This site is not set up yet</h1>')
      expect(page).toContain(`<code>${command}</code>`)
      expect(errors.mock.calls.join()).toContain(`Run \`${command}\``)
    }
    const response = await app.request(
      'https://example.com/set-session/',
      {},
      { ...env, ...bindings },
    )
    const page = await response.text()
    expect(response.status).toBe(500)
    expect(page).toContain('Your last change may not have been saved.')
    expect(page).not.toMatch(/npm|SECRET_KEY|table/)
  })

  it('names `npm run migrate` for a real database without tables', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    await env.DB.exec('ALTER TABLE django_session RENAME TO elsewhere')
    try {
      const page = await pageOf(site.request('/set-session/'))
      expect(page).toContain('<code>npm run migrate</code>')
    } finally {
      await env.DB.exec('ALTER TABLE elsewhere RENAME TO django_session')
    }
  })

  it.each([
    ['/cart/add/', 'http://localhost/cart/', '/cart/', 'Back to the cart'],
    ['/cart/add/', undefined, '/cart/', 'Back to the cart'],
    ['/account/login/', 'http://localhost/account/login/', '/account/', 'Back to your account'],
    ['/account/login/', 'https://evil.example/cart/', '/account/', 'Back to your account'],
    ['/account/login/', 'not an address', '/account/', 'Back to your account'],
    [
      '/admin/sessions/end/',
      'http://localhost/admin/sessions/?state=live&user=7',
      '/admin/sessions/?state=live&amp;user=7',
      'Back to the list of sessions',
    ],
    ['/nope/', undefined, '/', 'Go to the home page'],
  ])(
    'links after a failed POST to %s with Referer %s to %s',
    async (path, referrer, href, label) => {
      vi.spyOn(console, 'warn').mockImplementation(() => {})
      const headers = new Headers(referrer === undefined ? {} : { Referer: referrer })
      const response = await site.request(path, { method: 'POST', headers })
      expect(response.status).toBe(403)
      expect(await response.text()).toContain(`<a href="${href}">${label}</a>`)
    },
  )

  it("uses the session's language, or the browser's if the session cannot be loaded", async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const session = new Session(null, {
      store: d1Store(env.DB),
      codec: sessionCodec({ secretKey: SECRET_KEY }),
    })
    session.set('language', 'de')
    await session.save()
    const headers = { Cookie: `sessionid=${session.key}`, 'Accept-Language': 'hi' }
    for (const [DB, heading] of [
      [env.DB, 'Bitte senden Sie das noch einmal'],
      [noTable, 'कृपया इसे फिर से भेजें'],
    ]) {
      const init = { method: 'POST', headers }
      const response = await app.request('/cart/add/', init, { ...env, DB })
      expect(response.status).toBe(403)
      expect(await response.text()).toContain(`<h1>${heading}</h1>`)
    }
  })

  it('explains that the session ended during the request and offers another try', async () => {
    const browser = new Browser(site)
    await browser.get('/set-session/')
    const { cookie } = browser
    // Another request deletes the row between this one's read and its write.
    const prepare = env.DB.prepare.bind(env.DB)
    let isGone = false
    vi.spyOn(env.DB, 'prepare').mockImplementation((sql) => {
      isGone ||= sql.startsWith('UPDATE')
      return prepare(isGone ? `${sql} AND 0` : sql)
    })
    const response = await site.request('/set-session/', { headers: { Cookie: cookie ?? '' } })
    const page = await response.text()
    expect([response.status, response.headers.getSetCookie()]).toEqual([400, []])
    expect(page).toContain('<h1>Your session has ended</h1>')
    expect(page).toContain('<a href="/set-session/">Try again</a>')
  })
})

describe('the Worker', () => {
  it('answers through its entry point', async () => {
    const response = await exports.default.fetch('http://localhost/get-session/')
    expect(await response.text()).toContain('<h2>Session has expired</h2>')
  })

  it('clears expired sessions on its cron trigger and logs how many', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const browser = new Browser(site)
    await browser.get('/set-session/')
    vi.setSystemTime(NOON.getTime() + 20_000)
    await new Browser(site).get('/set-session/')
    const controller = createScheduledController({
      cron: '0 * * * *',
      scheduledTime: new Date(NOON.getTime() + 40_000),
    })
    await worker.scheduled(controller, env, createExecutionContext())
    expect(await rows()).toHaveLength(1)
    expect(log.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^clearsessions: removed 1 expired session, read \d+ rows, the whole table$/,
        ),
      ],
    ])
  })
})
