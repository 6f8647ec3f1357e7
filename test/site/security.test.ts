import { describe, expect, it } from 'vitest'
import { site, siteWith } from '../support/site.ts'

const HTTPS = 'https://example.com/get-session/'

describe('security headers', () => {
  it("match Django's defaults and forbid all scripts (ASVS 3.4.3-3.4.6)", async () => {
    const { headers } = await site.request('/get-session/')
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Referrer-Policy')).toBe('same-origin')
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
    expect(headers.get('X-Frame-Options')).toBe('DENY')
    expect(headers.has('Strict-Transport-Security')).toBe(false)
    expect(headers.get('Content-Security-Policy')).toMatch(
      /^default-src 'none'; style-src 'self' 'nonce-[^']+'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    )
  })

  it.each(['/nope', '/set-session', '/styles.css'])('are sent with %s too', async (path) => {
    const { headers } = await site.request(path)
    expect(headers.get('X-Frame-Options')).toBe('DENY')
  })

  it('contain a new nonce in each response', async () => {
    const nonces = new Set<string | null>()
    for (let visit = 0; visit < 10; visit++) {
      nonces.add((await site.request('/')).headers.get('Content-Security-Policy'))
    }
    expect(nonces.size).toBe(10)
  })

  it('follow the settings', async () => {
    const own = siteWith({
      SECURE_CONTENT_TYPE_NOSNIFF: false,
      SECURE_REFERRER_POLICY: 'no-referrer',
      SECURE_CROSS_ORIGIN_OPENER_POLICY: 'unsafe-none',
      X_FRAME_OPTIONS: 'SAMEORIGIN',
    })
    const { headers } = await own.request('/get-session/')
    expect(headers.has('X-Content-Type-Options')).toBe(false)
    expect(headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('unsafe-none')
    expect(headers.get('X-Frame-Options')).toBe('SAMEORIGIN')
  })
})

describe('HSTS', () => {
  it.each([
    [{ SECURE_HSTS_SECONDS: 3600 }, 'max-age=3600'],
    [
      { SECURE_HSTS_SECONDS: 60, SECURE_HSTS_INCLUDE_SUBDOMAINS: true, SECURE_HSTS_PRELOAD: true },
      'max-age=60; includeSubDomains; preload',
    ],
    [{ SECURE_HSTS_SECONDS: 0, SECURE_HSTS_PRELOAD: true }, null],
  ])('maps %j to %s on https and sends no header on http', async (settings, expected) => {
    const own = siteWith(settings)
    expect((await own.request(HTTPS)).headers.get('Strict-Transport-Security')).toBe(expected)
    expect((await own.request('/')).headers.has('Strict-Transport-Security')).toBe(false)
  })
})

describe('SECURE_SSL_REDIRECT', () => {
  it.each([
    [{}, 'http://example.com/cart/?a=1', 'https://example.com/cart/?a=1'],
    [{ SECURE_SSL_HOST: 'safe.example' }, 'http://example.com/cart/', 'https://safe.example/cart/'],
    [
      { SECURE_SSL_HOST: 'safe.example' },
      'http://example.com:8080/cart/',
      'https://safe.example/cart/',
    ],
    [
      { SECURE_SSL_HOST: 'safe.example:8443' },
      'http://example.com:8080/cart/',
      'https://safe.example:8443/cart/',
    ],
    [{}, 'http://example.com//evil.example', 'https://example.com//evil.example'],
  ])('redirects with %j from %s to %s', async (settings, from, to) => {
    const response = await siteWith({ SECURE_SSL_REDIRECT: true, ...settings }).request(from)
    expect([response.status, response.headers.get('Location')]).toEqual([301, to])
  })

  it('ignores https requests and exempt paths', async () => {
    const own = siteWith({ SECURE_SSL_REDIRECT: true, SECURE_REDIRECT_EXEMPT: ['^get-'] })
    expect((await own.request(HTTPS)).status).toBe(200)
    expect((await own.request('/get-session/')).status).toBe(200)
    expect((await own.request('/cart/')).status).toBe(301)
  })
})

describe('APPEND_SLASH', () => {
  it('can be turned off', async () => {
    expect((await siteWith({ APPEND_SLASH: false }).request('/cart')).status).toBe(404)
    expect((await site.request('/cart')).status).toBe(301)
  })
})
