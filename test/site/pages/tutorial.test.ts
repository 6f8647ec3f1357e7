import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { d1Store, sessionCodec } from '../../../src/edge-sessions/index.ts'
import { site } from '../../support/site.ts'
import { Browser, emptyTable, NOON, rows, SECRET_KEY } from '../../support/test-app.ts'

beforeEach(async () => {
  await emptyTable()
  vi.useFakeTimers({ now: NOON, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function visitor(): Promise<Browser> {
  const browser = new Browser(site)
  await browser.get('/set-session/')
  return browser
}

describe('POST /set-session/', () => {
  it.each(['Zoë', '日本語', '👩‍👩‍👧‍👦', 'x'.repeat(100), '👩‍👩‍👧‍👦'.repeat(100), '<b>&"\''])(
    'stores %s',
    async (name) => {
      const browser = await visitor()
      const response = await browser.post('/set-session/', { name: `  ${name} ` })
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('<h1>Session is set...</h1>')
      const page = await (await browser.get('/get-session/')).text()
      const escaped = name.replace(/[<>&"']/g, (unit) => `&${ENTITIES[unit]};`)
      expect(page).toContain(`<h2>Hello, ${escaped}</h2>`)
    },
  )

  it.each([
    ['', 0],
    ['   ', 0],
    ['x'.repeat(101), 101],
  ])('rejects %j and shows the reason', async (name, length) => {
    const browser = await visitor()
    const response = await browser.post('/set-session/', { name })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain(`Enter 1 to 100 characters; yours has ${length}.`)
    expect(await (await browser.get('/get-session/')).text()).toContain('Hello, Ankit')
  })

  it.each([
    ['one character of 400 KB', `x${'\u0301'.repeat(200_000)}`],
    ['a million characters', 'x'.repeat(1_000_000)],
  ])('rejects %s without counting characters (P11)', async (_, name) => {
    const browser = await visitor()
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment')
    const response = await browser.post('/set-session/', { name })
    expect(response.status).toBe(422)
    expect(segment).not.toHaveBeenCalled()
    const page = await response.text()
    expect(page).toContain('Enter 1 to 100 characters; yours has far more.')
    expect(page.length).toBeLessThan(10_000)
    expect(await (await browser.get('/get-session/')).text()).toContain('Hello, Ankit')
  })

  it('answers 413 and keeps the stored data when the session cannot hold the name', async () => {
    // A Django site may have stored more than `maxBytes`.
    const noise = Array.from({ length: 16 }, () => {
      return crypto.getRandomValues(new Uint8Array(60_000)).toBase64()
    })
    const data = await sessionCodec({ secretKey: SECRET_KEY }).encode(new Map([['n', noise]]), NOON)
    const key = await d1Store(env.DB).create({ data, expires: new Date(NOON.getTime() + 30_000) })
    const browser = new Browser(site)
    await browser.get('/cart/')
    browser.cookie = `sessionid=${key}`
    const response = await browser.post('/set-session/', { name: 'Zoë' })
    expect(response.status).toBe(413)
    expect(await response.text()).toContain('<h1>Too much data for one session</h1>')
    expect((await rows())[0]?.session_data).toBe(data)
  })

  it('rejects a file and a missing name', async () => {
    const browser = await visitor()
    expect((await browser.post('/set-session/')).status).toBe(422)
    const body = new FormData()
    body.set('csrfmiddlewaretoken', browser.cookies.get('csrftoken') ?? '')
    body.set('name', new File(['x'], 'name.txt'))
    const response = await browser.request('/set-session/', { method: 'POST', body })
    expect(response.status).toBe(422)
  })

  it('rejects a form without a CSRF token and asks to send it again', async () => {
    const warnings = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const browser = await visitor()
    const before = await rows()
    const body = new URLSearchParams({ name: 'Mallory' })
    const response = await browser.request('/set-session/', { method: 'POST', body })
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('<h1>Please send that again</h1>')
    expect(warnings.mock.calls).toEqual([['Forbidden (CSRF token missing.): /set-session/']])
    expect(await rows()).toEqual(before)
  })
})

const ENTITIES: Record<string, string> = {
  '<': 'lt',
  '>': 'gt',
  '&': 'amp',
  '"': 'quot',
  "'": '#39',
}

describe('/get-session/', () => {
  it('counts down from the remaining seconds', async () => {
    const browser = await visitor()
    vi.setSystemTime(NOON.getTime() + 12_500)
    const response = await browser.get('/get-session/')
    const page = await response.text()
    expect(page).toContain('.countdown{--left:17.500s;--from:18;--part:58.33%}')
    const nonce = /<style nonce="([^"]+)">/.exec(page)?.[1]
    expect(response.headers.get('Content-Security-Policy')).toContain(`'nonce-${nonce}'`)
  })

  it('contains "has expired" only in the hidden end of the countdown', async () => {
    const browser = await visitor()
    const page = await (await browser.get('/get-session/')).text()
    // Hidden until the style sheet has counted down.
    expect(page).toContain('<span class="gone">Session has expired</span>')
    const withoutCode = page.replace(/<details>.*<\/details>/s, '')
    expect(withoutCode.match(/has expired/g)).toHaveLength(1)
  })

  it('greets with the new name after another page has changed the session', async () => {
    const browser = await visitor()
    await browser.post('/cart/add/', { product: 'key' })
    await browser.post('/set-session/', { name: 'x' })
    expect(await (await browser.get('/get-session/')).text()).toContain('Hello, x')
  })
})

describe('/get-session/ without a name', () => {
  it('explains that the browser sent no key', async () => {
    expect(await (await site.request('/get-session/')).text()).toContain(
      'Your browser sent no key: none was set, or it was deleted after 30 seconds',
    )
  })

  it('explains that no unexpired row has the key, which it abbreviates', async () => {
    const headers = { Cookie: `sessionid=${'dead'.repeat(8)}` }
    const page = await (await site.request('/get-session/', { headers })).text()
    expect(page).toContain(
      'Your browser sent the key <code class="key">dead…</code>, but no unexpired row',
    )
  })

  it('explains that the session is alive but holds no name', async () => {
    const browser = new Browser(site)
    await browser.get('/cart/')
    await browser.post('/cart/add/', { product: 'key' })
    const page = await (await browser.get('/get-session/')).text()
    expect(page).toContain('Your session is alive, but holds no <code>name</code>.')
  })
})

describe('a session that another page extended', () => {
  it('is explained and can be replaced by a session of 30 seconds', async () => {
    const browser = await visitor()
    expect(await (await browser.get('/get-session/')).text()).not.toContain('fresh session')
    await browser.post('/cart/add/', { product: 'key' })
    for (const path of ['/set-session/', '/get-session/']) {
      const page = await (await browser.get(path)).text()
      expect(page).toContain('Your cart keeps this session alive for 1 hour.')
      expect(page).toContain('Start a fresh session of 30 seconds')
    }
    const response = await browser.post('/set-session/fresh/')
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/set-session/#main'])
    const set = await browser.get('/set-session/')
    expect(set.headers.getSetCookie().join()).toMatch(/sessionid=.*Max-Age=30;/)
    expect(await rows()).toHaveLength(1)
  })
})

describe('a page with a form', () => {
  it('creates no row for an anonymous visitor (P1, Remix csrf)', async () => {
    const browser = new Browser(site)
    for (const path of ['/', '/cart/', '/preferences/', '/get-session/']) await browser.get(path)
    expect(await rows()).toEqual([])
    expect([...browser.cookies.keys()]).toEqual(['csrftoken'])
  })
})
