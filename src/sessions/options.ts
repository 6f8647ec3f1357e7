import type { Context } from 'hono'
import { type RandomBytes, secureRandomBytes } from '../signing/index.ts'
import type { SessionCodec } from './codec.ts'
import { isCookieName, MAX_COOKIE_AGE } from './cookie.ts'
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
  /** Django's `key_salt`. Default: that of Django's own engine. */
  keySalt?: string
  /** Django's `SESSION_SAVE_EVERY_REQUEST`: each request postpones the expiry. Default: false. */
  saveEveryRequest?: boolean
  /**
   * Whether a request has no session, such as one for an asset. Any use of `c.var.session` then
   * throws. Default: every request has one.
   *
   * @example
   * sessions({ store, secretKey, skip: (c) => c.req.path.startsWith('/assets/') })
   */
  skip?: (c: Context) => boolean
}

/** The `SameSite` attribute of a cookie. */
export type SameSite = 'Lax' | 'Strict' | 'None' | false

const SAME_SITES: readonly SameSite[] = ['Lax', 'Strict', 'None', false]
const PATH = /^\/[ -:<-~]{0,1023}$/
const DOMAIN = /^(?=.{1,255}$)\.?[\w-]+(\.[\w-]+)*$/

/** A `SessionLife` with its defaults. */
export interface ResolvedLife extends ExpiryPolicy {
  renewAfter: number
  maxBytes: number
  useTz: boolean
  now: () => Date
  randomBytes: RandomBytes
}

/** `CookieOptions` with their defaults. */
export type CookieSettings = Required<Omit<CookieOptions, 'cookieDomain'>> & {
  cookieDomain: string | undefined
}

const LIFE: ResolvedLife = {
  cookieAge: 1_209_600,
  expireAtBrowserClose: false,
  renewAfter: 0,
  absoluteAge: null,
  maxBytes: 1_000_000,
  useTz: true,
  now: () => new Date(),
  randomBytes: secureRandomBytes,
}

const COOKIE: CookieSettings = {
  cookieName: 'sessionid',
  cookieDomain: undefined,
  cookiePath: '/',
  cookieSecure: 'auto',
  cookieHttpOnly: true,
  cookieSameSite: 'Lax',
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
  expect(isStore(store) || isEngine(store), 'store', 'a session store', store)
  const resolved = withDefaults(LIFE, life)
  const { cookieAge, renewAfter, absoluteAge, maxBytes } = resolved
  for (const [name, value] of Object.entries({ cookieAge, absoluteAge, maxBytes })) {
    expect(value === null || isInteger(value, 1), name, 'a positive integer', value)
  }
  expect(isInteger(renewAfter, 0), 'renewAfter', 'an integer from 0 on', renewAfter)
  expect(cookieAge <= MAX_COOKIE_AGE, 'cookieAge', `at most ${MAX_COOKIE_AGE} seconds`, cookieAge)
  return resolved
}

/**
 * Fills in the cookie's defaults.
 *
 * @throws ImproperlyConfigured when browsers would refuse or misread the cookie.
 */
export function resolveCookie(options: CookieOptions): CookieSettings {
  const cookie = withDefaults(COOKIE, options)
  const { cookieName, cookieDomain, cookiePath, cookieSecure, cookieSameSite } = cookie
  expect(isCookieName(cookieName), 'cookieName', 'a cookie name', cookieName)
  expect(PATH.test(cookiePath), 'cookiePath', 'a path from `/` on', cookiePath)
  expect(DOMAIN.test(cookieDomain ?? 'none'), 'cookieDomain', 'a domain', cookieDomain)
  const isSameSite = SAME_SITES.includes(cookieSameSite)
  expect(isSameSite, 'cookieSameSite', `one of ${SAME_SITES}`, cookieSameSite)

  // Browsers look for the prefixes in any case.
  const prefix = /^__(host|secure)-/i.exec(cookieName)?.[1]?.toLowerCase()
  if (prefix === 'host') {
    const unset = 'unset for a `__Host-` cookie'
    expect(cookieDomain === undefined, 'cookieDomain', unset, cookieDomain)
    expect(cookiePath === '/', 'cookiePath', '`/` for a `__Host-` cookie', cookiePath)
  }
  if (prefix === undefined && cookieSameSite !== 'None') return cookie
  // Browsers refuse these without `Secure`, so "on https" becomes "always" for them.
  expect(cookieSecure !== false, 'cookieSecure', 'true for this cookie', cookieSecure)
  return { ...cookie, cookieSecure: true }
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

/** Whether this is a store of records by key. */
export function isStore(place: unknown): place is SessionStore {
  return typeof place === 'object' && place !== null && 'load' in place
}

/** Whether this is a place for sessions of another kind. */
function isEngine(place: unknown): place is SessionEngine {
  return typeof place === 'object' && place !== null && 'open' in place
}

/** The options that there are defaults for, and no others. */
function withDefaults<Options extends object>(defaults: Options, given: object): Options {
  const names = Object.entries(defaults)
  return Object.fromEntries(
    names.map(([name, value]) => [name, Reflect.get(given, name) ?? value]),
  ) as Options
}

function isInteger(value: number, atLeast: number): boolean {
  return Number.isInteger(value) && value >= atLeast
}

/** @throws ImproperlyConfigured unless `isRight`. */
export function expect(isRight: boolean, name: string, expected: string, got: unknown): void {
  if (!isRight) {
    throw new ImproperlyConfigured(`Expected \`${name}\` to be ${expected}, got \`${got}\``)
  }
}
