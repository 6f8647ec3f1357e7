import type { Context } from 'hono'
import type { CookieSettings } from '../http/index.ts'
import { isHttps, serializeCookie } from '../http/index.ts'
import type { JsonData } from './data-types.ts'
import type { SessionConfig } from './options.ts'
import type { Session } from './session.ts'

/** Returns the `Set-Cookie` header of a cookie that lives as long as the session. */
export async function serializeSessionCookie<Data extends JsonData<Data>>(
  c: Context,
  session: Session<Data>,
  value: string,
  cookie: CookieSettings,
  { now }: SessionConfig,
): Promise<string> {
  const maxAge = await session.getCookieAge()
  return serializeCookie(value, maxAge, cookie, isHttps(c.req.url), now?.() ?? new Date())
}
