import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CsrfOptions, csrf } from '../../../src/edge-sessions/csrf/index.ts'
import {
  addRoutes,
  loggedReason,
  OTHER_TOKEN,
  send,
  silenceWarnings,
  site,
  type TestEnv,
} from './support.ts'

const HTTP = 'http://www.example.com/change/'
const HTTPS = 'https://www.example.com/change/'

beforeEach(silenceWarnings)
afterEach(vi.restoreAllMocks)

type Sent = Record<string, string | undefined>

async function accepted(url: string, headers: Sent, options: CsrfOptions = {}) {
  const response = await send(site(options), { headers }, url)
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('changed')
}

async function refused(url: string, headers: Sent, reason: string, options: CsrfOptions = {}) {
  const response = await send(site(options), { headers }, url)
  expect(response.status).toBe(403)
  expect(loggedReason()).toBe(reason)
}

function badOrigin(origin: string): string {
  return `Origin checking failed - ${origin} does not match any trusted origins.`
}

function badReferer(referer: string): string {
  return `Referer checking failed - ${referer} does not match any trusted origins.`
}

describe('the Origin check', () => {
  it.each([
    [HTTP, 'http://www.example.com'],
    [HTTPS, 'https://www.example.com'],
    ['http://localhost:8787/change/', 'http://localhost:8787'],
    ['https://www.example.com:443/change/', 'https://www.example.com'],
  ])('accepts a request to %s from its own origin %s', async (url, origin) => {
    await accepted(url, { Origin: origin })
  })

  it.each([
    [HTTP, 'http://evil.example'],
    [HTTP, 'https://www.example.com'],
    [HTTPS, 'http://www.example.com'],
    [HTTPS, 'https://example.com'],
    [HTTPS, 'https://www.example.com:8443'],
    [HTTPS, 'https://www.example.com/'],
    [HTTPS, 'https://www.example.com, https://www.example.com'],
    ['http://localhost:8787/change/', 'http://localhost:5173'],
    ['http://localhost:8787/change/', 'http://localhost'],
  ])('rejects a request to %s from the origin %s', async (url, origin) => {
    await refused(url, { Origin: origin }, badOrigin(origin))
  })

  it.each([HTTP, HTTPS])('rejects a request to %s from the origin `null`', async (url) => {
    await refused(url, { Origin: 'null' }, badOrigin('null'))
    await refused(url, { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }, badOrigin('null'))
  })

  it('rejects an empty origin', async () => {
    await refused(HTTP, { Origin: '' }, badOrigin(''))
  })

  it('accepts a trusted origin, exact or matched by a wildcard', async () => {
    const options = { trustedOrigins: ['https://partner.example', 'https://*.example.org'] }
    await accepted(HTTPS, { Origin: 'https://partner.example' }, options)
    await accepted(HTTPS, { Origin: 'https://shop.example.org' }, options)
    await accepted(HTTP, { Origin: 'https://partner.example' }, options)
  })

  it('rejects an untrusted origin despite a valid Referer', async () => {
    const headers = { Origin: 'https://evil.example', Referer: HTTPS }
    await refused(HTTPS, headers, badOrigin('https://evil.example'))
  })

  it('ignores the Referer if the origin is valid', async () => {
    await accepted(HTTPS, { Origin: 'https://www.example.com', Referer: 'https://evil.example/' })
  })
})

describe('the Referer check', () => {
  it('is skipped on HTTP', async () => {
    await accepted(HTTP, {})
    await accepted(HTTP, { Referer: 'http://evil.example/' })
    await accepted(HTTP, { Referer: 'nonsense' })
  })

  it('rejects a missing Referer on HTTPS if there is no Origin', async () => {
    await refused(HTTPS, {}, 'Referer checking failed - no Referer.')
  })

  it.each([
    '',
    'nonsense',
    'www.example.com/change/',
    '//www.example.com/',
    '/change/',
    'https://',
    'https:',
    'https:///www.example.com/',
    'https:www.example.com',
    'https://[/',
    'https://::1]/',
    'about:blank',
    'mailto:a@www.example.com',
    'https://evil.example@www.example.com/',
    'https://evil.example\\@www.example.com/',
  ])('rejects the malformed Referer %j', async (referer) => {
    await refused(HTTPS, { Referer: referer }, 'Referer checking failed - Referer is malformed.')
  })

  it.each(['http://www.example.com/', 'ftp://www.example.com/', 'chrome-extension://abc/'])(
    'rejects the insecure Referer %s',
    async (referer) => {
      await refused(
        HTTPS,
        { Referer: referer },
        'Referer checking failed - Referer is insecure while host is secure.',
      )
    },
  )

  it.each([
    'https://www.example.com/',
    'https://www.example.com',
    'https://www.example.com/a/b?c=d#e',
    'https://www.example.com?q',
    'HTTPS://www.example.com/',
  ])('accepts %s from the same host', async (referer) => {
    await accepted(HTTPS, { Referer: referer })
  })

  it.each([
    'https://evil.example/',
    'https://example.com/',
    'https://www.example.com.evil.example/',
    'https://evil.example/www.example.com/',
    'https://www.example.com:8443/',
    'https://evilwww.example.com/',
  ])('rejects %s from another host', async (referer) => {
    await refused(HTTPS, { Referer: referer }, badReferer(referer))
  })

  it('keeps the query of the Referer out of the log', async () => {
    const referer = 'https://evil.example/page?csrfmiddlewaretoken=secret#secret'
    await refused(HTTPS, { Referer: referer }, badReferer('https://evil.example/page'))
  })

  it('compares the port', async () => {
    const url = 'https://www.example.com:8443/change/'
    await accepted(url, { Referer: 'https://www.example.com:8443/' })
    await refused(
      url,
      { Referer: 'https://www.example.com/' },
      badReferer('https://www.example.com/'),
    )
  })

  it('accepts a trusted host, exact or matched by a wildcard, only over HTTPS', async () => {
    const options = { trustedOrigins: ['https://partner.example', 'https://*.example.org'] }
    await accepted(HTTPS, { Referer: 'https://partner.example/page' }, options)
    await accepted(HTTPS, { Referer: 'https://shop.example.org/page' }, options)
    await accepted(HTTPS, { Referer: 'https://example.org/page' }, options)
    await accepted(HTTPS, { Referer: 'https://www.example.com/page' }, options)
    await refused(
      HTTPS,
      { Referer: 'http://partner.example/page' },
      'Referer checking failed - Referer is insecure while host is secure.',
      options,
    )
  })

  it('accepts every host under a `cookieDomain` with a leading dot', async () => {
    const options = { cookieDomain: '.example.com' }
    await accepted(HTTPS, { Referer: 'https://shop.example.com/' }, options)
    await accepted(HTTPS, { Referer: 'https://example.com/' }, options)
    await refused(
      HTTPS,
      { Referer: 'https://evilexample.com/' },
      badReferer('https://evilexample.com/'),
      options,
    )
  })

  it('accepts only the exact `cookieDomain` without a leading dot, as in Django', async () => {
    const options = { cookieDomain: 'example.com' }
    await accepted(HTTPS, { Referer: 'https://example.com/' }, options)
    await refused(HTTPS, { Referer: HTTPS }, badReferer(HTTPS), options)
  })

  it('adds the port of the request to `cookieDomain` unless it is 443 or 80', async () => {
    const options = { cookieDomain: '.example.com' }
    const url = 'https://www.example.com:8443/change/'
    await accepted(url, { Referer: 'https://shop.example.com:8443/' }, options)
    await refused(
      url,
      { Referer: 'https://shop.example.com/' },
      badReferer('https://shop.example.com/'),
      options,
    )
    const port80 = 'https://www.example.com:80/change/'
    await accepted(port80, { Referer: 'https://shop.example.com/' }, options)
  })

  it('ignores `sessionCookieDomain` if the secret is in a cookie', async () => {
    const options = { sessionCookieDomain: '.example.com' }
    const referer = 'https://shop.example.com/'
    await refused(HTTPS, { Referer: referer }, badReferer(referer), options)
  })
})

describe('the Sec-Fetch-Site check', () => {
  const PARTNER = { trustedOrigins: ['https://partner.example', 'https://*.example.com'] }

  it.each(['same-origin', 'none', '', 'unheard-of'])('accepts %j', async (site) => {
    await accepted(HTTP, { 'Sec-Fetch-Site': site })
    await accepted(HTTPS, { 'Sec-Fetch-Site': site, Origin: 'https://www.example.com' })
  })

  it.each(['cross-site', 'same-site'])('rejects %s', async (site) => {
    const reason = `Fetch metadata checking failed - Sec-Fetch-Site is ${site}.`
    await refused(HTTP, { 'Sec-Fetch-Site': site }, reason)
    await refused(HTTPS, { 'Sec-Fetch-Site': site, Referer: HTTPS }, reason)
    await refused(HTTPS, { 'Sec-Fetch-Site': site, Origin: 'https://www.example.com' }, reason)
    await refused(HTTPS, { 'Sec-Fetch-Site': site, Referer: HTTPS }, reason, PARTNER)
  })

  it.each([
    ['cross-site', 'https://partner.example'],
    ['same-site', 'https://shop.example.com'],
  ])('accepts %s from the trusted origin %s', async (site, origin) => {
    await accepted(HTTPS, { 'Sec-Fetch-Site': site, Origin: origin }, PARTNER)
  })

  it('rejects an untrusted origin despite `same-origin`', async () => {
    const headers = { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://evil.example' }
    await refused(HTTPS, headers, badOrigin('https://evil.example'))
  })

  it('is skipped for a safe method', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }
    const response = await send(site(), { method: 'GET', headers }, HTTPS)
    expect(response.status).toBe(200)
  })
})

describe('a form with `Origin: null` from a page with secureHeaders()', () => {
  const withHeaders = () => addRoutes(new Hono<TestEnv>().use(secureHeaders(), csrf()))

  /** Returns the headers that a browser sends with a form of this page. */
  function headersOf(page: Response): Record<string, string> {
    expect(page.headers.get('Referrer-Policy')).toBe('no-referrer')
    return { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }
  }

  it.each([HTTP, HTTPS])('is accepted on %s', async (url) => {
    const app = withHeaders()
    const headers = headersOf(await app.request(new URL('/form/', url)))
    expect(await (await send(app, { headers }, url)).text()).toBe('changed')
  })

  it('still needs a valid token', async () => {
    const app = withHeaders()
    const headers = { ...headersOf(await app.request('/form/')), 'X-CSRFToken': OTHER_TOKEN }
    expect((await send(app, { headers }, HTTPS)).status).toBe(403)
  })

  it.each(['cross-site', 'same-site', 'none', undefined])(
    'is rejected with Sec-Fetch-Site %s',
    async (fetchSite) => {
      const headers = { Origin: 'null', 'Sec-Fetch-Site': fetchSite }
      expect((await send(withHeaders(), { headers }, HTTPS)).status).toBe(403)
      expect((await send(withHeaders(), { headers }, HTTP)).status).toBe(403)
    },
  )
})
