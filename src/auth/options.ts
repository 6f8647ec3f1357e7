import type { Context } from 'hono'
import { checkSecretKey, ImproperlyConfigured } from '../sessions/index.ts'
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
  secretKeyFallbacks?: readonly string[]
  /**
   * Django's `AUTHENTICATION_BACKENDS`. A session of any other backend counts as logged out and is
   * left unchanged; `login` writes the first of the list. Copy the list of the Django site. A site
   * with django-allauth also needs `allauth.account.auth_backends.AuthenticationBackend`: without
   * it, everyone who signed in through allauth is logged out here.
   *
   * @default ['django.contrib.auth.backends.ModelBackend']
   */
  backends?: readonly string[]
  /** Django's `LOGIN_URL`: where `loginRequired` sends visitors. Default: `/accounts/login/`. */
  loginUrl?: string
  /** Lists sessions by user, for `userSessions`; needs `migrations/0002_session_user.sql`. Default: false. */
  listSessions?: boolean
  /** Called by `login` at its end: the place to rotate the CSRF token. Default: nothing. */
  onLogin?: (c: Context) => void | Promise<void>
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

/**
 * Fills in the defaults.
 *
 * @throws ImproperlyConfigured when an option is missing or makes no sense.
 */
export function resolveAuth<User extends AuthUser>(options: AuthOptions<User>): AuthSettings<User> {
  const { users, secretKey, secretKeyFallbacks = [], backends = [MODEL_BACKEND] } = options
  if (typeof users?.load !== 'function') {
    throw new ImproperlyConfigured(`Expected \`users\` to be a source of users, got \`${users}\``)
  }
  checkSecretKey(secretKey)
  if (secretKeyFallbacks.some((key) => typeof key !== 'string' || key === '')) {
    throw new ImproperlyConfigured('Expected `secretKeyFallbacks` to be texts that are not empty')
  }
  const [loginBackend] = backends
  if (!loginBackend) {
    throw new ImproperlyConfigured('Expected `backends` to be dotted paths, got none')
  }
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

function doNothing(): void {}
