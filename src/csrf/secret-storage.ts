import type { Context } from 'hono'
import { isHttps, readCookie, serializeCookie } from '../sessions/cookie.ts'
import { getSession } from '../sessions/get-session.ts'
import { appendCookie, dependOnCookie } from '../sessions/response-headers.ts'
import type { CsrfSettings } from './options.ts'
import type { TokenFault } from './reasons.ts'
import { formatFault, secretOf } from './token.ts'

/** What is kept of a visitor. */
export interface KeptSecret {
  /** The secret, unmasked; `null` when there is none. */
  secret: string | null
  /** Why what is kept is no secret; `null` when it is, or when there is none. */
  fault: TokenFault | null
}

/** Where the secret of the visitor who sent the request is kept. */
export interface SecretHome {
  load(): Promise<KeptSecret>
  save(secret: string): Promise<void>
}

/** The cookie, which is written anew each time, so that its age counts from the last form on. */
export function cookieHome(c: Context, { cookie, cookieAge, now }: CsrfSettings): SecretHome {
  return {
    async load() {
      return examine(readCookie(c.req.header('Cookie'), cookie.cookieName))
    },
    async save(secret) {
      dependOnCookie(c)
      const pair = `${cookie.cookieName}=${secret};`
      if (c.res.headers.getSetCookie().some((header) => header.startsWith(pair))) return
      const header = serializeCookie(secret, cookieAge, cookie, isHttps(c.req.url), now())
      appendCookie(c, header)
    },
  }
}

/** Django's `CSRF_SESSION_KEY`. */
const SESSION_MEMBER = '_csrftoken'

/**
 * The session (Django's `CSRF_USE_SESSIONS`), which is only loaded when the secret is needed, and
 * only written when the secret differs.
 *
 * @throws ImproperlyConfigured when the request has no session.
 */
export function sessionHome(c: Context): SecretHome {
  const session = getSession(c, 'csrf({ useSessions: true })')
  return {
    async load() {
      const stored = await session.get(SESSION_MEMBER)
      const { secret } = examine(typeof stored === 'string' ? stored : undefined)
      return { secret, fault: null }
    },
    async save(secret) {
      // Another request has ended the session, and what is saved now would be lost.
      if (session.isClosed) return
      if ((await session.get(SESSION_MEMBER)) === secret) return
      session.setReserved({ [SESSION_MEMBER]: secret })
    },
  }
}

/** Django before 4.0 masked the secret before keeping it. */
function examine(kept: string | undefined): KeptSecret {
  if (kept === undefined) return { secret: null, fault: null }
  const fault = formatFault(kept)
  return { secret: fault === null ? secretOf(kept) : null, fault }
}
