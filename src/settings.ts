import {
  checkSecretKey,
  checkSessionOptions,
  d1Store,
  ImproperlyConfigured,
  type SameSite,
  type SessionOptions,
} from './sessions/index.ts'
import { memoize } from './sessions/memoize.ts'

/** Settings as they come: from `[vars]` with their TOML type, from a dashboard or a file as text. */
type Environment = Readonly<Record<string, unknown>>

/** What the app is set up with (Django's `settings.py`). */
export interface Settings {
  sessions: SessionOptions
}

const SAME_SITE = new Map<string, SameSite>([
  ['lax', 'Lax'],
  ['strict', 'Strict'],
  ['none', 'None'],
  ['false', false],
])

/** Django's names, and what `sessions` calls them. */
const SESSION_SETTINGS = new Map([
  ['SESSION_COOKIE_AGE', 'cookieAge'],
  ['SESSION_COOKIE_NAME', 'cookieName'],
  ['SESSION_COOKIE_DOMAIN', 'cookieDomain'],
  ['SESSION_COOKIE_PATH', 'cookiePath'],
  ['SESSION_COOKIE_SECURE', 'cookieSecure'],
  ['SESSION_COOKIE_HTTPONLY', 'cookieHttpOnly'],
  ['SESSION_COOKIE_SAMESITE', 'cookieSameSite'],
  ['SESSION_EXPIRE_AT_BROWSER_CLOSE', 'expireAtBrowserClose'],
  ['SESSION_SAVE_EVERY_REQUEST', 'saveEveryRequest'],
])

/**
 * Returns the settings of a Worker; they are read and checked once.
 *
 * @param env The Worker's bindings: Django's names, from `wrangler.toml` and its secrets.
 * @throws ImproperlyConfigured when a setting is missing, misspelt or makes no sense.
 */
export const settingsOf = memoize((env: Env): Settings => readSettings({ ...env }, env.DB))

function readSettings(env: Environment, db: D1Database | undefined): Settings {
  if (db === undefined) throw new ImproperlyConfigured('Expected a D1 binding `DB`, got none')
  refuseUnknown(env)
  checkSecretKey(env.SECRET_KEY, 'SECRET_KEY')
  const sessions: SessionOptions = {
    store: d1Store(db),
    secretKey: env.SECRET_KEY,
    secretKeyFallbacks: list(env, 'SECRET_KEY_FALLBACKS'),
    cookieAge: positiveInteger(env, 'SESSION_COOKIE_AGE', 1_209_600),
    cookieName: text(env, 'SESSION_COOKIE_NAME', 'sessionid'),
    ...optional('cookieDomain', text(env, 'SESSION_COOKIE_DOMAIN', '')),
    cookiePath: text(env, 'SESSION_COOKIE_PATH', '/'),
    cookieSecure: isSet(env, 'SESSION_COOKIE_SECURE')
      ? flag(env, 'SESSION_COOKIE_SECURE', true)
      : 'auto',
    cookieHttpOnly: flag(env, 'SESSION_COOKIE_HTTPONLY', true),
    cookieSameSite: sameSite(env, 'SESSION_COOKIE_SAMESITE'),
    expireAtBrowserClose: flag(env, 'SESSION_EXPIRE_AT_BROWSER_CLOSE', false),
    saveEveryRequest: flag(env, 'SESSION_SAVE_EVERY_REQUEST', false),
    useTz: flag(env, 'USE_TZ', true),
  }
  checkInDjangosNames(sessions)
  return { sessions }
}

/** Lets `sessions` check the options, and says what it objects to by the name of the setting. */
function checkInDjangosNames(options: SessionOptions): void {
  try {
    checkSessionOptions(options)
  } catch (error) {
    let message = error instanceof Error ? error.message : String(error)
    for (const [setting, option] of SESSION_SETTINGS) {
      message = message.replace(`\`${option}\``, `\`${setting}\``)
    }
    throw new ImproperlyConfigured(message)
  }
}

/** A misspelt setting would silently be its default. */
function refuseUnknown(env: Environment): void {
  for (const name of Object.keys(env)) {
    if (name.startsWith('SESSION_') && !SESSION_SETTINGS.has(name)) {
      throw new ImproperlyConfigured(`Expected a setting of Django's, got \`${name}\``)
    }
  }
}

function isSet(env: Environment, name: string): boolean {
  const value = env[name]
  return value !== undefined && value !== null && value !== ''
}

function positiveInteger(env: Environment, name: string, fallback: number): number {
  if (!isSet(env, name)) return fallback
  const value = String(env[name]).trim()
  if (/^[1-9]\d{0,14}$/.test(value)) return Number(value)
  throw unexpected(name, 'a positive integer', value)
}

function flag(env: Environment, name: string, fallback: boolean): boolean {
  if (!isSet(env, name)) return fallback
  const value = String(env[name]).trim().toLowerCase()
  if (value === 'true') return true
  if (value === 'false') return false
  throw unexpected(name, '`true` or `false`', env[name])
}

function text(env: Environment, name: string, fallback: string): string {
  if (!isSet(env, name)) return fallback
  const value = env[name]
  if (typeof value === 'string') return value
  throw unexpected(name, 'a text', value)
}

function sameSite(env: Environment, name: string): SameSite {
  if (!isSet(env, name)) return 'Lax'
  const value = SAME_SITE.get(String(env[name]).toLowerCase())
  if (value !== undefined) return value
  throw unexpected(name, '`Lax`, `Strict`, `None` or `false`', env[name])
}

/** A list in TOML; in a secret, its JSON. The values are secrets and stay out of the error. */
function list(env: Environment, name: string): string[] {
  if (!isSet(env, name)) return []
  const value = typeof env[name] === 'string' ? parseJson(env[name]) : env[name]
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')) {
    return value
  }
  throw new ImproperlyConfigured(`Expected \`${name}\` to be a JSON list of texts`)
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function optional<Name extends string>(name: Name, value: string): { [K in Name]?: string } {
  return value === '' ? {} : ({ [name]: value } as { [K in Name]: string })
}

function unexpected(name: string, expected: string, got: unknown): ImproperlyConfigured {
  return new ImproperlyConfigured(`Expected \`${name}\` to be ${expected}, got \`${got}\``)
}
