import type { Context, MiddlewareHandler } from 'hono'
import { memoize } from '../memoize.ts'
import { ImproperlyConfigured } from '../sessions/index.ts'
import { forbidStorage, preparedResponse, saveOrDiscard } from '../sessions/response-headers.ts'
import { Csrf } from './csrf.ts'
import { type CsrfOptions, type CsrfSettings, resolveCsrf } from './options.ts'
import { originFault } from './origin-check.ts'
import { tokenFault } from './token-check.ts'

/** The context variables that `csrf` sets, for `new Hono<{ Variables: … }>()`. */
export interface CsrfVariables {
  csrf: Csrf
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/**
 * Refuses forged requests (Django's `CsrfViewMiddleware`): one that may change something must come
 * from a page of this site, or of a trusted one, and carry a token that only such a page can know.
 * Every method but GET, HEAD, OPTIONS and TRACE is checked, whatever the type of its content.
 *
 * After the handler it sets the cookie, if a token was asked for or the secret replaced, on a
 * response of any status: a page with a form is of no use without it. Where `useSessions` is set,
 * use it after `sessions`.
 *
 * @param options Django's settings, or a function that makes them from the context. Default:
 * Django's defaults.
 * @throws ImproperlyConfigured when an option makes no sense: at once, or, where `options` is a
 * function, at a request.
 */
export function csrf(
  options: CsrfOptions | ((c: Context) => CsrfOptions) = {},
): MiddlewareHandler<{ Variables: CsrfVariables }> {
  const settingsOf = settingsFrom(options)

  return async function csrfMiddleware(c, next) {
    if (c.get('csrf') instanceof Csrf) {
      throw new ImproperlyConfigured('Expected `csrf` to be used once on a route, got it twice')
    }
    const settings = settingsOf(c)
    const protection = new Csrf(c, settings)
    c.set('csrf', protection)
    // A damaged cookie is replaced at once; the session stays unloaded until it is needed.
    if (!settings.useSessions) await protection.load()

    const prepared = preparedResponse(c)
    const reason = await reasonToRefuse(c, protection, settings)
    if (reason === null) await next()
    else await refuse(c, reason, settings)
    await saveOrDiscard(c, prepared, () => protection.finish())
  }
}

/**
 * Makes a token for the hidden input `csrfmiddlewaretoken` of a form, or for the header
 * `X-CSRFToken` (Django's `get_token`). See `Csrf.getToken`.
 *
 * @throws ImproperlyConfigured when the route is not under `csrf`.
 */
export async function getToken(c: Context): Promise<string> {
  return protectionOf(c).getToken()
}

/**
 * Replaces the visitor's secret; call it at login (Django's `rotate_token`).
 *
 * @throws ImproperlyConfigured when the route is not under `csrf`.
 */
export function rotateToken(c: Context): void {
  protectionOf(c).rotateToken()
}

function protectionOf(c: Context): Csrf {
  const protection: unknown = c.get('csrf')
  if (protection instanceof Csrf) return protection
  throw new ImproperlyConfigured('Expected `csrf` to be used on this route, got one without it')
}

/** The decisions of Django's `CsrfViewMiddleware.process_view`, in its order. */
async function reasonToRefuse(
  c: Context,
  protection: Csrf,
  settings: CsrfSettings,
): Promise<string | null> {
  if (SAFE_METHODS.has(c.req.method) || settings.exempt.has(c.req.path)) return null
  return originFault(c, settings) ?? (await tokenFault(c, protection, settings))
}

async function refuse(c: Context, reason: string, settings: CsrfSettings): Promise<void> {
  // As it was sent: what is decoded could hold a line break, and so another line of log.
  console.warn(`Forbidden (${reason}): ${new URL(c.req.url).pathname}`)
  c.status(403)
  c.res = await settings.failureView(c, reason)
  forbidStorage(c)
}

function settingsFrom(
  options: CsrfOptions | ((c: Context) => CsrfOptions),
): (c: Context) => CsrfSettings {
  if (typeof options === 'function') return (c) => resolveOnce(options(c))
  const settings = resolveCsrf(options)
  return () => settings
}

/** An app that returns one options object for all its requests has it checked only once. */
const resolveOnce = memoize(resolveCsrf)
