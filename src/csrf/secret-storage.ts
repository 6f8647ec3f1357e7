import type { Context } from 'hono'
import { isHttps, readCookie, serializeCookie } from '../sessions/cookie.ts'
import { getSession } from '../sessions/get-session.ts'
import { appendCookie, varyOnCookie } from '../sessions/response-headers.ts'
import type { CsrfSettings } from './options.ts'
import type { TokenError } from './reasons.ts'
import { checkFormat, unmask } from './token.ts'

/** What is kept of a visitor. */
export interface StoredSecret {
  /** The secret, unmasked; `null` when there is none. */
  secret: string | null
  /** Why what is kept is no secret; `null` when it is, or when there is none. */
  error: TokenError | null
}

/** Where the secret of the visitor who sent the request is kept. */
export interface SecretStorage {
  load(): Promise<StoredSecret>
  save(secret: string): Promise<void>
}

/** The cookie, which is written anew each time, so that its age counts from the last form on. */
export function cookieStorage(c: Context, { cookie, cookieAge, now }: CsrfSettings): SecretStorage {
  return {
    async load() {
      return parseSecret(readCookie(c.req.header('Cookie'), cookie.cookieName))
    },
    async save(secret) {
      varyOnCookie(c)
      const pair = `${cookie.cookieName}=${secret};`
      if (c.res.headers.getSetCookie().some((header) => header.startsWith(pair))) return
      const header = serializeCookie(secret, cookieAge, cookie, isHttps(c.req.url), now())
      appendCookie(c, header)
    },
  }
}

/** Django's `CSRF_SESSION_KEY`. */
const SESSION_KEY = '_csrftoken'

/**
 * The session (Django's `CSRF_USE_SESSIONS`), which is only loaded when the secret is needed, and
 * only written when the secret differs.
 *
 * @throws ImproperlyConfigured when the request has no session.
 */
export function sessionStorage(c: Context): SecretStorage {
  const session = getSession(c, 'csrf({ useSessions: true })')
  return {
    async load() {
      const stored = await session.get(SESSION_KEY)
      const { secret } = parseSecret(typeof stored === 'string' ? stored : undefined)
      return { secret, error: null }
    },
    async save(secret) {
      // Another request has ended the session, and what is saved now would be lost.
      if (session.isClosed) return
      if ((await session.get(SESSION_KEY)) === secret) return
      session.setReserved({ [SESSION_KEY]: secret })
    },
  }
}

/** Django before 4.0 masked the secret before keeping it. */
function parseSecret(kept: string | undefined): StoredSecret {
  if (kept === undefined) return { secret: null, error: null }
  const error = checkFormat(kept)
  return { secret: error === null ? unmask(kept) : null, error }
}
