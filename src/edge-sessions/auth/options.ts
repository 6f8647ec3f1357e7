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
import type { AuthUser, UserSource } from './users.ts'

/** Django's own authentication backend. */
export const MODEL_BACKEND = 'django.contrib.auth.backends.ModelBackend'

/** The options of `auth`, named after Django's settings. */
export interface AuthOptions<User extends AuthUser = AuthUser> {
  /** The source of users: `djangoUsers(db)` or a custom one. */
  users: UserSource<User>
  /** Django's `SECRET_KEY`, the same as for `sessions`. */
  secretKey: string
  /**
   * Django's `SECRET_KEY_FALLBACKS`: older keys that are still accepted.
   *
   * @default []
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#secret-key-fallbacks
   */
  secretKeyFallbacks?: readonly string[] | undefined
  /**
   * Django's `AUTHENTICATION_BACKENDS`. A session of any other backend counts as logged out and is
   * left unchanged; `login` writes the first of the list. Copy the list of the Django site. A site
   * with django-allauth also needs `allauth.account.auth_backends.AuthenticationBackend`: without
   * it, everyone who signed in through allauth is logged out here.
   *
   * @default ['django.contrib.auth.backends.ModelBackend']
   */
  backends?: readonly string[] | undefined
  /**
   * Django's `LOGIN_URL`: the page to which `loginRequired` sends visitors.
   *
   * @default '/accounts/login/'
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#login-url
   */
  loginUrl?: string | undefined
  /**
   * Whether to list sessions by user, for `userSessions`. The table needs the column of
   * `migrations/0002_session_user.sql`.
   *
   * @default false
   */
  listSessions?: boolean | undefined
  /**
   * Called at the end of `login`. Pass `rotateToken` of `edge-sessions/csrf` to rotate the CSRF token.
   *
   * @default nothing
   */
  onLogin?: ((c: Context) => void | Promise<void>) | undefined
}

/** `AuthOptions` with their defaults. */
export interface AuthSettings<User extends AuthUser> {
  readonly users: UserSource<User>
  readonly secretKey: string
  readonly secretKeyFallbacks: readonly string[]
  readonly backends: readonly string[]
  readonly loginBackend: string
  readonly loginUrl: string
  readonly listSessions: boolean
  readonly onLogin: (c: Context) => void | Promise<void>
}

/** All options of `auth`. */
const NAMES: OptionNames<AuthOptions> = {
  users: true,
  secretKey: true,
  secretKeyFallbacks: true,
  backends: true,
  loginUrl: true,
  listSessions: true,
  onLogin: true,
}

/**
 * Adds the defaults.
 *
 * @throws ImproperlyConfigured when an option is missing, unknown or invalid.
 */
export function resolveAuth<User extends AuthUser>(options: AuthOptions<User>): AuthSettings<User> {
  assertKnownOptions(options, NAMES, 'auth')
  const { users, secretKey, secretKeyFallbacks = [], backends = [MODEL_BACKEND] } = options
  checkUsers(users)
  checkSecretKey(secretKey)
  checkSecretKeyFallbacks(secretKeyFallbacks)
  assertFlags(options, ['listSessions'])
  assertFunctions(options, ['onLogin'])
  assertOption(Array.isArray(backends), 'backends', 'an array of dotted paths', backends)
  const { loginUrl = '/accounts/login/' } = options
  assertOption(URL.canParse(loginUrl, 'https://localhost'), 'loginUrl', 'a path or URL', loginUrl)
  const [loginBackend] = backends
  if (!loginBackend) throw new ImproperlyConfigured('to be dotted paths, got none', 'backends')
  return {
    users,
    secretKey,
    secretKeyFallbacks,
    backends,
    loginBackend,
    loginUrl,
    listSessions: options.listSessions ?? false,
    onLogin: options.onLogin ?? doNothing,
  }
}

/** Replaces the source of users, which a Worker creates for each request with its binding. */
export function replaceUsers<User extends AuthUser>(
  settings: AuthSettings<User>,
  { users }: AuthOptions<User>,
): AuthSettings<User> {
  checkUsers(users)
  return { ...settings, users }
}

function checkUsers(users: UserSource | undefined): void {
  assertOption(typeof users?.load === 'function', 'users', 'a source of users', users)
}

function doNothing(): void {}
