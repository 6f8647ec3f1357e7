import type { CookieOptions } from 'edge-sessions'
import { getCookie } from 'hono/cookie'
import type { AppContext } from '../../app-env.ts'
import { settingsOf } from '../../settings/settings.ts'

/** A cookie of this site, with the attributes that the settings give it. */
export interface OwnCookie {
  name: string
  /** The value that the browser has now; `undefined` if it is unknown. */
  value: string | undefined
  isSession: boolean
  /** `null`: the cookie ends when the browser closes. */
  expires: Date | null
  domain: string
  path: string
  isHttpOnly: boolean
  secure: 'yes' | 'no' | 'no-on-http'
  /** Empty: the browser decides. */
  sameSite: string
}

/** Returns the session cookie and the CSRF cookie as this response leaves them in the browser. */
export async function ownCookies(c: AppContext, now: Date): Promise<OwnCookie[]> {
  const { sessions, csrf } = settingsOf(c.env)
  const { session } = c.var
  const { cookieName } = sessions
  const { cookieName: csrfName = 'csrftoken', cookieAge: csrfAge = null } = csrf
  const sessionEnd =
    (await session.getStoredExpiryDate()) ?? later(now, await session.getCookieAge())
  const own: OwnCookie = {
    ...attributesOf(c, sessions),
    name: cookieName,
    value: session.key ?? undefined,
    isSession: true,
    expires: (await session.getCookieAge()) === null ? null : sessionEnd,
  }
  if (csrf.useSessions) return [own]
  const forms: OwnCookie = {
    ...attributesOf(c, csrf),
    name: csrfName,
    value: getCookie(c, csrfName),
    isSession: false,
    expires: later(now, csrfAge),
  }
  return [own, forms]
}

function attributesOf(
  c: AppContext,
  { cookieDomain, cookiePath = '/', cookieSecure, cookieHttpOnly, cookieSameSite }: CookieOptions,
): Pick<OwnCookie, 'domain' | 'path' | 'isHttpOnly' | 'secure' | 'sameSite'> {
  const { protocol, hostname } = new URL(c.req.url)
  const isSecure = cookieSecure === 'auto' ? protocol === 'https:' : cookieSecure
  const insecure = cookieSecure === 'auto' ? 'no-on-http' : 'no'
  return {
    domain: cookieDomain ?? hostname,
    path: cookiePath,
    isHttpOnly: cookieHttpOnly ?? false,
    secure: isSecure ? 'yes' : insecure,
    sameSite: cookieSameSite || '',
  }
}

function later(now: Date, seconds: number | null): Date | null {
  return seconds === null ? null : new Date(now.getTime() + seconds * 1000)
}
