import type { Context } from 'hono'
import { readCookie } from './cookie.ts'
import type { CookieSettings } from './cookie-options.ts'
import type { JsonData } from './data-types.ts'
import type { SessionConfig } from './options.ts'
import { sendCookie } from './response-headers.ts'
import type { Session } from './session.ts'
import { serializeSessionCookie } from './session-cookie.ts'
import type { BrowserStore } from './store.ts'

/** Returns the store for the browser of this request, or `undefined` if all browsers share one. */
export function browserStoreOf(
  c: Context,
  { store }: SessionConfig,
  cookie: CookieSettings,
): BrowserStore | undefined {
  if (!('forBrowser' in store)) return undefined
  return store.forBrowser?.(readCookie(c.req.header('Cookie'), bookmarkCookie(cookie).cookieName))
}

/** Sends the bookmark cookie if this request has a new bookmark. */
export async function sendBookmark<Data extends JsonData<Data>>(
  c: Context,
  session: Session<Data>,
  { bookmark }: BrowserStore,
  config: SessionConfig,
  cookie: CookieSettings,
): Promise<void> {
  if (bookmark === null) return
  const header = await serializeSessionCookie(c, session, bookmark, bookmarkCookie(cookie), config)
  sendCookie(c, header)
}

/** Returns the settings of the bookmark cookie: those of the session cookie, under another name. */
function bookmarkCookie(cookie: CookieSettings): CookieSettings {
  return { ...cookie, cookieName: `${cookie.cookieName}_bookmark` }
}
