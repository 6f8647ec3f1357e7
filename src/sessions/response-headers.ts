import type { Context } from 'hono'

/**
 * Says that the response differs from visitor to visitor, and belongs in no shared cache.
 *
 * @param cacheControl What `Cache-Control` says otherwise.
 */
export function dependOnCookie(
  c: Context,
  cacheControl: string = c.res.headers.get('Cache-Control') ?? '',
): void {
  // Hono makes the response anew at each `c.header` after the handler, and from then on it is ours.
  c.header('Vary', varyOnCookie(c.res.headers.get('Vary') ?? ''))
  const { headers } = c.res
  headers.set('Cache-Control', keepPrivate(cacheControl))
  // Headers that speak to caches between here and the browser, past `Cache-Control`.
  for (const name of [...headers.keys()]) {
    if (/cdn-cache-control|surrogate-control/.test(name)) headers.delete(name)
  }
}

/** Says that the response belongs in no cache at all: it carries a session cookie. */
export function forbidStorage(c: Context): void {
  dependOnCookie(c, 'no-store')
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

function varyOnCookie(vary: string): string {
  if (vary.includes('*')) return '*'
  if (/(^|[\s,])cookie([\s,]|$)/i.test(vary)) return vary
  return vary === '' ? 'Cookie' : `${vary}, Cookie`
}

function keepPrivate(cacheControl: string): string {
  const others = cacheControl
    .split(',')
    .map((directive) => directive.trim())
    .filter((directive) => !/^(public|private|s-maxage=.*|)$/i.test(directive))
  return ['private', ...others].join(', ')
}
