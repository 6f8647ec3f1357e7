import type { Context } from 'hono'

/**
 * Returns the page to visit after a login: `next` if it is on this site, or else `fallback`. So a
 * login never leads to another site (Django's `url_has_allowed_host_and_scheme`).
 *
 * @param c The context of the request: its URL names this site.
 * @param next An untrusted URL from the visitor, such as `c.req.query('next')`.
 * @param fallback A path of this site, for when `next` is missing, malformed or on another site.
 * @default fallback '/'
 * @returns A path of this site with its query and fragment. Browsers never read it as another host.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html
 * @example
 * return c.redirect(safeNextUrl(c, c.req.query('next'), '/account/'), 303)
 */
export function safeNextUrl(c: Context, next: string | null | undefined, fallback = '/'): string {
  const here = new URL(c.req.url)
  const target = next ? parseUrl(next, here) : null
  if (target?.protocol !== here.protocol || target.host !== here.host) return fallback
  return pathOf(target) + target.hash
}

/**
 * Makes the URL of the login page that leads back to `requestUrl` (Django's `redirect_to_login`). A
 * login page on another host is given the whole URL to return to.
 *
 * @param loginUrl Path or URL of the login page. Its query is kept.
 * @param field Name of the query parameter.
 */
export function loginAddress(loginUrl: string, requestUrl: string, field: string): string {
  const here = new URL(requestUrl)
  const target = new URL(loginUrl, here)
  const isHere = target.origin === here.origin
  target.searchParams.set(field, isHere ? pathOf(here) : here.origin + pathOf(here))
  // Slashes are allowed in a query, and Django leaves them readable.
  target.search = target.search.replaceAll('%2F', '/')
  return isHere ? pathOf(target) + target.hash : target.href
}

/** Browsers take two leading slashes for a host (Django's `escape_leading_slashes`). */
function pathOf(url: URL): string {
  return url.pathname.replace(/^\/\//, '/%2F') + url.search
}

/** `URL.parse`, which Node.js 20 does not have. */
function parseUrl(text: string, base: URL): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null
}
