import type { Context } from 'hono'
import { ImproperlyConfigured } from '../config/index.ts'
import type { Session } from '../sessions/index.ts'
import type { AuthSettings } from './options.ts'
import type { AuthUser } from './users.ts'

/** Django's names for the session keys that hold a login. */
export const USER_ID_KEY = '_auth_user_id'
export const BACKEND_KEY = '_auth_user_backend'
export const HASH_KEY = '_auth_user_hash'

/** The state of `auth` during one request, for the functions of this folder. */
export interface AuthState<User extends AuthUser = AuthUser> {
  readonly context: Context
  readonly session: Session
  readonly settings: AuthSettings<User>
  /** The current user; `null` until it is looked up. */
  user: Promise<User | null> | null
}

/** The context variables that `auth` sets, for `new Hono<{ Variables: … }>()`. */
export interface AuthVariables<User extends AuthUser = AuthUser> {
  auth: AuthState<User>
}

/** Any Hono context inside `auth`, whatever other variables its app has. */
export interface AuthContext<User extends AuthUser = AuthUser> {
  readonly var: Readonly<AuthVariables<User>>
}

/**
 * Returns the state of `auth` for this request.
 *
 * @throws ImproperlyConfigured when `auth` is not applied to this route.
 */
export function authOf<User extends AuthUser>(c: AuthContext<User>): AuthState<User> {
  const state = c.var.auth
  if (state !== undefined) return state
  throw new ImproperlyConfigured('`auth` is not applied to this route. Add `app.use(auth(...))`.')
}
