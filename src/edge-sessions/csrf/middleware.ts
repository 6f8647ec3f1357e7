import type { Context, MiddlewareHandler } from 'hono'
import { ImproperlyConfigured, resolveOptions } from '../config/index.ts'
import { preparedResponse, saveOrDiscard, setNoStore } from '../http/index.ts'
import { getSessionCookieName } from '../sessions/index.ts'
import { Csrf } from './csrf.ts'
import { type CsrfOptions, type CsrfSettings, resolveCsrf } from './options.ts'
import { checkOrigin } from './origin-check.ts'
import { checkToken } from './token-check.ts'

/** The context variables that `csrf` sets, for `new Hono<{ Variables: … }>()`. */
export interface CsrfVariables {
  csrf: Csrf
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/**
 * Refuses forged requests (Django's `CsrfViewMiddleware`). A request that may change something must
 * come from a page of this site or of a trusted one, and carry a token that only such a page knows.
 * Every method except GET, HEAD, OPTIONS and TRACE is checked, whatever its content type.
 *
 * After the handler it sets the cookie if a token was requested or the secret was replaced, whatever
 * the status, because a page with a form needs it. With `useSessions`, apply it after `sessions`.
 *
 * @param options Django's settings, or a function that returns them for the context. Default:
 * Django's defaults.
 * @returns The middleware. It sets `c.var.csrf`.
 * @throws ImproperlyConfigured if an option is invalid: at once, or during a request if `options` is
 * a function.
 * @see https://docs.djangoproject.com/en/5.2/ref/csrf/
 * @example
 * app.use(csrf())
 * app.get('/profile', async (c) =>
 *   c.html(
 *     html`<form method="post">
 *       <input type="hidden" name="csrfmiddlewaretoken" value="${await getToken(c)}" />
 *       <button>Save</button>
 *     </form>`,
 *   ),
 * )
 */
export function csrf(
  options: CsrfOptions | ((c: Context) => CsrfOptions) = {},
): MiddlewareHandler<{ Variables: CsrfVariables }> {
  const getSettings = resolveOptions(options, resolveCsrf)

  return async function csrfMiddleware(c, next) {
    if (c.get('csrf') instanceof Csrf) {
      throw new ImproperlyConfigured('`csrf()` is already applied to this route.')
    }
    const settings = getSettings(c)
    assertOwnCookie(c, settings)
    const protection = new Csrf(c, settings)
    c.set('csrf', protection)
    // A malformed cookie is replaced at once. A session is not loaded until it is needed.
    if (!settings.useSessions) await protection.load()

    const prepared = preparedResponse(c)
    const reason = await reasonToRefuse(c, protection, settings)
    if (reason === null) await next()
    else await refuse(c, reason, settings)
    await saveOrDiscard(c, prepared, () => protection.finish())
  }
}

/** @throws ImproperlyConfigured if the secret's cookie would overwrite the session's. */
function assertOwnCookie(c: Context, { cookie, useSessions }: CsrfSettings): void {
  if (useSessions || getSessionCookieName(c) !== cookie.cookieName) return
  throw new ImproperlyConfigured(
    `to differ from the session cookie, got \`${cookie.cookieName}\` for both`,
    'cookieName',
  )
}

/**
 * Makes a token for the hidden input `csrfmiddlewaretoken` of a form, or for the header
 * `X-CSRFToken` (Django's `get_token`). See `Csrf.getToken`.
 *
 * @throws ImproperlyConfigured when `csrf` is not applied to this route.
 */
export async function getToken(c: Context): Promise<string> {
  return protectionOf(c).getToken()
}

/**
 * Replaces the visitor's secret; call it at login (Django's `rotate_token`).
 *
 * @throws ImproperlyConfigured when `csrf` is not applied to this route.
 */
export function rotateToken(c: Context): void {
  protectionOf(c).rotateToken()
}

function protectionOf(c: Context): Csrf {
  const protection: unknown = c.get('csrf')
  if (protection instanceof Csrf) return protection
  throw new ImproperlyConfigured(
    '`csrf()` is not applied to this route. Apply it before the handler.',
  )
}

/** The decisions of Django's `CsrfViewMiddleware.process_view`, in its order. */
async function reasonToRefuse(
  c: Context,
  protection: Csrf,
  settings: CsrfSettings,
): Promise<string | null> {
  if (SAFE_METHODS.has(c.req.method) || settings.exempt.has(c.req.path)) return null
  return checkOrigin(c, settings) ?? (await checkToken(c, protection, settings))
}

async function refuse(c: Context, reason: string, settings: CsrfSettings): Promise<void> {
  // Not decoded, because a line break would forge another line of the log.
  console.warn(`Forbidden (${reason}): ${new URL(c.req.url).pathname}`)
  c.status(403)
  c.res = await settings.failureView(c, reason)
  setNoStore(c)
}
