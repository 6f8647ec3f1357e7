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

/** What `auth` takes: Django's settings. */
export interface AuthOptions<User extends AuthUser = AuthUser> {
  /** Where users are looked up: `djangoUsers(db)`, or a source of the app's own. */
  users: UserSource<User>
  /** Django's `SECRET_KEY`, the same as for `sessions`. */
  secretKey: string
  /** Django's `SECRET_KEY_FALLBACKS`: older keys still accepted. Default: none. */
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
  /** Django's `LOGIN_URL`: where `loginRequired` sends visitors. Default: `/accounts/login/`. */
  loginUrl?: string | undefined
  /** Lists sessions by user, for `userSessions`; needs `migrations/0002_session_user.sql`. Default: false. */
  listSessions?: boolean | undefined
  /** Called by `login` at its end: the place to rotate the CSRF token. Default: nothing. */
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
  const [loginBackend] = backends
  if (!loginBackend) throw new ImproperlyConfigured('to be dotted paths, got none', 'backends')
  return {
    users,
    secretKey,
    secretKeyFallbacks,
    backends,
    loginBackend,
    loginUrl: options.loginUrl ?? '/accounts/login/',
    listSessions: options.listSessions ?? false,
    onLogin: options.onLogin ?? doNothing,
  }
}

/** Workers make the users again for each request, because they hold a binding. */
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
