import type { MiddlewareHandler } from 'hono'
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

/**
 * Allows logged-in users only. Redirects everyone else to the login page, with the requested page in
 * `?next=` (Django's `login_required`). Read it there with `safeNextUrl`.
 *
 * @param options The login page and its query parameter.
 * @returns The middleware. It answers 302 when nobody is logged in.
 * @throws ImproperlyConfigured during a request when `auth` is not applied to this route.
 * @see https://docs.djangoproject.com/en/5.2/topics/auth/default/#the-login-required-decorator
 * @example
 * app.get('/account/', loginRequired(), async (c) => c.text((await user(c))?.username ?? ''))
 */
export function loginRequired({
  loginUrl,
  redirectFieldName = 'next',
}: LoginRequiredOptions = {}): MiddlewareHandler {
  return async function loginRequiredMiddleware(c, next) {
    // Typed loosely so that the route keeps its own type of users.
    const authContext: AuthContext = { var: { auth: c.get('auth') } }
    if ((await user(authContext)) !== null) return next()
    const page = loginUrl ?? authOf(authContext).settings.loginUrl
    return c.redirect(loginAddress(page, c.req.url, redirectFieldName))
  }
}
