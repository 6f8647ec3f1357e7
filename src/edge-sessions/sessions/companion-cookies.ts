import type { Context } from 'hono'
import type { CookieSettings } from '../http/index.ts'
import {
  isHttps,
  readCookie,
  sendCookies,
  serializeCookie,
  serializeDeletion,
} from '../http/index.ts'
import {
  type BrowserView,
  CACHE_SUFFIX,
  type CookieCacheSettings,
  cookieCache,
} from './cookie-cache.ts'
import type { SessionPolicy } from './options.ts'
import type { Session } from './session.ts'
import type { CompanionCookie, SessionStore } from './store.ts'

/**
 * Opens the store for the browser of this request.
 *
 * @param cache The settings of `cookieCache`, if it is on.
 */
export function openForBrowser(
  c: Context,
  store: SessionStore,
  cookie: CookieSettings,
  cache: CookieCacheSettings | undefined,
): BrowserView {
  function read(suffix: string): string | undefined {
    return readCookie(c.req.header('Cookie'), companionOf(cookie, suffix).cookieName)
  }
  const browser = store.forBrowser?.(read)
  const opened = browser ?? store
  const cached = cache && cookieCache(opened, read(CACHE_SUFFIX), hostOf(c, cookie), cache)
  return {
    store: cached?.store ?? opened,
    async cookies(key) {
      return [...(browser?.companionCookies() ?? []), ...((await cached?.cookies(key)) ?? [])]
    },
  }
}

/** Sends the companion cookies. */
export async function sendCompanionCookies(
  c: Context,
  session: Pick<Session, 'getCookieAge'>,
  cookies: readonly CompanionCookie[],
  { now }: SessionPolicy,
  cookie: CookieSettings,
): Promise<void> {
  const headers: string[] = []
  for (const { suffix, value, maxAge } of cookies) {
    const companion = companionOf(cookie, suffix)
    if (value === null) {
      headers.push(serializeDeletion(companion, isHttps(c.req.url)))
      continue
    }
    const age = maxAge ?? (await session.getCookieAge())
    headers.push(serializeCookie(value, age, companion, isHttps(c.req.url), now()))
  }
  if (headers.length > 0) sendCookies(c, headers)
}

function hostOf(c: Context, { cookieDomain }: CookieSettings): string {
  return cookieDomain ?? new URL(c.req.url).host
}

/** Returns the settings of a companion cookie: those of the session cookie, with another name. */
function companionOf(cookie: CookieSettings, suffix: string): CookieSettings {
  return { ...cookie, cookieName: `${cookie.cookieName}_${suffix}` }
}
