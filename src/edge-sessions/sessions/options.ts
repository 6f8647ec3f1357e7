import type { Context } from 'hono'
import {
  assertFlags,
  assertFunctions,
  assertKnownOptions,
  assertOption,
  checkSecretKey,
  checkSecretKeyFallbacks,
  ImproperlyConfigured,
  type OptionNames,
} from '../config/index.ts'
import { type CookieOptions, MAX_COOKIE_AGE, resolveCookie } from '../http/index.ts'
import type { SessionCodec } from './codec.ts'
import type { ExpiryPolicy } from './expiry.ts'
import type { SessionStore } from './store.ts'

/** The options of a session, with or without HTTP around it. */
export interface SessionPolicyOptions {
  /** The store of the sessions, such as `d1Store(c.env.DB)`. */
  store: SessionStore
  /**
   * Django's `SESSION_COOKIE_AGE`, in seconds: at most 34560000, which is 400 days.
   *
   * @default 1209600
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-age
   */
  cookieAge?: number | undefined
  /**
   * Django's `SESSION_EXPIRE_AT_BROWSER_CLOSE`.
   *
   * @default false
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#session-expire-at-browser-close
   */
  expireAtBrowserClose?: boolean | undefined
  /**
   * Seconds that must pass before the expiration slides again.
   *
   * @default 0
   */
  renewAfter?: number | undefined
  /**
   * The absolute timeout: seconds after which a session ends even if it is used.
   *
   * @default no limit
   */
  absoluteAge?: number | undefined
  /**
   * The largest encoded session, in bytes. A row of D1 holds 2000000.
   *
   * @default 1000000
   */
  maxBytes?: number | undefined
  /**
   * Django's `USE_TZ`. If it is false, the `TIME_ZONE` of the Django site must be UTC.
   *
   * @default true
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#use-tz
   */
  useTz?: boolean | undefined
  /**
   * The clock.
   *
   * @default the current time
   */
  now?: (() => Date) | undefined
}

/** The configuration of `new Session`. */
export interface SessionConfig extends SessionPolicyOptions {
  /** Encodes the data: `sessionCodec(…)`. */
  codec: SessionCodec
}

/** The options of `sessions`, named after Django's settings. */
export interface SessionOptions extends SessionPolicyOptions, CookieOptions {
  /**
   * Django's `SECRET_KEY`: at least 50 characters, 5 of them different.
   *
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#secret-key
   */
  secretKey: string
  /**
   * Django's `SECRET_KEY_FALLBACKS`: older secrets that are still accepted.
   *
   * @default []
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#secret-key-fallbacks
   */
  secretKeyFallbacks?: readonly string[] | undefined
  /**
   * Django's `key_salt`. Only a Django site with a custom session engine has another one.
   *
   * @default 'django.contrib.sessions.SessionStore'
   */
  keySalt?: string | undefined
  /**
   * Django's `SESSION_SAVE_EVERY_REQUEST`: every request slides the expiration.
   *
   * @default false
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#session-save-every-request
   */
  saveEveryRequest?: boolean | undefined
  /**
   * Seconds for which the browser's encrypted copy of its session answers reads: at most 86400.
   * Reads then need no statement, and changes need one. For that long, this browser may not see
   * what another browser or a Django site has changed or ended. Writes stay exact.
   *
   * @default no copies
   * @see `load` of the session, with `fresh`, to ask the store.
   */
  cookieCache?: number | undefined
  /**
   * Whether a request has no session, such as one for an asset. Any use of `c.var.session` then
   * throws.
   *
   * @default every request has a session
   *
   * @example
   * sessions({ store, secretKey, skip: (c) => c.req.path.startsWith('/assets/') })
   */
  skip?: ((c: Context) => boolean) | undefined
}

/** `SessionPolicyOptions` with its defaults. */
export interface SessionPolicy extends ExpiryPolicy {
  renewAfter: number
  maxBytes: number
  useTz: boolean
  now: () => Date
}

const DEFAULTS: SessionPolicy = {
  cookieAge: 1_209_600,
  expireAtBrowserClose: false,
  renewAfter: 0,
  absoluteAge: null,
  maxBytes: 1_000_000,
  useTz: true,
  now: () => new Date(),
}

/** All options of `sessions`. */
const NAMES: OptionNames<SessionOptions> = {
  store: true,
  secretKey: true,
  secretKeyFallbacks: true,
  keySalt: true,
  saveEveryRequest: true,
  cookieCache: true,
  skip: true,
  cookieAge: true,
  expireAtBrowserClose: true,
  renewAfter: true,
  absoluteAge: true,
  maxBytes: true,
  useTz: true,
  now: true,
  cookieName: true,
  cookieDomain: true,
  cookiePath: true,
  cookieSecure: true,
  cookieHttpOnly: true,
  cookieSameSite: true,
}

/**
 * Checks the options of `sessions`.
 *
 * @throws ImproperlyConfigured when an option is missing, unknown or invalid.
 */
export function checkSessionOptions(options: SessionOptions): void {
  checkOwnOptions(options)
  resolvePolicy(options)
  resolveCookie(options)
}

/**
 * Checks the options of `sessions` that neither `resolvePolicy` nor `resolveCookie` checks.
 *
 * @throws ImproperlyConfigured when an option is missing, unknown or invalid.
 */
export function checkOwnOptions(options: SessionOptions): void {
  assertKnownOptions(options, NAMES, 'sessions')
  assertStore(options.store)
  checkSecretKey(options.secretKey)
  checkSecretKeyFallbacks(options.secretKeyFallbacks)
  assertFlags(options, ['saveEveryRequest'])
  assertFunctions(options, ['skip'])
  checkCookieCache(options)
  const { keySalt } = options
  assertOption(keySalt === undefined || typeof keySalt === 'string', 'keySalt', 'a string', keySalt)
}

/** A day. Each day has its own encryption key, and that of the day before is still accepted. */
const MAX_COOKIE_CACHE = 86_400

function checkCookieCache({ cookieCache, store }: SessionOptions): void {
  if (cookieCache === undefined) return
  const isValid = isInteger(cookieCache, 1) && cookieCache <= MAX_COOKIE_CACHE
  const expected = `an integer from 1 to ${MAX_COOKIE_CACHE}`
  assertOption(isValid, 'cookieCache', expected, cookieCache)
  if (store.selfContained) {
    throw new ImproperlyConfigured('to be unset with `signedCookies`', 'cookieCache')
  }
}

/**
 * Adds the defaults.
 *
 * @throws ImproperlyConfigured when an option is invalid.
 */
export function resolvePolicy(options: SessionPolicyOptions): SessionPolicy {
  assertStore(options.store)
  assertFlags(options, ['expireAtBrowserClose', 'useTz'])
  assertFunctions(options, ['now'])
  const resolved: SessionPolicy = {
    cookieAge: options.cookieAge ?? DEFAULTS.cookieAge,
    expireAtBrowserClose: options.expireAtBrowserClose ?? DEFAULTS.expireAtBrowserClose,
    renewAfter: options.renewAfter ?? DEFAULTS.renewAfter,
    absoluteAge: options.absoluteAge ?? DEFAULTS.absoluteAge,
    maxBytes: options.maxBytes ?? DEFAULTS.maxBytes,
    useTz: options.useTz ?? DEFAULTS.useTz,
    now: options.now ?? DEFAULTS.now,
  }
  const { cookieAge, renewAfter, absoluteAge, maxBytes } = resolved
  for (const [name, value] of Object.entries({ cookieAge, absoluteAge, maxBytes })) {
    assertOption(value === null || isInteger(value, 1), name, 'a positive integer', value)
  }
  assertOption(isInteger(renewAfter, 0), 'renewAfter', 'zero or a positive integer', renewAfter)
  const limit = `at most ${MAX_COOKIE_AGE} seconds`
  assertOption(cookieAge <= MAX_COOKIE_AGE, 'cookieAge', limit, cookieAge)
  return resolved
}

/** Whether this is a session store. */
export function isStore(place: unknown): place is SessionStore {
  return typeof place === 'object' && place !== null && 'load' in place
}

function assertStore(store: unknown): void {
  assertOption(isStore(store), 'store', 'a session store', store)
}

function isInteger(value: number, atLeast: number): boolean {
  return Number.isInteger(value) && value >= atLeast
}
