import type { Context } from 'hono'
import type { CookieSettings } from '../http/index.ts'
import {
  isHttps,
  readCookie,
  sendCookie,
  serializeCookie,
  serializeDeletion,
} from '../http/index.ts'
import type { SessionConfig } from './options.ts'
import type { Session } from './session.ts'
import type { BrowserStore, SessionStore } from './store.ts'

/** Returns the store as the browser of this request sees it; `undefined` if all see the same. */
export function openForBrowser(
  c: Context,
  store: SessionStore,
  cookie: CookieSettings,
): BrowserStore | undefined {
  return store.forBrowser?.((suffix) =>
    readCookie(c.req.header('Cookie'), companionOf(cookie, suffix).cookieName),
  )
}

/** Sends the cookies that the store keeps in the browser, if they have changed. */
export async function sendCompanionCookies(
  c: Context,
  session: Pick<Session, 'getCookieAge'>,
  browser: BrowserStore,
  { now = () => new Date() }: SessionConfig,
  cookie: CookieSettings,
): Promise<void> {
  for (const { suffix, value, maxAge } of browser.companionCookies()) {
    const companion = companionOf(cookie, suffix)
    if (value === null) {
      sendCookie(c, serializeDeletion(companion, isHttps(c.req.url)))
      continue
    }
    const sessionAge = await session.getCookieAge()
    const age = maxAge === undefined ? sessionAge : Math.min(maxAge, sessionAge ?? maxAge)
    sendCookie(c, serializeCookie(value, age, companion, isHttps(c.req.url), now()))
  }
}

/** A cookie beside that of the session, with its attributes. */
function companionOf(cookie: CookieSettings, suffix: string): CookieSettings {
  return { ...cookie, cookieName: `${cookie.cookieName}_${suffix}` }
}
