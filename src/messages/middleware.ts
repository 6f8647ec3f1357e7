import type { Context, MiddlewareHandler } from 'hono'
import { ImproperlyConfigured, Session } from '../sessions/index.ts'
import { preparedResponse, saveOrDiscard } from '../sessions/response-headers.ts'
import { Messages } from './messages.ts'

/** The context variables that `messages` sets, for `new Hono<{ Variables: … }>()`. */
export interface MessageVariables {
  messages: Messages
}

/**
 * One-time notices for a Hono app (Django's `MessageMiddleware`): `c.var.messages`; to be used
 * inside `sessions`, and inside `auth` where there is one, as in Django.
 *
 * Messages are kept in the session, in the form of Django's `SessionStorage`. To share them with a
 * Django site, that site must have
 * `MESSAGE_STORAGE = 'django.contrib.messages.storage.session.SessionStorage'`: by default it keeps
 * messages in a cookie of its own, and only what does not fit there in the session.
 *
 * A response of status 500 or more loses what it added, and leaves what it showed to be shown again.
 *
 * @throws ImproperlyConfigured at a request, when it is not inside `sessions`.
 */
export function messages(): MiddlewareHandler<{ Variables: MessageVariables }> {
  return async function messageMiddleware(c, next) {
    const session = sessionOf(c)
    const own = new Messages(session)
    c.set('messages', own)
    const prepared = preparedResponse(c)
    await next()
    if (c.res.status >= 500 || session.isClosed) return
    await saveOrDiscard(c, prepared, () => own.commit())
  }
}

function sessionOf(c: Context): Session {
  const session: unknown = c.get('session')
  if (session instanceof Session) return session
  throw new ImproperlyConfigured('Expected `messages` to be used inside `sessions`')
}
