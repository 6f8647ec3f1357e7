import type { Context } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import { bytesToHex, secureRandomBytes } from '../signing/index.ts'
import type { CookieSettings } from './cookie-options.ts'

/**
 * CDN headers that override `Cache-Control`. By RFC 9213 the name of such a header ends with
 * `-Cache-Control`: `CDN-`, `Cloudflare-CDN-`, `Vercel-CDN-`, `Akamai-`, `X-LiteSpeed-`, ...
 */
const TARGETED = /-cache-control$/

/** CDN headers that are older than that RFC. */
const CDN_HEADERS = new Set([
  // Fastly, Varnish, Squid
  'surrogate-control',
  // Akamai
  'edge-control',
  // nginx
  'x-accel-expires',
  // Varnish, as configured for WordPress and Drupal
  'x-vc-ttl',
  'x-cache-ttl',
  // Perlbal
  'x-reproxy-cache-for',
])

/**
 * Keeps the response out of shared caches, because it depends on a cookie (P10).
 *
 * @param cacheControl The new `Cache-Control`.
 * @default cacheControl the current one, made private
 */
export function varyOnCookie(
  c: Context,
  cacheControl: string = makePrivate(c.res.headers.get('Cache-Control') ?? ''),
): void {
  const vary = withCookie(c.res.headers.get('Vary') ?? '')
  // `c.header` copies the response after the handler, so the copy can be changed.
  if (!setInPlace(c.res, 'Vary', vary)) c.header('Vary', vary)
  const { headers } = c.res
  headers.set('Cache-Control', cacheControl)
  for (const name of [...headers.keys()]) {
    if (TARGETED.test(name) || CDN_HEADERS.has(name)) headers.delete(name)
  }
}

/** Keeps the response out of every cache, because it sets a cookie or reports a failure. */
export function setNoStore(c: Context): void {
  varyOnCookie(c, 'private, no-store')
}

/** Sends cookies that belong to this visitor only. */
export function sendCookies(c: Context, headers: readonly string[]): void {
  setNoStore(c)
  for (const header of headers) appendCookie(c, header)
}

/**
 * Adds a `Set-Cookie` header to a response whose headers can be changed, as after `varyOnCookie`.
 *
 * A 304 of `etag()` has no `Set-Cookie`, which would lose a rotated key. So the response gets an
 * `ETag` that no browser has.
 */
export function appendCookie(c: Context, header: string): void {
  c.res.headers.append('Set-Cookie', header)
  if (c.req.header('If-None-Match') !== undefined) {
    c.res.headers.set('ETag', `"${bytesToHex(secureRandomBytes(16))}"`)
  }
}

/** Returns the value that the response sets this cookie to, or `undefined`. */
export function sentCookie(
  c: Context,
  { cookieName, cookieDomain, cookiePath }: CookieSettings,
): string | undefined {
  for (const header of c.res.headers.getSetCookie().reverse()) {
    const [pair = '', ...attributes] = header.split(/; */)
    if (!pair.startsWith(`${cookieName}=`)) continue
    // With another domain or path, it is another cookie.
    if (attribute(attributes, 'domain') !== cookieDomain?.toLowerCase()) continue
    if (attribute(attributes, 'path') !== cookiePath.toLowerCase()) continue
    return pair.slice(cookieName.length + 1)
  }
  return undefined
}

function attribute(attributes: readonly string[], name: string): string | undefined {
  const found = attributes
    .map((text) => text.toLowerCase())
    .find((text) => text.startsWith(`${name}=`))
  return found?.slice(name.length + 1)
}

/**
 * Returns the headers and the status that outer middleware has prepared before `next()`.
 *
 * @returns A copy. Reading `c.res` instead would make Hono build every response twice.
 */
export function preparedResponse(c: Context): Response {
  return c.body(null)
}

/**
 * Saves after the handler has succeeded. If the save fails, discards the response of the handler
 * and of inner middleware, keeps what outer middleware had prepared, such as the headers of
 * `cors()`, and lets `app.onError` answer.
 *
 * @param prepared The result of `preparedResponse` before `next()`.
 * @throws The errors of `save`.
 */
export async function saveOrDiscard(
  c: Context,
  prepared: Response,
  save: () => Promise<void>,
): Promise<void> {
  try {
    await save()
  } catch (error) {
    restoreResponse(c, prepared)
    setNoStore(c)
    throw error
  }
}

function restoreResponse(c: Context, { headers, status }: Response): void {
  c.res = undefined
  c.finalized = false
  // Hono keeps the headers of `c.header` apart from the response.
  for (const name of [...preparedResponse(c).headers.keys()]) c.header(name, undefined)
  for (const [name, value] of headers) c.res.headers.append(name, value)
  c.status(status as StatusCode)
}

/**
 * Sets a header in place, which avoids a copy. Returns `false` for a response without a body, which
 * may be shared by all visitors, and for a fetched response, which is immutable.
 */
function setInPlace({ body, headers }: Response, name: string, value: string): boolean {
  if (body === null) return false
  try {
    headers.set(name, value)
    return true
  } catch {
    return false
  }
}

function withCookie(vary: string): string {
  if (vary.includes('*')) return '*'
  if (/(^|[\s,])cookie([\s,]|$)/i.test(vary)) return vary
  return vary === '' ? 'Cookie' : `${vary}, Cookie`
}

function makePrivate(cacheControl: string): string {
  if (cacheControl === '') return 'private'
  const others = cacheControl
    .split(',')
    .map((directive) => directive.trim())
    .filter((directive) => !/^(public|private|s-maxage=.*|)$/i.test(directive))
  return ['private', ...others].join(', ')
}
