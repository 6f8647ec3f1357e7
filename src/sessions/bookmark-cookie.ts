import type { Context } from 'hono'
import { readCookie } from './cookie.ts'
import type { JsonData } from './data-types.ts'
import type { CookieSettings, SessionConfig } from './options.ts'
import { sendCookie } from './response-headers.ts'
import type { Session } from './session.ts'
import { serializeForLife } from './session-cookie.ts'
import type { BrowserStore } from './store.ts'

/** The store as the browser of this request sees it; `undefined` where all see the same. */
export function browserStoreOf(
  c: Context,
  { store }: SessionConfig,
  cookie: CookieSettings,
): BrowserStore | undefined {
  if (!('forBrowser' in store)) return undefined
  return store.forBrowser?.(readCookie(c.req.header('Cookie'), bookmarkCookie(cookie).cookieName))
}

/** Sets the bookmark's cookie if the request has made another one. */
export async function sendBookmark<Data extends JsonData<Data>>(
  c: Context,
  session: Session<Data>,
  { bookmark }: BrowserStore,
  config: SessionConfig,
  cookie: CookieSettings,
): Promise<void> {
  if (bookmark === null) return
  const header = await serializeForLife(c, session, bookmark, bookmarkCookie(cookie), config)
  sendCookie(c, header)
}

/** A cookie beside that of the session, with its attributes. */
function bookmarkCookie(cookie: CookieSettings): CookieSettings {
  return { ...cookie, cookieName: `${cookie.cookieName}_bookmark` }
}
