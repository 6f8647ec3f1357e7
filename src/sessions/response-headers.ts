import type { Context } from 'hono'

/** Says that the response differs from visitor to visitor, and belongs in no shared cache. */
export function dependOnCookie(c: Context): void {
  const { headers } = c.res
  const vary = headers.get('Vary') ?? ''
  if (vary.includes('*')) c.header('Vary', '*')
  else if (!/(^|[\s,])cookie([\s,]|$)/i.test(vary)) c.header('Vary', 'Cookie', { append: true })
  c.header('Cache-Control', keepPrivate(headers.get('Cache-Control') ?? ''))
  // Headers that speak to caches between here and the browser, past `Cache-Control`.
  for (const name of [...headers.keys()]) {
    if (/cdn-cache-control|surrogate-control/.test(name)) c.header(name, undefined)
  }
}

/** Says that the response belongs in no cache at all: it carries a session cookie. */
export function forbidStorage(c: Context): void {
  c.header('Cache-Control', 'no-store')
  dependOnCookie(c)
}

/** Forgets the response and its headers, so that nothing of it shows in the next one. */
export function discardResponse(c: Context): void {
  const names = [...c.res.headers.keys()]
  c.res = undefined
  c.finalized = false
  for (const name of names) c.header(name, undefined)
}

function keepPrivate(cacheControl: string): string {
  const others = cacheControl
    .split(',')
    .map((directive) => directive.trim())
    .filter((directive) => !/^(public|private|s-maxage=.*|)$/i.test(directive))
  return ['private', ...others].join(', ')
}
