import type { Context } from 'hono'

/**
 * CDN headers that override `Cache-Control`. By RFC 9213 the name of such a header ends with
 * `-Cache-Control`: `CDN-`, `Cloudflare-CDN-`, `Vercel-CDN-`, `Akamai-`, `X-LiteSpeed-`, ...
 */
const TARGETED = /-cache-control$/

/** CDN headers that are older than that rule. */
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
 * Says that the response differs from visitor to visitor, and belongs in no shared cache.
 *
 * @param cacheControl What `Cache-Control` is to say. Default: what it says, but never `public`.
 */
export function dependOnCookie(
  c: Context,
  cacheControl: string = keepPrivate(c.res.headers.get('Cache-Control') ?? ''),
): void {
  const vary = varyOnCookie(c.res.headers.get('Vary') ?? '')
  // Hono makes the response anew for a header that is set after the handler: it is ours from then on.
  if (!setInPlace(c.res, 'Vary', vary)) c.header('Vary', vary)
  const { headers } = c.res
  headers.set('Cache-Control', cacheControl)
  for (const name of [...headers.keys()]) {
    if (TARGETED.test(name) || CDN_HEADERS.has(name)) headers.delete(name)
  }
}

/** Says that the response belongs in no cache at all: it carries a cookie, or says what failed. */
export function forbidStorage(c: Context): void {
  dependOnCookie(c, 'private, no-store')
}

/** Sends a cookie that is the visitor's alone. */
export function sendCookie(c: Context, header: string): void {
  forbidStorage(c)
  c.res.headers.append('Set-Cookie', header)
}

/** Forgets the response and its headers, so that nothing of it shows in the next one. */
export function discardResponse(c: Context): void {
  const names = [...c.res.headers.keys()]
  c.res = undefined
  c.finalized = false
  for (const name of names) c.header(name, undefined)
}

/**
 * Changes a response that belongs to this request alone, which saves making it anew. One without a
 * body may be the same object for every visitor, and one that came from elsewhere refuses.
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

function varyOnCookie(vary: string): string {
  if (vary.includes('*')) return '*'
  if (/(^|[\s,])cookie([\s,]|$)/i.test(vary)) return vary
  return vary === '' ? 'Cookie' : `${vary}, Cookie`
}

function keepPrivate(cacheControl: string): string {
  if (cacheControl === '') return 'private'
  const others = cacheControl
    .split(',')
    .map((directive) => directive.trim())
    .filter((directive) => !/^(public|private|s-maxage=.*|)$/i.test(directive))
  return ['private', ...others].join(', ')
}
