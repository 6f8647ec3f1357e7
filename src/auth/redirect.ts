import type { Context } from 'hono'

/**
 * Returns where to go after a login, if that is on this site (Django's
 * `url_has_allowed_host_and_scheme`), and never another site's address.
 *
 * @param next What the visitor brought along, such as `c.req.query('next')`; not to be trusted.
 * @param fallback Where to go otherwise: a path of this site. Default: `/`.
 * @returns A path of this site, which no browser reads as another host's address.
 */
export function safeNextUrl(c: Context, next: string | null | undefined, fallback = '/'): string {
  if (!next) return fallback
  const here = new URL(c.req.url)
  const target = URL.parse(next, here)
  if (target?.protocol !== here.protocol || target.host !== here.host) return fallback
  return pathOf(target) + target.hash
}

/**
 * Makes the address of the login page that leads back to `requestUrl` (Django's
 * `redirect_to_login`). A login page on another host is given the whole address to lead back to.
 *
 * @param loginUrl Path or address of the login page; a query in it is kept.
 * @param field Name of the query parameter.
 */
export function loginAddress(loginUrl: string, requestUrl: string, field: string): string {
  const here = new URL(requestUrl)
  const target = new URL(loginUrl, here)
  const isHere = target.origin === here.origin
  target.searchParams.set(field, isHere ? pathOf(here) : here.origin + pathOf(here))
  // A slash may stand in a query as it is, and Django leaves it readable.
  target.search = target.search.replaceAll('%2F', '/')
  return isHere ? pathOf(target) + target.hash : target.href
}

/** Browsers take two slashes at the beginning for a host (Django's `escape_leading_slashes`). */
function pathOf(url: URL): string {
  return url.pathname.replace(/^\/\//, '/%2F') + url.search
}
