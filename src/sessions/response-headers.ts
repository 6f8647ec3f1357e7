import type { Context } from 'hono'

/** Headers that speak to caches between here and the browser, past `Cache-Control`. */
const CDN_HEADERS = ['CDN-Cache-Control', 'Cloudflare-CDN-Cache-Control', 'Surrogate-Control']

const DIRECTIVE = /[^,"]+(?:"[^"]*"[^,"]*)*/g

/** Says that the response differs from visitor to visitor, and belongs in no shared cache. */
export function dependOnCookie(c: Context): void {
  c.header('Vary', varyOnCookie(c.res.headers.get('Vary')))
  c.header('Cache-Control', keepPrivate(c.res.headers.get('Cache-Control')))
  for (const name of CDN_HEADERS) {
    if (c.res.headers.has(name)) c.header(name, undefined)
  }
}

/** Says that the response belongs in no cache at all: it carries a session cookie. */
export function forbidStorage(c: Context): void {
  c.header('Cache-Control', 'private, no-store')
  dependOnCookie(c)
}

/** Forgets the response and its headers, so that nothing of it shows in the next one. */
export function discardResponse(c: Context): void {
  const names = [...c.res.headers.keys()]
  c.res = undefined
  c.finalized = false
  for (const name of names) c.header(name, undefined)
}

function varyOnCookie(vary: string | null): string {
  const names = (vary ?? '').split(',').map((name) => name.trim())
  if (names.includes('*')) return '*'
  if (names.some((name) => name.toLowerCase() === 'cookie')) return names.join(', ')
  return [...names.filter((name) => name !== ''), 'Cookie'].join(', ')
}

function keepPrivate(cacheControl: string | null): string {
  const directives = (cacheControl?.match(DIRECTIVE) ?? [])
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '' && !/^(public|s-maxage)\b/i.test(directive))
  const isPrivate = directives.some((directive) => /^(private|no-store)$/i.test(directive))
  return (isPrivate ? directives : ['private', ...directives]).join(', ')
}
