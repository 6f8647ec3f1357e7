import type { Context } from 'hono'
import { ImproperlyConfigured } from '../config/index.ts'
import type { JsonData } from './data-types.ts'
import { Session } from './session.ts'

/**
 * Returns the session of this request.
 *
 * @param user The middleware that needs it, for the error.
 * @throws ImproperlyConfigured if `sessions()` is not applied before it, or if other code has
 * replaced `c.var.session`.
 */
export function getSession(c: Context, user: string): Session {
  const session: unknown = c.get('session')
  if (session instanceof Session) return session
  throw new ImproperlyConfigured(
    session === undefined
      ? `\`${user}\` needs a session. Apply \`sessions()\` before it on this route.`
      : `\`${user}\` needs the session of \`sessions()\`, but other code has replaced \`c.var.session\`. Apply only one session middleware, or let the other one use another name.`,
  )
}

const cookieNames = new WeakMap<object, string>()

/** Records the name of the cookie of a session, so that no other middleware uses it. */
export function recordCookieName<Data extends JsonData<Data>>(
  session: Session<Data>,
  name: string,
): void {
  cookieNames.set(session, name)
}

/** Returns the name of the session cookie, or `undefined` if the request has no session. */
export function getSessionCookieName(c: Context): string | undefined {
  const session: unknown = c.get('session')
  return session instanceof Session ? cookieNames.get(session) : undefined
}

/**
 * Returns the session of a request that `skip` excludes. It can be passed on, so that middleware
 * works on every route, but any use of it throws.
 */
export function skippedSession<Data extends JsonData<Data>>(): Session<Data> {
  return SKIPPED
}

const SKIPPED = new Proxy(Object.create(Session.prototype), { get: refuse, set: refuse })

/** Returns whether `sessions()` is applied to this route already, unless its `skip` excluded it. */
export function hasSession(c: Context): boolean {
  const session: unknown = c.get('session')
  return session instanceof Session && session !== SKIPPED
}

function refuse(): never {
  throw new ImproperlyConfigured(
    'This request has no session, because the option `skip` of `sessions()` excludes it. Use the session on other routes only, or narrow `skip`.',
  )
}
