import type { CookieSettings } from './cookie-options.ts'

/** The longest age that browsers grant a cookie, in seconds: 400 days (RFC 6265bis, section 5.5). */
export const MAX_COOKIE_AGE = 34_560_000

/** Largest `name=value` that browsers keep, in bytes (RFC 6265bis, section 5.6). */
export const MAX_COOKIE_BYTES = 4096

/** The characters that browsers keep, with or without quotes around them. */
const VALUE = /^("?)[!#-+\--:<-[\]-~]*\1$/

/** Whether a request came over https, for `cookieSecure: 'auto'`. */
export function isHttps(url: string): boolean {
  return url.startsWith('https:')
}

/**
 * Reads one cookie out of a `Cookie` header as Django's `parse_cookie` does: split on semicolons,
 * the last of equal names wins, quotes are removed, and nothing is percent-decoded.
 *
 * @param name The name, compared exactly.
 * @returns The value, or `undefined` if the cookie is missing.
 */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  let found: string | undefined
  for (const chunk of header.split(';')) {
    const equals = chunk.indexOf('=')
    if (equals !== -1 && isNamed(chunk.slice(0, equals), name)) {
      found = unquote(chunk.slice(equals + 1).trim())
    }
  }
  return found
}

/**
 * Whether the part before `=` is this name. Trims only spaces and tabs at the start, because
 * browsers do not see a `__Host-` prefix after a no-break space.
 */
function isNamed(text: string, name: string): boolean {
  return text.replace(/^[ \t]+/, '').trimEnd() === name
}

function unquote(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value
  return value
    .slice(1, -1)
    .replace(/\\(?:([0-3][0-7][0-7])|(.))/g, (_, octal?: string, character?: string) =>
      octal === undefined ? (character ?? '') : String.fromCharCode(Number.parseInt(octal, 8)),
    )
}

/**
 * Writes a `Set-Cookie` header (Django's `set_cookie`).
 *
 * @param maxAge Seconds to live, capped at 400 days. `null` lets it end with the browser session.
 * @param isSecure Whether the request came over https, for `cookieSecure: 'auto'`.
 * @throws RangeError if the value is too large for a cookie or has characters that it cannot hold.
 */
export function serializeCookie(
  value: string,
  maxAge: number | null,
  cookie: CookieSettings,
  isSecure: boolean,
  now: Date,
): string {
  const { cookieName, cookieDomain, cookiePath, cookieSecure, cookieSameSite } = cookie
  const pair = `${cookieName}=${value}`
  if (!VALUE.test(value) || pair.length > MAX_COOKIE_BYTES) {
    throw new RangeError(
      `Expected cookie \`${cookieName}\` to be at most ${MAX_COOKIE_BYTES} bytes of plain ASCII, got ${pair.length}`,
    )
  }
  const parts = [pair]
  if (cookieDomain !== undefined) parts.push(`Domain=${cookieDomain}`)
  if (maxAge !== null) {
    const age = Math.min(Math.max(Math.trunc(maxAge), 0), MAX_COOKIE_AGE)
    const expires = new Date(now.getTime() + age * 1000)
    parts.push(`expires=${expires.toUTCString()}`, `Max-Age=${age}`)
  }
  parts.push(`Path=${cookiePath}`)
  if (cookie.cookieHttpOnly) parts.push('HttpOnly')
  if (cookieSameSite) parts.push(`SameSite=${cookieSameSite}`)
  if (cookieSecure === 'auto' ? isSecure : cookieSecure) parts.push('Secure')
  return parts.join('; ')
}

/**
 * Writes the `Set-Cookie` header that removes a cookie (Django's `delete_cookie`). It has all the
 * attributes of the cookie, because browsers refuse to replace a `Secure` cookie without them.
 */
export function serializeDeletion(cookie: CookieSettings, isSecure: boolean): string {
  return serializeCookie('""', 0, cookie, isSecure, new Date(0))
}
