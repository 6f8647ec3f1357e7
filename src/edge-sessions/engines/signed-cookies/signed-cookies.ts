import type { SessionStore } from '../../sessions/index.ts'
import { MIN_COMPRESSIBLE } from '../../signing/index.ts'

/** The salt of Django's engine. With it, no row of Django's table is accepted as a cookie. */
export const SIGNED_COOKIES_SALT = 'django.contrib.sessions.backends.signed_cookies'

// One object is enough, because it has no state. `sessions` sees that the store has not changed.
const STORE: SessionStore = {
  // Compresses all sizes, as Django does: here every byte travels with every request.
  selfContained: { keySalt: SIGNED_COOKIES_SALT, compressFrom: MIN_COMPRESSIBLE },
  async load(key) {
    // The session reads the true end from the signature.
    return { data: key, expires: new Date(0) }
  },
  async create({ data }) {
    return data
  },
  async replace(_key, _previous, { data }) {
    return data
  },
  async touch() {
    return false
  },
  async delete() {
    return true
  },
  async clearExpired() {
    return { deleted: 0, scanned: 0, statements: 0, complete: true }
  },
}

/**
 * Keeps each session in its own cookie, signed (Django's `signed_cookies` engine). It needs no
 * database, and a Django site with the same `SECRET_KEY` shares the sessions.
 *
 * Know its limits, which are also Django's:
 *
 * - **The server cannot end a session.** `flush` removes the cookie from this browser, and anyone
 *   with a copy can use it until it expires. Sessions of a user whose password has changed do end.
 * - **The visitor can read it.** It is signed, not encrypted.
 * - **A cookie holds 4096 bytes** with its name, about 3000 of data. A larger session throws
 *   `SessionTooLarge`.
 * - **The last response wins.** Of two concurrent requests one loses its changes, even those of
 *   `update`, and a slow one brings back what another has removed. With `saveEveryRequest` that
 *   includes requests that only read; `renewAfter` makes it rare.
 * - Sessions cannot be listed by user, so `listSessions` of `auth` and `userSessions` do not work.
 *
 * A session expires `cookieAge` seconds after its last save. `setExpiry` and `absoluteAge` end it
 * earlier, never later. Django ignores both when it loads a session.
 *
 * @see https://docs.djangoproject.com/en/5.2/topics/http/sessions/#using-cookie-based-sessions
 * @example
 * app.use(sessions((c: Context<{ Bindings: Env }>) => ({
 *   store: signedCookies(),
 *   secretKey: c.env.SECRET_KEY,
 * })))
 */
export function signedCookies(): SessionStore {
  return STORE
}
