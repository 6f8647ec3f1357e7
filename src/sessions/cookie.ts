import type { CookieSettings } from './options.ts'

/** Longest life that browsers grant a cookie: 400 days, in seconds (RFC 6265bis, section 5.5). */
export const MAX_COOKIE_AGE = 34_560_000

/** Largest `name=value` that browsers keep, in bytes (RFC 6265bis, section 5.6). */
export const MAX_COOKIE_BYTES = 4096

/** Leaves room for `=` and a value of 32 characters: a session key, or a CSRF secret. */
const MAX_NAME_BYTES = MAX_COOKIE_BYTES - 33

const TOKEN = /^[!#$%&'*+\-.^`|~\w]+$/
const COOKIE_OCTETS = /^[!#-+\--:<-[\]-~]*$/
const PATH = /^\/[ -:<-~]*$/

/** Whether a request came over https, for `secure: 'auto'`. */
export function isHttps(url: string): boolean {
  return url.startsWith('https:')
}

/** Whether browsers accept `name` as a cookie's name. */
export function isCookieName(name: string): boolean {
  return TOKEN.test(name) && name.length <= MAX_NAME_BYTES
}

/** Whether `path` can stand in a `Path` attribute. */
export function isCookiePath(path: string): boolean {
  return PATH.test(path) && path.length <= 1024
}

/**
 * Reads one cookie out of a `Cookie` header as Django's `parse_cookie` does: split on semicolons,
 * the last of equal names wins, quotes are taken off, and nothing is percent-decoded.
 *
 * @param name Compared exactly.
 * @returns The value, or `undefined` when there is no such cookie.
 */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  let found: string | undefined
  for (const chunk of header.split(';')) {
    const equals = chunk.indexOf('=')
    const key = equals === -1 ? '' : chunk.slice(0, equals)
    if (trimSpace(key) === name) found = unquote(trimSpace(chunk.slice(equals + 1)))
  }
  return found
}

/** Unlike `trim` it leaves other white space, such as a no-break space, in a name. */
function trimSpace(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '')
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
 * @param maxAge Seconds to live, no more than browsers grant; `null`: until the browser closes.
 * @param isSecure Whether the request came over https, for `secure: 'auto'`.
 * @throws RangeError when the value is larger, or has other characters, than a cookie may have.
 */
export function serializeCookie(
  value: string,
  maxAge: number | null,
  cookie: CookieSettings,
  isSecure: boolean,
  now: Date,
): string {
  if (!COOKIE_OCTETS.test(value)) {
    throw new RangeError(`Expected the value of cookie \`${cookie.name}\` to be plain ASCII`)
  }
  const bytes = cookie.name.length + 1 + value.length
  if (bytes > MAX_COOKIE_BYTES) {
    throw new RangeError(
      `Expected cookie \`${cookie.name}\` to be at most ${MAX_COOKIE_BYTES} bytes, got ${bytes}`,
    )
  }
  if (maxAge === null) return withAttributes(`${cookie.name}=${value}`, [], cookie, isSecure)
  const age = Math.min(Math.max(Math.trunc(maxAge), 0), MAX_COOKIE_AGE)
  const expires = new Date(now.getTime() + age * 1000).toUTCString()
  const lifetime = [`expires=${expires}`, `Max-Age=${age}`]
  return withAttributes(`${cookie.name}=${value}`, lifetime, cookie, isSecure)
}

/**
 * Writes the `Set-Cookie` header that removes a cookie (Django's `delete_cookie`). It has all the
 * attributes of the cookie: browsers do not let a lesser one replace a `Secure` one.
 */
export function serializeDeletion(cookie: CookieSettings, isSecure: boolean): string {
  const lifetime = ['expires=Thu, 01 Jan 1970 00:00:00 GMT', 'Max-Age=0']
  return withAttributes(`${cookie.name}=""`, lifetime, cookie, isSecure)
}

function withAttributes(
  pair: string,
  lifetime: readonly string[],
  cookie: CookieSettings,
  isSecure: boolean,
): string {
  const parts = [pair]
  if (cookie.domain !== undefined) parts.push(`Domain=${cookie.domain}`)
  parts.push(...lifetime, `Path=${cookie.path}`)
  if (cookie.httpOnly) parts.push('HttpOnly')
  if (cookie.sameSite !== false) parts.push(`SameSite=${cookie.sameSite}`)
  if (cookie.secure === 'auto' ? isSecure : cookie.secure) parts.push('Secure')
  return parts.join('; ')
}
