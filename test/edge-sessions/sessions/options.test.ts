import { describe, expect, it } from 'vitest'
import {
  checkSecretKey,
  checkSessionOptions,
  ImproperlyConfigured,
  memoryStore,
  type SessionOptions,
} from '../../../src/edge-sessions/index.ts'
import { resolvePolicy } from '../../../src/edge-sessions/sessions/options.ts'
import { SECRET_KEY, testApp } from '../../support/test-app.ts'

const base: SessionOptions = { store: memoryStore(), secretKey: SECRET_KEY }

describe('checkSessionOptions', () => {
  it('accepts the required options alone', () => {
    expect(() => checkSessionOptions(base)).not.toThrow()
  })

  it.each([
    { cookieAge: 34_560_000 },
    { cookieDomain: 'a'.repeat(255) },
    { cookieName: 'x__Host-id', cookieDomain: 'a.example' },
    { secretKeyFallbacks: ['old'] },
  ])('accepts %j', (options) => {
    expect(() => checkSessionOptions({ ...base, ...options })).not.toThrow()
  })

  it.each([
    [{ cookieAge: 0 }, 'Expected `cookieAge` to be a positive integer, got `0`'],
    [{ cookieAge: 1.5 }, 'Expected `cookieAge` to be a positive integer, got `1.5`'],
    [{ cookieAge: Number.NaN }, 'Expected `cookieAge` to be a positive integer, got `NaN`'],
    [
      { cookieAge: 34_560_001 },
      'Expected `cookieAge` to be at most 34560000 seconds, got `34560001`',
    ],
    [{ absoluteAge: -1 }, 'Expected `absoluteAge` to be a positive integer, got `-1`'],
    [{ renewAfter: -1 }, 'Expected `renewAfter` to be zero or a positive integer, got `-1`'],
    [{ maxBytes: 0 }, 'Expected `maxBytes` to be a positive integer, got `0`'],
    [{ cookieName: 'a b' }, 'Expected `cookieName` to be a cookie name, got `a b`'],
    [{ cookieName: 'a;b' }, 'Expected `cookieName` to be a cookie name, got `a;b`'],
    [{ cookieName: '' }, 'Expected `cookieName` to be a cookie name, got ``'],
    [{ cookiePath: 'x' }, 'Expected `cookiePath` to be a path that starts with `/`, got `x`'],
    [{ cookiePath: '/x;Domain=evil' }, 'Expected `cookiePath` to be a path that starts with `/`'],
    [
      { cookiePath: '/x\r\nSet-Cookie: a=b' },
      'Expected `cookiePath` to be a path that starts with `/`',
    ],
    [{ cookieDomain: 'a.example; Secure' }, 'Expected `cookieDomain` to be a domain'],
    [{ cookieName: '__Host-id', cookieDomain: 'a.example' }, 'Expected `cookieDomain` to be unset'],
    [{ cookieName: '__Host-id', cookiePath: '/x' }, 'Expected `cookiePath` to be `/`'],
    [{ cookieName: '__Host-id', cookieSecure: false }, 'Expected `cookieSecure` to be true'],
    [{ cookieName: '__Secure-id', cookieSecure: false }, 'Expected `cookieSecure` to be true'],
    [{ cookieSameSite: 'None', cookieSecure: false }, 'Expected `cookieSecure` to be true'],
    [
      { secretKeyFallbacks: [''] },
      'Expected `secretKeyFallbacks` to be an array of non-empty strings',
    ],
    [
      { secretKeyFallbacks: [7] },
      'Expected `secretKeyFallbacks` to be an array of non-empty strings',
    ],
    [{ secretKey: 'short' }, 'Expected `secretKey` to be at least 50 characters'],
    [{ store: undefined }, 'Expected `store` to be a session store, got `undefined`'],
    [{ store: 'D1' }, 'Expected `store` to be a session store, got `D1`'],
    [{ keySalt: 7 }, 'Expected `keySalt` to be a string, got `7`'],
    [{ useTz: 'false' }, 'Expected `useTz` to be `true` or `false`, got `false`'],
    [{ saveEveryRequest: 'no' }, 'Expected `saveEveryRequest` to be `true` or `false`, got `no`'],
    [{ cookieHttpOnly: 1 }, 'Expected `cookieHttpOnly` to be `true` or `false`, got `1`'],
    [{ cookieSecure: 'yes' }, 'Expected `cookieSecure` to be `true`, `false` or `auto`, got `yes`'],
    [{ now: 5 }, 'Expected `now` to be a function, got `5`'],
    [{ store: Object.create(null) }, 'Expected `store` to be a session store, got `an object`'],
    [{ store: {} }, 'Expected `store` to be a session store'],
    [{ cookiePath: 'x/' }, 'Expected `cookiePath` to be a path that starts with `/`, got `x/`'],
    [{ cookieDomain: 'a'.repeat(256) }, 'Expected `cookieDomain` to be a domain'],
    [{ cookieSameSite: 'lax' }, 'Expected `cookieSameSite` to be one of Lax, Strict, None, false'],
  ] as unknown as [Partial<SessionOptions>, string][])(
    'rejects %j (CVE-2026-29086, CVE-2024-47764)',
    (options, message) => {
      expect(() => checkSessionOptions({ ...base, ...options })).toThrow(message)
      expect(() => testApp(options)).toThrow(ImproperlyConfigured)
    },
  )
})

describe('resolvePolicy', () => {
  it('defaults to the settings of Django', () => {
    const life = resolvePolicy({ store: memoryStore() })
    expect(life).toMatchObject({
      cookieAge: 1_209_600,
      expireAtBrowserClose: false,
      absoluteAge: null,
      useTz: true,
    })
    expect(life.now()).toBeInstanceOf(Date)
  })
})

describe('checkSecretKey', () => {
  it.each([undefined, null, '', 7])('rejects %j', (secretKey) => {
    expect(() => checkSecretKey(secretKey)).toThrow('Expected `secretKey` to be set')
  })

  it('rejects a weak secret by the rule of Django and keeps it out of the message', () => {
    const short = 'only-49-characters-0123456789-abcdefghijklmnopqrs'
    expect(() => checkSecretKey(short)).toThrow('got 49 with 32 different')
    expect(() => checkSecretKey('abcd'.repeat(20))).toThrow('got 80 with 4 different')
    expect(() => checkSecretKey(short)).not.toThrow(short)
    expect(() => checkSecretKey('abcde'.repeat(10))).not.toThrow()
  })
})
