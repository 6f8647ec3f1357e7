import type { Context } from 'hono'
import { ImproperlyConfigured, type Session } from '../sessions/index.ts'
import type { AuthSettings } from './options.ts'
import type { AuthUser } from './users.ts'

/** Members of a session that say who is logged in, by Django's names. */
export const USER_ID_MEMBER = '_auth_user_id'
export const BACKEND_MEMBER = '_auth_user_backend'
export const HASH_MEMBER = '_auth_user_hash'

/** What `auth` keeps during one request; for the functions of this folder. */
export interface AuthState<User extends AuthUser = AuthUser> {
  readonly context: Context
  readonly session: Session
  readonly settings: AuthSettings<User>
  /** The current user, once somebody has asked. */
  user: Promise<User | null> | null
}

/** The context variables that `auth` sets, for `new Hono<{ Variables: … }>()`. */
export interface AuthVariables<User extends AuthUser = AuthUser> {
  auth: AuthState<User>
}

/** Any Hono context inside `auth`, whatever else its app has. */
export interface AuthContext<User extends AuthUser = AuthUser> {
  readonly var: Readonly<AuthVariables<User>>
}

/**
 * Returns what `auth` keeps for this request.
 *
 * @throws ImproperlyConfigured when `auth` is not used on this route.
 */
export function authOf<User extends AuthUser>(c: AuthContext<User>): AuthState<User> {
  const state = c.var.auth
  if (state === undefined)
    throw new ImproperlyConfigured('Expected `auth` to be used on this route')
  return state
}
