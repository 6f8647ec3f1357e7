import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { ImproperlyConfigured } from '../../src/edge-sessions/index.ts'
import { settingsOf } from '../../src/site/settings/settings.ts'

function read(changes: Record<string, unknown>) {
  return settingsOf({ ...env, ...changes } as unknown as Env).sessions
}

describe('settingsOf', () => {
  it('reads the variables in wrangler.toml', () => {
    expect(settingsOf(env).sessions).toMatchObject({
      cookieAge: 30,
      cookieName: 'sessionid',
      cookiePath: '/',
      cookieSecure: 'auto',
      cookieHttpOnly: true,
      cookieSameSite: 'Lax',
      expireAtBrowserClose: false,
      saveEveryRequest: false,
      useTz: true,
      secretKeyFallbacks: [],
    })
    expect(settingsOf(env).sessions).not.toHaveProperty('cookieDomain')
  })

  it('returns the same object for the same environment', () => {
    expect(settingsOf(env)).toBe(settingsOf(env))
  })

  it("accepts Django's setting names, with TOML values or strings", () => {
    expect(
      read({
        SESSION_COOKIE_AGE: '60',
        SESSION_COOKIE_NAME: 'sid',
        SESSION_COOKIE_DOMAIN: '.example.com',
        SESSION_COOKIE_PATH: '/app/',
        SESSION_COOKIE_SECURE: 'False',
        SESSION_COOKIE_HTTPONLY: false,
        SESSION_COOKIE_SAMESITE: 'strict',
        SESSION_EXPIRE_AT_BROWSER_CLOSE: 'true',
        SESSION_SAVE_EVERY_REQUEST: true,
        SESSION_COOKIE_CACHE: '60',
        USE_TZ: 'False',
        SECRET_KEY_FALLBACKS: '["an old key","an older key"]',
      }),
    ).toMatchObject({
      cookieAge: 60,
      cookieName: 'sid',
      cookieDomain: '.example.com',
      cookiePath: '/app/',
      cookieSecure: false,
      cookieHttpOnly: false,
      cookieSameSite: 'Strict',
      expireAtBrowserClose: true,
      saveEveryRequest: true,
      cookieCache: 60,
      useTz: false,
      secretKeyFallbacks: ['an old key', 'an older key'],
    })
    expect(read({ SESSION_COOKIE_SAMESITE: false }).cookieSameSite).toBe(false)
    expect(read({ SECRET_KEY_FALLBACKS: ['an old key'] }).secretKeyFallbacks).toEqual([
      'an old key',
    ])
    expect(read({ SESSION_COOKIE_AGE: undefined }).cookieAge).toBe(1_209_600)
    expect(read({}).cookieCache).toBeUndefined()
  })

  it.each([
    [
      { SESSION_COOKIE_AGE: 'abc' },
      'Expected `SESSION_COOKIE_AGE` to be a positive integer, got `abc`',
    ],
    [{ SESSION_COOKIE_AGE: 0 }, 'Expected `SESSION_COOKIE_AGE` to be a positive integer, got `0`'],
    [
      { SESSION_COOKIE_AGE: -5 },
      'Expected `SESSION_COOKIE_AGE` to be a positive integer, got `-5`',
    ],
    [
      { SESSION_COOKIE_AGE: 1.5 },
      'Expected `SESSION_COOKIE_AGE` to be a positive integer, got `1.5`',
    ],
    [
      { SESSION_COOKIE_AGE: 34_560_001 },
      'Expected `SESSION_COOKIE_AGE` to be at most 34560000 seconds',
    ],
    [
      { SESSION_COOKIE_NAME: 'a b' },
      'Expected `SESSION_COOKIE_NAME` to be a cookie name, got `a b`',
    ],
    [{ SESSION_COOKIE_NAME: 7 }, 'Expected `SESSION_COOKIE_NAME` to be a string, got `7`'],
    [
      { SESSION_COOKIE_PATH: 'x' },
      'Expected `SESSION_COOKIE_PATH` to be a path that starts with `/`, got `x`',
    ],
    [
      { SESSION_COOKIE_DOMAIN: 'a;b' },
      'Expected `SESSION_COOKIE_DOMAIN` to be a domain, got `a;b`',
    ],
    [
      { SESSION_COOKIE_SECURE: 'yes' },
      'Expected `SESSION_COOKIE_SECURE` to be `true` or `false`, got `yes`',
    ],
    [
      { SESSION_COOKIE_SAMESITE: 'lux' },
      'Expected `SESSION_COOKIE_SAMESITE` to be `Lax`, `Strict`, `None` or `false`, got `lux`',
    ],
    [
      { SESSION_COOKIE_SAMESITE: 'None', SESSION_COOKIE_SECURE: false },
      'Expected `SESSION_COOKIE_SECURE` to be true for this cookie, got `false`',
    ],
    [{ SESSION_COOKIE_AGES: 30 }, 'Unknown setting `SESSION_COOKIE_AGES`. Check its spelling.'],
    [{ SECRET_KEY: undefined }, 'Expected `SECRET_KEY` to be set'],
    [{ SECRET_KEY: 'weak' }, 'Expected `SECRET_KEY` to be at least 50 characters'],
    [
      { SECRET_KEY_FALLBACKS: 'not JSON' },
      'Expected `SECRET_KEY_FALLBACKS` to be a JSON array of strings',
    ],
    [
      { SECRET_KEY_FALLBACKS: '["",1]' },
      'Expected `SECRET_KEY_FALLBACKS` to be a JSON array of strings',
    ],
    [
      { SESSION_COOKIE_CACHE: 0 },
      'Expected `SESSION_COOKIE_CACHE` to be a positive integer, got `0`',
    ],
    [
      { SESSION_COOKIE_CACHE: 86_401 },
      'Expected `SESSION_COOKIE_CACHE` to be an integer from 1 to 86400, got `86401`',
    ],
    [
      { SESSION_COOKIE_CACHE: 60, SESSION_ENGINE: 'signed_cookies' },
      'Expected `SESSION_COOKIE_CACHE` to be unset with `signedCookies`',
    ],
    [{ DB: undefined }, 'Expected a D1 binding `DB`, got none'],
    [
      { SESSION_ENGINE: 'django.contrib.sessions.backends.db' },
      'Expected `SESSION_ENGINE` to be `db`, `durable_objects` or `signed_cookies`, got `django.contrib.sessions.backends.db`',
    ],
    [
      { SESSION_ENGINE: 'durable_objects', SESSIONS: undefined },
      'Expected a Durable Object binding `SESSIONS`, got none',
    ],
    [
      { SESSION_ENGINE: 'durable_objects', SESSION_HASH_KEYS: true },
      'Expected `SESSION_HASH_KEYS` to be false with `SESSION_ENGINE` `durable_objects`',
    ],
    [
      { SESSION_ENGINE: 'durable_objects', SESSION_READ_REPLICAS: true },
      'Expected `SESSION_READ_REPLICAS` to be false with `SESSION_ENGINE` `durable_objects`',
    ],
    [
      { SESSION_ENGINE: 'durable_objects', ADMIN_PASSWORD: 'a password' },
      'Expected `ADMIN_PASSWORD` not to be set with `SESSION_ENGINE` `durable_objects`',
    ],
    [{ SESSION_ENGINE: 'durable_objects', DB: undefined }, 'Expected a D1 binding `DB`, got none'],
    [
      { SESSION_ENGINE: 'signed_cookies', SESSION_HASH_KEYS: true },
      'Expected `SESSION_HASH_KEYS` to be false with `SESSION_ENGINE` `signed_cookies`',
    ],
    [
      { SESSION_ENGINE: 'signed_cookies', ADMIN_PASSWORD: 'a password' },
      'Expected `ADMIN_PASSWORD` not to be set with `SESSION_ENGINE` `signed_cookies`',
    ],
    [
      { SESSION_ENGINE: 'signed_cookies', DB: undefined, DJANGO_USERS: true },
      'Expected a D1 binding `DB` with `DJANGO_USERS`, got none',
    ],
    [
      { SESSION_HASH_KEYS: 'yes' },
      'Expected `SESSION_HASH_KEYS` to be `true` or `false`, got `yes`',
    ],
  ])('rejects %j with ImproperlyConfigured', (changes, message) => {
    expect(() => read(changes)).toThrow(message)
    expect(() => read(changes)).toThrow(ImproperlyConfigured)
  })

  it('requires no binding with signed cookies', () => {
    const bare = { SESSION_ENGINE: 'signed_cookies', DB: undefined, SESSIONS: undefined }
    const settings = settingsOf({ ...env, ...bare } as unknown as Env)
    expect(settings).toMatchObject({ engine: 'signed_cookies', store: null, db: null })
    expect(settingsOf(env).store).not.toBeNull()
  })

  it('reads the CSRF, security and admin settings', () => {
    const settings = settingsOf({
      ...env,
      CSRF_COOKIE_AGE: 'None',
      CSRF_COOKIE_NAME: 'token',
      CSRF_COOKIE_SECURE: true,
      CSRF_HEADER_NAME: 'HTTP_X_XSRF_TOKEN',
      CSRF_TRUSTED_ORIGINS: ['https://*.example.com'],
      CSRF_USE_SESSIONS: 'True',
      SESSION_COOKIE_DOMAIN: 'example.com',
      SECURE_HSTS_SECONDS: '3600',
      SECURE_REDIRECT_EXEMPT: '["^health$"]',
      APPEND_SLASH: false,
      ADMIN_PASSWORD: 'open sesame, please',
    } as unknown as Env)
    expect(settings.csrf).toMatchObject({
      cookieAge: null,
      cookieName: 'token',
      cookieSecure: true,
      cookieHttpOnly: false,
      headerName: 'X-XSRF-TOKEN',
      trustedOrigins: ['https://*.example.com'],
      useSessions: true,
      sessionCookieDomain: 'example.com',
    })
    expect(settings.security).toMatchObject({ hstsSeconds: 3600, redirectExempt: [/^health$/] })
    expect(settings).toMatchObject({ appendSlash: false, adminPassword: 'open sesame, please' })
    expect(settingsOf(env)).toMatchObject({ appendSlash: true, adminPassword: null })
  })

  it.each([
    [{ CSRF_COOKIE_AGE: 'x' }, 'Expected `CSRF_COOKIE_AGE` to be a positive integer, got `x`'],
    [{ CSRF_COOKIE_AGE: 34_560_001 }, 'Expected `CSRF_COOKIE_AGE` to be 1 to 34560000 seconds'],
    [{ CSRF_COOKIE_NAME: 'a b' }, 'Expected `CSRF_COOKIE_NAME` to be a cookie name, got `a b`'],
    [{ CSRF_HEADER_NAME: 'a b' }, 'Expected `CSRF_HEADER_NAME` to be the name of a header'],
    [{ CSRF_TRUSTED_ORIGINS: ['example.com'] }, 'Expected `CSRF_TRUSTED_ORIGINS` to be like'],
    [{ CSRF_COOKIE_PATHS: '/' }, 'Unknown setting `CSRF_COOKIE_PATHS`. Check its spelling.'],
    [
      { SECURE_HSTS_SECONDS: -1 },
      'Expected `SECURE_HSTS_SECONDS` to be a non-negative integer, got `-1`',
    ],
    [
      { SECURE_REDIRECT_EXEMPT: ['('] },
      'Expected `SECURE_REDIRECT_EXEMPT` to be regular expressions',
    ],
    [{ SECURE_HTST_SECONDS: 1 }, 'Unknown setting `SECURE_HTST_SECONDS`. Check its spelling.'],
    [
      { X_FRAME_OPTIONS: 'ALLOW' },
      'Expected `X_FRAME_OPTIONS` to be `DENY` or `SAMEORIGIN`, got `ALLOW`',
    ],
    [
      { SECURE_SSL_HOST: 'https://example.com' },
      'Expected `SECURE_SSL_HOST` to be a host such as `example.com`, got `https://example.com`',
    ],
    [{ SECURE_SSL_HOST: 'a b' }, 'Expected `SECURE_SSL_HOST` to be a host'],
    [
      { CSRF_COOKIE_NAME: 'sessionid' },
      'Expected `CSRF_COOKIE_NAME` to differ from `SESSION_COOKIE_NAME`, got `sessionid`',
    ],
    [
      { SESSION_COOKIE_NAME: '__Host-path', SESSION_COOKIE_PATH: '/cookiePath' },
      'Expected `SESSION_COOKIE_PATH` to be `/` for a `__Host-` cookie, got `/cookiePath`',
    ],
    [{ DEMO_ACCOUNTS: 'yes' }, 'Expected `DEMO_ACCOUNTS` to be `true` or `false`, got `yes`'],
  ])('rejects %j', (changes, message) => {
    expect(() => read(changes)).toThrow(message)
  })

  it('accepts X_FRAME_OPTIONS in upper or lower case, as Django does', () => {
    const settings = settingsOf({ ...env, X_FRAME_OPTIONS: 'SameOrigin' } as unknown as Env)
    expect(settings.security.frameOptions).toBe('SAMEORIGIN')
  })

  it('accepts the same name for both cookies when the CSRF token is in the session', () => {
    expect(() => read({ CSRF_COOKIE_NAME: 'sessionid', CSRF_USE_SESSIONS: true })).not.toThrow()
  })

  it('keeps secrets out of error messages', () => {
    expect(() => read({ SECRET_KEY: 'weak-but-secret' })).not.toThrow('weak-but-secret')
    expect(() => read({ SECRET_KEY_FALLBACKS: 'old-but-secret' })).not.toThrow('old-but-secret')
    for (const password of ['short1', 1234567890123, true]) {
      const reading = () => read({ ADMIN_PASSWORD: password })
      expect(reading).toThrow('Expected `ADMIN_PASSWORD` to be a string of at least 12 characters')
      expect(reading).not.toThrow(String(password))
    }
  })
})
