import fc from 'fast-check'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import {
  ImproperlyConfigured,
  memoryStore,
  type SessionOptions,
  type SessionVariables,
  sessions,
} from '../../src/edge-sessions/index.ts'
import { SECRET_KEY } from '../support/test-app.ts'
import { runs, TIMEOUT } from './runs.ts'

// RFC 6265bis, section 4.1.1, with one exception: `Max-Age=0` is allowed because Django and others
// send it to delete a cookie, and section 5.6.2 makes browsers accept it.
const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+"
const OCTETS = '[\\x21\\x23-\\x2b\\x2d-\\x3a\\x3c-\\x5b\\x5d-\\x7e]*'
const DATE = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT'
const ATTRIBUTE = [
  `expires=(?<expires>${DATE})`,
  'Max-Age=(?<maxAge>0|[1-9]\\d*)',
  'Domain=(?<domain>[A-Za-z0-9._-]+)',
  'Path=(?<path>[\\x20-\\x3a\\x3c-\\x7e]+)',
  '(?<secure>Secure)',
  '(?<httpOnly>HttpOnly)',
  'SameSite=(?<sameSite>Strict|Lax|None)',
]
const PAIR = new RegExp(`^(?<name>${TOKEN})=(?<value>"${OCTETS}"|${OCTETS})$`)
const ATTRIBUTES = ATTRIBUTE.map((attribute) => new RegExp(`^${attribute}$`))

/** The largest `name=value` and the largest attribute that browsers keep (sections 5.6, 5.6.x). */
const MAX_PAIR = 4096
const MAX_ATTRIBUTE = 1024

interface Cookie {
  name: string
  value: string
  attributes: Record<string, string>
}

/** Parses a `Set-Cookie` header. Throws if it violates the grammar. */
function parse(header: string): Cookie {
  const [pair = '', ...rest] = header.split('; ')
  const { name = '', value = '' } = PAIR.exec(pair)?.groups ?? fail(`pair: ${pair}`)
  expect(pair.length).toBeLessThanOrEqual(MAX_PAIR)
  const attributes: Record<string, string> = {}
  for (const part of rest) {
    expect(part.length).toBeLessThanOrEqual(MAX_ATTRIBUTE + 'Domain='.length)
    const match = ATTRIBUTES.map((attribute) => attribute.exec(part)).find(
      (match) => match !== null,
    )
    const [[attribute, text] = fail(`attribute: ${part}`)] = Object.entries(
      match?.groups ?? fail(`attribute: ${part}`),
    )
    expect(attributes, `one ${attribute}`).not.toHaveProperty(attribute)
    attributes[attribute] = text
  }
  return { name, value, attributes }
}

function fail(what: string): never {
  throw new Error(`Expected a header by the grammar, got the ${what}`)
}

const injection = fc.constantFrom(
  '; Secure',
  '\r\nX: y',
  ';',
  '\n',
  '\0',
  ',',
  '=',
  '\u00e9',
  '\u{1f36a}',
)

/** A valid string, or one with characters that must not reach a header. */
function maybeInjected(right: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: right },
    { weight: 1, arbitrary: fc.tuple(right, injection, right).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  )
}

const cookieName = maybeInjected(
  fc.oneof(
    fc.constantFrom('sessionid', '__Host-id', '__Secure-id', 'id'),
    fc.stringMatching(/^[!#$%&'*+\-.^`|~\w]{1,20}$/),
  ),
)
const cookiePath = maybeInjected(
  fc.oneof(fc.constantFrom('/', '/app', '/a b'), fc.webPath({ size: 'small' })),
)
const cookieDomain = maybeInjected(
  fc.oneof(
    fc.domain(),
    fc.domain().map((domain) => `.${domain}`),
  ),
)

const anyOptions = fc.record(
  {
    cookieName,
    cookiePath,
    cookieDomain,
    cookieSecure: fc.constantFrom(true, false, 'auto' as const),
    cookieHttpOnly: fc.boolean(),
    cookieSameSite: fc.constantFrom(
      'Lax' as const,
      'Strict' as const,
      'None' as const,
      false as const,
    ),
    cookieAge: fc.oneof(
      fc.integer({ min: -10, max: 40_000_000 }),
      fc.constantFrom(1, 34_560_000, 34_560_001, 1.5, Number.NaN, Number.POSITIVE_INFINITY),
    ),
    expireAtBrowserClose: fc.boolean(),
  },
  { requiredKeys: [] },
)

/** Returns an app with these options, or `null` if they are rejected. */
function appWith(options: Partial<SessionOptions>) {
  const app = new Hono<{ Variables: SessionVariables }>()
  try {
    app.use(sessions({ store: memoryStore(), secretKey: SECRET_KEY, ...options }))
  } catch (error) {
    expect(error).toBeInstanceOf(ImproperlyConfigured)
    return null
  }
  app.get('/set', (c) => {
    c.var.session.set('name', 'Ankit')
    return c.text('')
  })
  app.get('/expire/:seconds', (c) => {
    c.var.session.setExpiry(Number(c.req.param('seconds')))
    return c.text('')
  })
  app.get('/flush', async (c) => {
    await c.var.session.flush()
    return c.text('')
  })
  return app
}

describe('Set-Cookie with arbitrary options (RFC 6265bis, CVE-2026-29086, CVE-2018-25060)', () => {
  it('follows the grammar and the options, or rejects the options', {
    timeout: TIMEOUT,
  }, async () => {
    const scheme = fc.constantFrom('http', 'https')
    const seconds = fc.oneof(fc.integer({ min: -100, max: 10 ** 9 }), fc.constantFrom(0, 0.5, 1e10))
    await fc.assert(
      fc.asyncProperty(anyOptions, scheme, seconds, async (options, scheme, seconds) => {
        const app = appWith(options)
        if (app === null) return
        const name = options.cookieName ?? 'sessionid'
        const headers = { Cookie: `${name}=${'k'.repeat(32)}` }
        for (const path of ['/set', `/expire/${seconds}`, '/flush']) {
          const response = await app.request(`${scheme}://example.com${path}`, { headers })
          const [header = '', ...others] = response.headers.getSetCookie()
          expect([response.status, others]).toEqual([200, []])
          const { name: given, value, attributes } = parse(header)
          expect(given).toBe(name)
          expect(value).toMatch(path === '/flush' ? /^""$/ : /^[a-z0-9]{32}$/)
          checkAttributes(attributes, options, scheme)
          if (path === '/flush') expect(attributes.maxAge).toBe('0')
          if (path === '/expire/0') expect(attributes.maxAge).toBeUndefined()
        }
      }),
      runs(1500),
    )
  })

  function checkAttributes(
    attributes: Record<string, string>,
    options: Partial<SessionOptions>,
    scheme: string,
  ): void {
    const { cookieName = '', cookieSecure = 'auto', cookieSameSite = 'Lax' } = options
    const isDemanded = /^__(host|secure)-/i.test(cookieName) || cookieSameSite === 'None'
    const isSecure = isDemanded || (cookieSecure === 'auto' ? scheme === 'https' : cookieSecure)
    expect(attributes.secure).toBe(isSecure ? 'Secure' : undefined)
    expect(attributes.httpOnly).toBe((options.cookieHttpOnly ?? true) ? 'HttpOnly' : undefined)
    expect(attributes.sameSite).toBe(cookieSameSite === false ? undefined : cookieSameSite)
    expect(attributes.domain).toBe(options.cookieDomain)
    expect(attributes.path).toBe(options.cookiePath ?? '/')
    expect(Number(attributes.maxAge ?? 0)).toBeLessThanOrEqual(34_560_000)
    expect(attributes.expires === undefined).toBe(attributes.maxAge === undefined)
  }

  it('is rejected at construction if browsers would drop it for its prefix, in any letter case', () => {
    for (const cookieName of [
      '__Host-id',
      '__host-id',
      '__HOST-id',
      '__Secure-id',
      '__secure-id',
    ]) {
      expect(isAccepted({ cookieName }), cookieName).toBe(true)
      expect(isAccepted({ cookieName, cookieSecure: false }), cookieName).toBe(false)
    }
    expect(isAccepted({ cookieName: '__host-id', cookiePath: '/app' })).toBe(false)
    expect(isAccepted({ cookieName: '__host-id', cookieDomain: 'example.com' })).toBe(false)
  })

  it('is rejected at construction if browsers would drop it for its length', () => {
    expect(isAccepted({ cookieName: 'n'.repeat(MAX_PAIR - 33) })).toBe(true)
    expect(isAccepted({ cookieName: 'n'.repeat(MAX_PAIR - 32) })).toBe(false)
    expect(isAccepted({ cookiePath: `/${'p'.repeat(MAX_ATTRIBUTE)}` })).toBe(false)
    expect(isAccepted({ cookieDomain: `${'d.'.repeat(MAX_ATTRIBUTE / 2)}example` })).toBe(false)
  })

  it('is rejected at construction with an invalid SameSite, even from untyped code', () => {
    for (const cookieSameSite of ['Lax; Domain=evil.example', 'lax\r\nX: y', '', 'yes', true, 1]) {
      const options: object = { cookieSameSite }
      expect(isAccepted(options), String(cookieSameSite)).toBe(false)
    }
  })

  function isAccepted(options: Partial<SessionOptions>): boolean {
    return appWith(options) !== null
  }
})
