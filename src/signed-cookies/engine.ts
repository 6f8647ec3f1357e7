import { sessionCodec } from '../sessions/codec.ts'
import { MAX_COOKIE_BYTES } from '../sessions/cookie.ts'
import { resolveCookie } from '../sessions/cookie-options.ts'
import type { SessionEngine } from '../sessions/persistence.ts'
import { MIN_COMPRESSIBLE } from '../signing/dumps.ts'
import { CookiePersistence } from './cookie-persistence.ts'

/** The salt of Django's engine, so that no row of its table passes for a cookie. */
export const SIGNED_COOKIES_SALT = 'django.contrib.sessions.backends.signed_cookies'

// It has no state, so one is enough, and `sessions` sees at each request that it is the same.
const ENGINE: SessionEngine = {
  configure(options) {
    const { cookieName } = resolveCookie(options)
    const room = MAX_COOKIE_BYTES - cookieName.length - '='.length
    return {
      ...options,
      codec: sessionCodec({
        ...options,
        keySalt: options.keySalt ?? SIGNED_COOKIES_SALT,
        // As Django does it: here every byte travels with every request.
        compressFrom: MIN_COMPRESSIBLE,
      }),
      maxBytes: Math.min(options.maxBytes ?? room, room),
    }
  },
  open(sent, parts) {
    return new CookiePersistence(sent, parts)
  },
}

/**
 * Keeps each session in its own cookie, signed (Django's `signed_cookies`): no database, and a
 * Django site with the same `SECRET_KEY` shares the sessions. `sessions({ store: signedCookies() })`.
 *
 * Choose it knowing its limits, which are Django's:
 *
 * - **No session can be ended from here.** `flush`, a logout, removes the cookie from this browser;
 *   whoever has a copy goes on with it until it ends. What `auth` compares does end: the sessions
 *   of a user whose password has changed.
 * - **The visitor can read it.** It is signed, not encrypted.
 * - **A cookie holds 4096 bytes** with its name, about 3000 of data: more is a `SessionTooLarge`.
 * - **The last response wins.** Of two requests at the same time, one loses its changes, also those
 *   of `update`; a slow one brings back what another has removed. With `saveEveryRequest` a request
 *   that only reads does so, too; `renewAfter` makes that rare.
 * - Nothing lists the sessions of a user: no `listSessions` of `auth`, no `userSessions`.
 *
 * A session ends `cookieAge` seconds after its last save. `setExpiry` and `absoluteAge` end it
 * earlier, never later; Django heeds neither when it loads a session.
 */
export function signedCookies(): SessionEngine {
  return ENGINE
}
