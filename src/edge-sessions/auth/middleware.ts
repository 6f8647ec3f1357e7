import type { Context, MiddlewareHandler } from 'hono'
import { ImproperlyConfigured, resolveOptions } from '../config/index.ts'
import { getSession } from '../sessions/index.ts'
import { type AuthOptions, replaceUsers, resolveAuth } from './options.ts'
import type { AuthState, AuthVariables } from './state.ts'
import type { AuthUser } from './users.ts'

/**
 * Provides the current user (Django's `AuthenticationMiddleware`). It reads nothing itself: `user`,
 * `login`, `logout` and `loginRequired` do. Use Django's order: `sessions`, `csrf`, `auth`, `messages`.
 *
 * @param options Django's settings, or a function that makes them from the context, which holds the
 * bindings of a Worker.
 * @returns The middleware. It sets `c.var.auth`.
 * @throws ImproperlyConfigured when an option is missing or invalid: at once, or during a request
 * when `options` is a function. Also during a request outside `sessions`.
 * @see https://docs.djangoproject.com/en/5.2/topics/auth/
 * @example
 * app.use(
 *   sessions((c: Context<AppEnv>) => ({
 *     store: d1Store(c.env.DB),
 *     secretKey: c.env.SECRET_KEY,
 *   })),
 * )
 * app.use(
 *   auth((c: Context<AppEnv>) => ({
 *     users: djangoUsers(c.env.DB),
 *     secretKey: c.env.SECRET_KEY,
 *   })),
 * )
 */
export function auth<User extends AuthUser = AuthUser>(
  options: AuthOptions<User> | ((c: Context) => AuthOptions<User>),
): MiddlewareHandler<{ Variables: AuthVariables<User> }> {
  const getSettings = resolveOptions(options, resolveAuth<User>, {
    option: 'users',
    replace: replaceUsers<User>,
  })

  return async function authMiddleware(c, next) {
    if (c.get('auth') !== undefined) {
      throw new ImproperlyConfigured('`auth` is already applied to this route.')
    }
    const state: AuthState<User> = {
      context: c,
      session: getSession(c, 'auth()'),
      settings: getSettings(c),
      user: null,
    }
    c.set('auth', state)
    await next()
  }
}
