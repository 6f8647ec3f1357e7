import type { MiddlewareHandler } from 'hono'
import { assertKnownOptions, type OptionNames } from '../config/index.ts'
import { user } from './current-user.ts'
import { loginAddress } from './redirect.ts'
import { type AuthContext, authOf } from './state.ts'

/** The options of `loginRequired`. */
export interface LoginRequiredOptions {
  /**
   * Path or URL of the login page.
   *
   * @default The option `loginUrl` of `auth`.
   */
  loginUrl?: string | undefined
  /**
   * Name of the query parameter that holds the requested page.
   *
   * @default 'next'
   */
  redirectFieldName?: string | undefined
}

/** All options of `loginRequired`. */
const NAMES: OptionNames<LoginRequiredOptions> = { loginUrl: true, redirectFieldName: true }

/**
 * Allows logged-in users only. Redirects everyone else to the login page, with the requested page in
 * `?next=` (Django's `login_required`). Read it there with `safeNextUrl`.
 *
 * @param options The login page and its query parameter.
 * @returns The middleware. It answers 302 when nobody is logged in.
 * @throws ImproperlyConfigured when an option is unknown. Also during a request when `auth` is not
 * applied to this route.
 * @see https://docs.djangoproject.com/en/5.2/topics/auth/default/#the-login-required-decorator
 * @example
 * app.get('/account/', loginRequired(), async (c) => c.text((await user(c))?.username ?? ''))
 */
export function loginRequired(options: LoginRequiredOptions = {}): MiddlewareHandler {
  assertKnownOptions(options, NAMES, 'loginRequired')
  const { loginUrl, redirectFieldName = 'next' } = options
  return async function loginRequiredMiddleware(c, next) {
    // Loosely typed, so that the route keeps its own type of users.
    const authContext: AuthContext = { var: { auth: c.get('auth') } }
    if ((await user(authContext)) !== null) return next()
    const page = loginUrl ?? authOf(authContext).settings.loginUrl
    return c.redirect(loginAddress(page, c.req.url, redirectFieldName))
  }
}
