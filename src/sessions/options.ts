import { type RandomBytes, secureRandomBytes } from '../signing/index.ts'
import type { SessionCodec } from './codec.ts'
import { isCookieName, isCookiePath, MAX_COOKIE_AGE } from './cookie.ts'
import { ImproperlyConfigured } from './errors.ts'
import type { ExpiryPolicy } from './expiry.ts'
import type { SessionEngine } from './persistence.ts'
import type { SessionStore } from './store.ts'

/** How a session lives, with or without HTTP around it. */
export interface SessionLife {
  /** Where sessions are kept. */
  store: SessionStore | SessionEngine
  /** Django's `SESSION_COOKIE_AGE` in seconds. Default: 1209600, two weeks. */
  cookieAge?: number
  /** Django's `SESSION_EXPIRE_AT_BROWSER_CLOSE`. Default: false. */
  expireAtBrowserClose?: boolean
  /** Seconds that must pass before `touch` postpones the expiry again. Default: 0, every time. */
  renewAfter?: number
  /** Seconds after its beginning when a session ends in any case. Default: no limit. */
  absoluteAge?: number
  /** Largest encoded session in bytes. Default: 1000000; D1 holds rows of 2000000. */
  maxBytes?: number
  /** Django's `USE_TZ`; where it is false the site's `TIME_ZONE` must be UTC. Default: true. */
  useTz?: boolean
  /** The clock. Default: the real one. */
  now?: () => Date
  /** The source of keys. Default: the platform's cryptographic generator. */
  randomBytes?: RandomBytes
}

/** What `new Session` takes. */
export interface SessionConfig extends SessionLife {
  /** How members become text: `sessionCodec(…)`. */
  codec: SessionCodec
}

/** How a cookie looks; what is said here of Django's settings holds for `CSRF_…` likewise. */
export interface CookieOptions {
  /** Django's `SESSION_COOKIE_NAME`. Default: `sessionid`. */
  cookieName?: string
  /** Django's `SESSION_COOKIE_DOMAIN`. Default: none, this host only. */
  cookieDomain?: string
  /** Django's `SESSION_COOKIE_PATH`. Default: `/`. */
  cookiePath?: string
  /** Django's `SESSION_COOKIE_SECURE`. Default: `'auto'`, that is on https. */
  cookieSecure?: boolean | 'auto'
  /** Django's `SESSION_COOKIE_HTTPONLY`. Default: true. */
  cookieHttpOnly?: boolean
  /** Django's `SESSION_COOKIE_SAMESITE`; false leaves it to the browser. Default: `Lax`. */
  cookieSameSite?: SameSite
}

/** What `sessions` takes: Django's settings. */
export interface SessionOptions extends SessionLife, CookieOptions {
  /** Django's `SECRET_KEY`: 50 characters or more, at least 5 different ones. */
  secretKey: string
  /** Django's `SECRET_KEY_FALLBACKS`: older keys still accepted. Default: none. */
  secretKeyFallbacks?: readonly string[]
  /** Django's `key_salt`. Default: that of every session engine of Django. */
  keySalt?: string
  /** Django's `SESSION_SAVE_EVERY_REQUEST`: each request postpones the expiry. Default: false. */
  saveEveryRequest?: boolean
}

/** The `SameSite` attribute of a cookie. */
export type SameSite = 'Lax' | 'Strict' | 'None' | false

/** A `SessionLife` with its defaults. */
export interface ResolvedLife extends ExpiryPolicy {
  renewAfter: number
  maxBytes: number
  useTz: boolean
  now: () => Date
  randomBytes: RandomBytes
}

/** How the cookie looks. */
export interface CookieSettings {
  name: string
  domain: string | undefined
  path: string
  secure: boolean | 'auto'
  httpOnly: boolean
  sameSite: SameSite
}

/**
 * Checks what `sessions` is given.
 *
 * @throws ImproperlyConfigured when an option is missing or makes no sense.
 */
export function checkSessionOptions(options: SessionOptions): void {
  checkSecretKey(options.secretKey)
  for (const fallback of options.secretKeyFallbacks ?? []) {
    if (typeof fallback !== 'string' || fallback === '') {
      throw new ImproperlyConfigured('Expected `secretKeyFallbacks` to be texts that are not empty')
    }
  }
  resolveLife(options)
  resolveCookie(options)
}

/**
 * Fills in the defaults.
 *
 * @throws ImproperlyConfigured when a value makes no sense.
 */
export function resolveLife(life: SessionLife): ResolvedLife {
  const { store } = life
  expect(isObject(store) && ('load' in store || 'open' in store), 'store', 'a session store', store)
  return {
    cookieAge: seconds('cookieAge', life.cookieAge ?? 1_209_600, MAX_COOKIE_AGE),
    expireAtBrowserClose: life.expireAtBrowserClose ?? false,
    renewAfter: life.renewAfter === undefined ? 0 : seconds('renewAfter', life.renewAfter),
    absoluteAge: life.absoluteAge === undefined ? null : seconds('absoluteAge', life.absoluteAge),
    maxBytes: positiveInteger('maxBytes', life.maxBytes ?? 1_000_000),
    useTz: life.useTz ?? true,
    now: life.now ?? (() => new Date()),
    randomBytes: life.randomBytes ?? secureRandomBytes,
  }
}

/**
 * Fills in the cookie's defaults.
 *
 * @throws ImproperlyConfigured when browsers would refuse or misread the cookie.
 */
export function resolveCookie(options: CookieOptions): CookieSettings {
  const cookie: CookieSettings = {
    name: options.cookieName ?? 'sessionid',
    domain: options.cookieDomain,
    path: options.cookiePath ?? '/',
    secure: options.cookieSecure ?? 'auto',
    httpOnly: options.cookieHttpOnly ?? true,
    sameSite: options.cookieSameSite ?? 'Lax',
  }
  expect(isCookieName(cookie.name), 'cookieName', 'a cookie name', cookie.name)
  expect(
    isSameSite(cookie.sameSite),
    'cookieSameSite',
    '`Lax`, `Strict`, `None` or false',
    cookie.sameSite,
  )
  expect(isCookiePath(cookie.path), 'cookiePath', 'a path from `/` on', cookie.path)
  const { domain } = cookie
  expect(domain === undefined || isDomain(domain), 'cookieDomain', 'a domain', domain)
  return demandSecure(cookie)
}

/** Browsers refuse these cookies without `Secure`, so "on https" becomes "always" for them. */
function demandSecure(cookie: CookieSettings): CookieSettings {
  // Browsers look for the prefixes in any case.
  const isHost = /^__host-/i.test(cookie.name)
  if (isHost) {
    expect(
      cookie.domain === undefined,
      'cookieDomain',
      'unset for a `__Host-` cookie',
      cookie.domain,
    )
    expect(cookie.path === '/', 'cookiePath', '`/` for a `__Host-` cookie', cookie.path)
  }
  if (!isHost && !/^__secure-/i.test(cookie.name) && cookie.sameSite !== 'None') return cookie
  expect(cookie.secure !== false, 'cookieSecure', 'true for this cookie', cookie.secure)
  return { ...cookie, secure: true }
}

/**
 * Checks that a secret is hard to guess, by Django's rule (its check `security.W009`).
 *
 * @param name What the setting is called in the error; the value never is in it.
 * @throws ImproperlyConfigured when it is not.
 */
export function checkSecretKey(
  secretKey: unknown,
  name = 'secretKey',
): asserts secretKey is string {
  if (typeof secretKey !== 'string' || secretKey === '') {
    throw new ImproperlyConfigured(`Expected \`${name}\` to be set`)
  }
  if (secretKey.length < 50 || new Set(secretKey).size < 5) {
    throw new ImproperlyConfigured(
      `Expected \`${name}\` to be at least 50 characters, 5 of them different, got ${secretKey.length} with ${new Set(secretKey).size} different`,
    )
  }
}

function seconds(name: string, value: number, atMost = Number.MAX_SAFE_INTEGER): number {
  expect(Number.isInteger(value) && value > 0, name, 'a positive integer of seconds', value)
  expect(value <= atMost, name, `at most ${atMost} seconds`, value)
  return value
}

function positiveInteger(name: string, value: number): number {
  expect(Number.isInteger(value) && value > 0, name, 'a positive integer', value)
  return value
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isSameSite(value: unknown): boolean {
  return value === 'Lax' || value === 'Strict' || value === 'None' || value === false
}

function isDomain(text: string): boolean {
  return /^\.?[\w-]+(\.[\w-]+)*$/.test(text) && text.length <= 255
}

/** @throws ImproperlyConfigured unless `isRight`. */
export function expect(isRight: boolean, name: string, expected: string, got: unknown): void {
  if (!isRight) {
    throw new ImproperlyConfigured(`Expected \`${name}\` to be ${expected}, got \`${got}\``)
  }
}
