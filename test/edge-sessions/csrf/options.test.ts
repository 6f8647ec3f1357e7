import { describe, expect, it } from 'vitest'
import { type CsrfOptions, checkCsrfOptions, csrf } from '../../../src/edge-sessions/csrf/index.ts'
import { resolveCsrf } from '../../../src/edge-sessions/csrf/options.ts'
import { ImproperlyConfigured } from '../../../src/edge-sessions/index.ts'

describe('the option parser', () => {
  it('applies Django’s defaults', () => {
    expect(resolveCsrf({})).toMatchObject({
      cookie: {
        cookieName: 'csrftoken',
        cookieDomain: undefined,
        cookiePath: '/',
        cookieSecure: 'auto',
        cookieHttpOnly: false,
        cookieSameSite: 'Lax',
      },
      cookieAge: 31_449_600,
      headerName: 'X-CSRFToken',
      useSessions: false,
      refererDomain: undefined,
      exempt: new Set(),
    })
  })

  it('applies the defaults to options that are undefined', () => {
    const options: CsrfOptions = {
      cookieName: undefined,
      cookieDomain: undefined,
      cookiePath: undefined,
      cookieSecure: undefined,
      cookieHttpOnly: undefined,
      cookieSameSite: undefined,
      cookieAge: undefined,
      headerName: undefined,
      trustedOrigins: undefined,
      useSessions: undefined,
      exempt: undefined,
      failureView: undefined,
      now: undefined,
      randomBytes: undefined,
    }
    expect(resolveCsrf(options).cookie).toEqual(resolveCsrf({}).cookie)
    expect(resolveCsrf(options).cookieAge).toBe(31_449_600)
  })

  it.each<[CsrfOptions, string]>([
    [{ cookieName: 'a b' }, 'Expected `cookieName` to be a cookie name, got `a b`'],
    [{ cookieName: 'a;b' }, 'Expected `cookieName` to be a cookie name'],
    [{ cookieName: '' }, 'Expected `cookieName` to be a cookie name'],
    [{ cookiePath: 'app' }, 'Expected `cookiePath` to be a path'],
    [{ cookiePath: '/;Secure' }, 'Expected `cookiePath` to be a path'],
    [{ cookieDomain: 'a b' }, 'Expected `cookieDomain` to be a domain'],
    [{ cookieDomain: 'a;HttpOnly' }, 'Expected `cookieDomain` to be a domain'],
    [{ cookieName: '__Host-csrftoken', cookieDomain: 'example.com' }, 'unset for a `__Host-`'],
    [{ cookieName: '__Host-csrftoken', cookiePath: '/app/' }, '`/` for a `__Host-` cookie'],
    [{ cookieSameSite: 'None', cookieSecure: false }, 'Expected `cookieSecure` to be true'],
    [{ cookieAge: 0 }, 'Expected `cookieAge` to be 1 to 34560000 seconds or null, got `0`'],
    [{ cookieAge: -1 }, 'Expected `cookieAge`'],
    [{ cookieAge: 1.5 }, 'Expected `cookieAge`'],
    [{ cookieAge: Number.NaN }, 'Expected `cookieAge`'],
    [{ cookieAge: 34_560_001 }, 'Expected `cookieAge`'],
    [{ headerName: 'X CSRF' }, 'Expected `headerName` to be the name of a header, got `X CSRF`'],
    [{ headerName: '' }, 'Expected `headerName`'],
    [{ trustedOrigins: ['example.com'] }, 'Expected `trustedOrigins` to be like'],
    [{ exempt: ['hook'] }, 'Expected `exempt` to be exact paths'],
    [{ exempt: ['/hook/*'] }, 'Expected `exempt` to be exact paths'],
    [{ exempt: ['/hook/:id'] }, 'Expected `exempt` to be exact paths'],
    [{ exempt: ['/hook?x=1'] }, 'Expected `exempt` to be exact paths'],
    [{ exempt: [''] }, 'Expected `exempt` to be exact paths'],
  ])('rejects %o', (options, message) => {
    expect(() => csrf(options)).toThrow(ImproperlyConfigured)
    expect(() => checkCsrfOptions(options)).toThrow(message)
  })

  it.each<CsrfOptions>([
    {},
    { cookieAge: null },
    { cookieAge: 34_560_000 },
    { cookieName: '__Host-csrftoken' },
    { exempt: ['/', '/hook', '/hook/', '/v1/things:batch', '/caf\u00e9/'] },
    { trustedOrigins: ['https://example.com', 'https://*.example.com', 'http://localhost:5173'] },
  ])('accepts %o', (options) => {
    expect(() => checkCsrfOptions(options)).not.toThrow()
  })
})
