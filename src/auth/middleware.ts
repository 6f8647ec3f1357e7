import type { Context, MiddlewareHandler } from 'hono'
import { memoize } from '../memoize.ts'
import { ImproperlyConfigured, Session } from '../sessions/index.ts'
import { type AuthOptions, type AuthSettings, resolveAuth } from './options.ts'
import type { AuthState, AuthVariables } from './state.ts'
import type { AuthUser } from './users.ts'

/**
 * Knows who is logged in (Django's `AuthenticationMiddleware`). It reads nothing by itself: `user`,
 * `login`, `logout` and `loginRequired` do. Django's order: `sessions`, `csrf`, `auth`, `messages`.
 *
 * @param options Django's settings, or a function that makes them from the context, which is where
 * a Worker's bindings are.
 * @throws ImproperlyConfigured when an option is missing or makes no sense: at once, or, where
 * `options` is a function, at a request. At a request also when it is not inside `sessions`.
 */
export function auth<User extends AuthUser = AuthUser>(
  options: AuthOptions<User> | ((c: Context) => AuthOptions<User>),
): MiddlewareHandler<{ Variables: AuthVariables<User> }> {
  const settingsOf = settingsFrom(options)

  return async function authMiddleware(c, next) {
    if (c.get('auth') !== undefined) {
      throw new ImproperlyConfigured('Expected `auth` to be used once on a route, got it twice')
    }
    const state: AuthState<User> = {
      context: c,
      session: sessionOf(c),
      settings: settingsOf(c),
      user: null,
    }
    c.set('auth', state)
    await next()
  }
}

function sessionOf(c: Context): Session {
  const session: unknown = c.get('session')
  if (session instanceof Session) return session
  throw new ImproperlyConfigured('Expected `auth` to be used inside `sessions`')
}

function settingsFrom<User extends AuthUser>(
  options: AuthOptions<User> | ((c: Context) => AuthOptions<User>),
): (c: Context) => AuthSettings<User> {
  const resolve = memoize(resolveAuth<User>)
  if (typeof options === 'function') return (c) => resolve(options(c))
  const settings = resolve(options)
  return () => settings
}
