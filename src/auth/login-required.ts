import type { MiddlewareHandler } from 'hono'
import { user } from './current-user.ts'
import { loginAddress } from './redirect.ts'
import { type AuthContext, authOf } from './state.ts'

/** What `loginRequired` takes. */
export interface LoginRequiredOptions {
  /** Path or address of the login page. Default: the `loginUrl` of `auth`. */
  loginUrl?: string
  /** Query parameter with the page to come back to. Default: `next`. */
  redirectFieldName?: string
}

/**
 * Lets logged-in users through and sends everyone else to the login page, with the page they
 * wanted in `?next=` (Django's `login_required`). The login page reads it with `safeNextUrl`.
 *
 * @throws ImproperlyConfigured at a request, when `auth` is not used on this route.
 */
export function loginRequired({
  loginUrl,
  redirectFieldName = 'next',
}: LoginRequiredOptions = {}): MiddlewareHandler {
  return async function loginRequiredMiddleware(c, next) {
    // Typed loosely, so that a route goes on to know its users by their own type.
    const inside: AuthContext = { var: { auth: c.get('auth') } }
    if ((await user(inside)) !== null) return next()
    const page = loginUrl ?? authOf(inside).settings.loginUrl
    return c.redirect(loginAddress(page, c.req.url, redirectFieldName))
  }
}
