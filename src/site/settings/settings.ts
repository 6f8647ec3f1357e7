import {
  checkSecretKey,
  checkSessionOptions,
  ImproperlyConfigured,
  type SameSite,
  type SessionOptions,
  type SessionStore,
} from 'edge-sessions'
import { type CsrfOptions, checkCsrfOptions } from 'edge-sessions/csrf'
import { memoize } from '../memoize.ts'
import { meteredDatabase } from '../metered-database.ts'
import type { SecuritySettings } from '../security.ts'
import { Environment } from './environment.ts'
import { type Engine, STORE_SETTINGS, sessionStore } from './session-store.ts'

/** The options of `sessions`. The site itself reads those listed here. */
interface SessionSettings extends SessionOptions {
  secretKeyFallbacks: readonly string[]
  cookieAge: number
  cookieName: string
}

/** The settings of the app (Django's `settings.py`). */
export interface Settings {
  /** The D1 database. `null` if the other settings need no database and none is bound. */
  db: D1Database | null
  /** `SESSION_ENGINE`. */
  engine: Engine
  /** Returns the stored form of a session key: its hash with `SESSION_HASH_KEYS`, or the key. */
  toStoredKey: (key: string) => Promise<string>
  /** The store that has a record of each session. `null` with signed cookies. */
  store: SessionStore | null
  sessions: SessionSettings
  csrf: CsrfOptions
  security: SecuritySettings
  /** Django's `APPEND_SLASH`. */
  appendSlash: boolean
  /** `DEMO_ACCOUNTS`: whether the two users of the demo can sign in. */
  demoAccounts: boolean
  /** `DJANGO_USERS`: whether users are looked up in a Django site's table `auth_user`. */
  djangoUsers: boolean
  /** `ADMIN_PASSWORD`, which opens `/admin/sessions/`. `null` turns that page off. */
  adminPassword: string | null
}

/** Option names of `sessions` by Django's names. */
const SESSION_SETTINGS = new Map([
  ['SESSION_COOKIE_AGE', 'cookieAge'],
  ['SESSION_COOKIE_CACHE', 'cookieCache'],
  ['SESSION_COOKIE_NAME', 'cookieName'],
  ['SESSION_COOKIE_DOMAIN', 'cookieDomain'],
  ['SESSION_COOKIE_PATH', 'cookiePath'],
  ['SESSION_COOKIE_SECURE', 'cookieSecure'],
  ['SESSION_COOKIE_HTTPONLY', 'cookieHttpOnly'],
  ['SESSION_COOKIE_SAMESITE', 'cookieSameSite'],
  ['SESSION_EXPIRE_AT_BROWSER_CLOSE', 'expireAtBrowserClose'],
  ['SESSION_SAVE_EVERY_REQUEST', 'saveEveryRequest'],
])

/** Option names of `csrf` by Django's names. */
const CSRF_SETTINGS = new Map([
  ['CSRF_COOKIE_AGE', 'cookieAge'],
  ['CSRF_COOKIE_NAME', 'cookieName'],
  ['CSRF_COOKIE_DOMAIN', 'cookieDomain'],
  ['CSRF_COOKIE_PATH', 'cookiePath'],
  ['CSRF_COOKIE_SECURE', 'cookieSecure'],
  ['CSRF_COOKIE_HTTPONLY', 'cookieHttpOnly'],
  ['CSRF_COOKIE_SAMESITE', 'cookieSameSite'],
  ['CSRF_HEADER_NAME', 'headerName'],
  ['CSRF_TRUSTED_ORIGINS', 'trustedOrigins'],
  ['CSRF_USE_SESSIONS', 'useSessions'],
])

const SECURITY_SETTINGS = [
  'SECURE_CONTENT_TYPE_NOSNIFF',
  'SECURE_CROSS_ORIGIN_OPENER_POLICY',
  'SECURE_HSTS_INCLUDE_SUBDOMAINS',
  'SECURE_HSTS_PRELOAD',
  'SECURE_HSTS_SECONDS',
  'SECURE_REDIRECT_EXEMPT',
  'SECURE_REFERRER_POLICY',
  'SECURE_SSL_HOST',
  'SECURE_SSL_REDIRECT',
]

/** Not one of Django's settings. Seconds for which a copy in the browser may answer reads. */
const COOKIE_CACHE = 'SESSION_COOKIE_CACHE'

/** Shortest `ADMIN_PASSWORD` accepted, in UTF-16 code units. */
const MIN_ADMIN_PASSWORD = 12

const PREFIXES = ['SESSION_', 'CSRF_', 'SECURE_']
const KNOWN = new Set([
  ...SESSION_SETTINGS.keys(),
  ...CSRF_SETTINGS.keys(),
  ...SECURITY_SETTINGS,
  ...STORE_SETTINGS,
])

/**
 * Returns the settings of a Worker. They are read and checked once.
 *
 * @param env The Worker's bindings: Django's names, from `wrangler.toml` and its secrets.
 * @throws ImproperlyConfigured if a setting is missing, misspelt or invalid.
 */
export const settingsOf = memoize((env: Env): Settings => {
  const environment = new Environment(env)
  environment.refuseUnknown(PREFIXES, KNOWN)
  refuseSameCookie(environment)
  const { engine, place, store, toStoredKey } = sessionStore(env, environment)
  return {
    db: database(env, environment),
    engine,
    toStoredKey,
    store,
    sessions: sessionSettings(env, place, environment),
    csrf: csrfSettings(environment),
    security: securitySettings(environment),
    appendSlash: environment.flag('APPEND_SLASH', true),
    demoAccounts: environment.flag('DEMO_ACCOUNTS', false),
    djangoUsers: environment.flag('DJANGO_USERS', false),
    adminPassword: environment.secret('ADMIN_PASSWORD', MIN_ADMIN_PASSWORD),
  }
})

/** Refuses one name for both cookies: each middleware would overwrite the other's cookie. */
function refuseSameCookie(environment: Environment): void {
  if (environment.flag('CSRF_USE_SESSIONS', false)) return
  const name = environment.text('CSRF_COOKIE_NAME', 'csrftoken')
  if (name !== environment.text('SESSION_COOKIE_NAME', 'sessionid')) return
  throw new ImproperlyConfigured(
    `to differ from \`SESSION_COOKIE_NAME\`, got \`${name}\``,
    'CSRF_COOKIE_NAME',
  )
}

function database({ DB }: Partial<Env>, environment: Environment): D1Database | null {
  if (DB === undefined && environment.flag('DJANGO_USERS', false)) {
    throw new ImproperlyConfigured('Expected a D1 binding `DB` with `DJANGO_USERS`, got none')
  }
  return DB === undefined ? null : meteredDatabase(DB)
}

function sessionSettings(
  env: Partial<Env>,
  store: SessionStore,
  environment: Environment,
): SessionSettings {
  checkSecretKey(env.SECRET_KEY, 'SECRET_KEY')
  const options: SessionSettings = {
    store,
    secretKey: env.SECRET_KEY,
    secretKeyFallbacks: environment.list('SECRET_KEY_FALLBACKS'),
    cookieAge: environment.integer('SESSION_COOKIE_AGE', 1_209_600),
    ...cookieSettings(environment, 'SESSION', 'sessionid', true),
    expireAtBrowserClose: environment.flag('SESSION_EXPIRE_AT_BROWSER_CLOSE', false),
    saveEveryRequest: environment.flag('SESSION_SAVE_EVERY_REQUEST', false),
    ...(environment.isSet(COOKIE_CACHE) && { cookieCache: environment.integer(COOKIE_CACHE, 1) }),
    useTz: environment.flag('USE_TZ', true),
  }
  inDjangosNames(SESSION_SETTINGS, () => checkSessionOptions(options))
  return options
}

function csrfSettings(environment: Environment): CsrfOptions {
  const sessionCookieDomain = environment.text('SESSION_COOKIE_DOMAIN', '')
  const options: CsrfOptions = {
    cookieAge: environment.integerOrNone('CSRF_COOKIE_AGE', 31_449_600),
    ...cookieSettings(environment, 'CSRF', 'csrftoken', false),
    headerName: httpName(environment.text('CSRF_HEADER_NAME', 'X-CSRFToken')),
    trustedOrigins: environment.list('CSRF_TRUSTED_ORIGINS'),
    useSessions: environment.flag('CSRF_USE_SESSIONS', false),
    ...(sessionCookieDomain === '' ? {} : { sessionCookieDomain }),
  }
  inDjangosNames(CSRF_SETTINGS, () => checkCsrfOptions(options))
  return options
}

function cookieSettings(
  environment: Environment,
  prefix: 'SESSION' | 'CSRF',
  name: string,
  isHttpOnly: boolean,
) {
  const domain = environment.text(`${prefix}_COOKIE_DOMAIN`, '')
  const isSecureSet = environment.isSet(`${prefix}_COOKIE_SECURE`)
  const sameSite = environment.choice(
    `${prefix}_COOKIE_SAMESITE`,
    ['Lax', 'Strict', 'None', 'false'],
    'Lax',
  )
  return {
    cookieName: environment.text(`${prefix}_COOKIE_NAME`, name),
    ...(domain === '' ? {} : { cookieDomain: domain }),
    cookiePath: environment.text(`${prefix}_COOKIE_PATH`, '/'),
    cookieSecure: isSecureSet ? environment.flag(`${prefix}_COOKIE_SECURE`, true) : 'auto',
    cookieHttpOnly: environment.flag(`${prefix}_COOKIE_HTTPONLY`, isHttpOnly),
    cookieSameSite: (sameSite === 'false' ? false : sameSite) satisfies SameSite,
  } as const
}

function securitySettings(environment: Environment): SecuritySettings {
  return {
    nosniff: environment.flag('SECURE_CONTENT_TYPE_NOSNIFF', true),
    openerPolicy: environment.text('SECURE_CROSS_ORIGIN_OPENER_POLICY', 'same-origin'),
    referrerPolicy: environment.text('SECURE_REFERRER_POLICY', 'same-origin'),
    frameOptions: environment.choice('X_FRAME_OPTIONS', ['DENY', 'SAMEORIGIN'], 'DENY'),
    hstsSeconds: environment.integer('SECURE_HSTS_SECONDS', 0, 0),
    hstsIncludeSubdomains: environment.flag('SECURE_HSTS_INCLUDE_SUBDOMAINS', false),
    hstsPreload: environment.flag('SECURE_HSTS_PRELOAD', false),
    sslRedirect: environment.flag('SECURE_SSL_REDIRECT', false),
    sslHost: sslHost(environment.text('SECURE_SSL_HOST', '')),
    redirectExempt: environment.list('SECURE_REDIRECT_EXEMPT').map(pattern),
  }
}

/** Checks a host. An invalid one would silently redirect to the host of the request. */
function sslHost(host: string): string {
  if (host === '' || (/^[^/?#@\\\s]+$/.test(host) && URL.canParse(`https://${host}`))) return host
  throw new ImproperlyConfigured(
    `Expected \`SECURE_SSL_HOST\` to be a host such as \`example.com\`, got \`${host}\``,
  )
}

function pattern(source: string): RegExp {
  try {
    return new RegExp(source)
  } catch {
    throw new ImproperlyConfigured(
      `Expected \`SECURE_REDIRECT_EXEMPT\` to be regular expressions, got \`${source}\``,
    )
  }
}

/** Converts Django's name of a header, which is that of WSGI: `HTTP_X_CSRFTOKEN`. */
function httpName(name: string): string {
  return name.startsWith('HTTP_') ? name.slice('HTTP_'.length).replaceAll('_', '-') : name
}

/** Checks options. Errors name the setting instead of the option. */
function inDjangosNames(names: ReadonlyMap<string, string>, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof ImproperlyConfigured)) throw error
    const setting = [...names].find(([, option]) => option === error.option)?.[0]
    throw setting === undefined ? error : new ImproperlyConfigured(error.problem, setting)
  }
}
