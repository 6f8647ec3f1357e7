import type { Context, MiddlewareHandler } from 'hono'
import { preparedResponse, saveOrDiscard } from '../http/index.ts'
import { getSession } from '../sessions/index.ts'
import { Messages } from './messages.ts'

/** The context variables that `messages` sets, for `new Hono<{ Variables: … }>()`. */
export interface MessageVariables {
  messages: Messages
}

/**
 * Provides one-time notices in `c.var.messages` (Django's `MessageMiddleware`). Apply it after
 * `sessions`, and after `auth` if the app uses it, as in Django.
 *
 * Messages are stored in the session, in the format of Django's `SessionStorage`. To share them with
 * a Django site, that site must have
 * `MESSAGE_STORAGE = 'django.contrib.messages.storage.session.SessionStorage'`. By default it stores
 * messages in a cookie, and only those that do not fit there in the session.
 *
 * A response with status 500 or above drops the messages that the request added and keeps those
 * that it showed. A HEAD request or a prefetch also keeps those that it showed, because nobody has
 * seen them.
 *
 * @returns The middleware. It sets `c.var.messages`.
 * @throws ImproperlyConfigured during a request outside `sessions`.
 * @see https://docs.djangoproject.com/en/5.2/ref/contrib/messages/
 * @example
 * app.use(
 *   sessions((c: Context<AppEnv>) => ({
 *     store: d1Store(c.env.DB),
 *     secretKey: c.env.SECRET_KEY,
 *   })),
 * )
 * app.use(messages())
 * app.post('/profile', (c) => {
 *   c.var.messages.success('Profile saved.')
 *   return c.redirect('/profile')
 * })
 */
export function messages(): MiddlewareHandler<{ Variables: MessageVariables }> {
  return async function messageMiddleware(c, next) {
    const own = new Messages(getSession(c, 'messages()'), () => c.res.body?.locked === true)
    c.set('messages', own)
    const prepared = preparedResponse(c)
    await next()
    if (c.res.status >= 500) return
    await saveOrDiscard(c, prepared, () => own.commit({ keepShown: isUnseen(c) }))
  }
}

/** Whether the browser may never show the response. */
function isUnseen({ req }: Context): boolean {
  const purposes = ['Sec-Purpose', 'Purpose', 'X-Moz'].map((name) => req.header(name))
  return req.method === 'HEAD' || purposes.some((purpose) => /\bprefetch\b/i.test(purpose ?? ''))
}
