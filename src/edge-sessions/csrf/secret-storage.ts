import type { Context } from 'hono'
import { appendCookie, isHttps, readCookie, serializeCookie, varyOnCookie } from '../http/index.ts'
import { getSession } from '../sessions/index.ts'
import type { CsrfSettings } from './options.ts'
import type { TokenError } from './reasons.ts'
import { checkFormat, unmask } from './token.ts'

/** The stored secret of a visitor. */
export interface StoredSecret {
  /** The unmasked secret; `null` if it is missing or malformed. */
  secret: string | null
  /** The reason that the stored value is malformed. `null` if it is valid or missing. */
  error: TokenError | null
}

/** Loads and saves the secret of the visitor who sent the request. */
export interface SecretStorage {
  load(): Promise<StoredSecret>
  save(secret: string): Promise<void>
}

/** Stores the secret in a cookie. Each save sends it again, so its age counts from the last form. */
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
 * Stores the secret in the session (Django's `CSRF_USE_SESSIONS`). The session loads when the secret
 * is needed and is written only if the secret differs.
 *
 * @throws ImproperlyConfigured if the request has no session.
 */
export function sessionStorage(c: Context): SecretStorage {
  const session = getSession(c, 'csrf({ useSessions: true })')
  return {
    async load() {
      // A stale copy may lack the secret. It must not be replaced, because forms may use it.
      if (!(await session.has(SESSION_KEY))) await session.load({ fresh: true })
      const stored = await session.get(SESSION_KEY)
      const { secret } = parseSecret(typeof stored === 'string' ? stored : undefined)
      return { secret, error: null }
    },
    async save(secret) {
      // Another request has ended the session, so a change would be lost.
      if (session.isClosed) return
      if ((await session.get(SESSION_KEY)) === secret) return
      session.setReserved({ [SESSION_KEY]: secret })
    },
  }
}

/** Reads a stored secret. Django before 4.0 stored it masked. */
function parseSecret(kept: string | undefined): StoredSecret {
  if (kept === undefined) return { secret: null, error: null }
  const error = checkFormat(kept)
  return { secret: error === null ? unmask(kept) : null, error }
}
