import type { Session } from '../sessions/index.ts'
import { constantTimeEqual } from '../signing/index.ts'
import { user as currentUser } from './current-user.ts'
import { sessionAuthHash } from './session-hash.ts'
import { type AuthContext, authOf, BACKEND_KEY, HASH_KEY, USER_ID_KEY } from './state.ts'
import { type AuthUser, parseUserId } from './users.ts'

/**
 * Logs a user in (Django's `login`). Check the password first, or any other proof of identity, and
 * that the user is active.
 *
 * Every login replaces the session key, so a key that was known before is worthless afterwards. The
 * data of an anonymous session and of a session of the same user is kept. The session of another
 * user, or of an older password, is deleted first.
 *
 * Unlike Django, nothing is written to the user: `last_login` does not change.
 *
 * @param c The context of a route inside `auth`.
 * @param user The user. Its `password` must not be empty: sessions are tied to it.
 * @param backend Dotted path of the authentication backend.
 * @default backend The first of the option `backends`.
 * @throws TypeError when the id or the password hash of the user is empty or not a string.
 * @throws ImproperlyConfigured when `auth` is not applied to this route.
 * @throws Any error of the session store.
 * @see https://docs.djangoproject.com/en/5.2/topics/auth/default/#how-to-log-a-user-in
 * @example
 * app.post('/login/', async (c) => {
 *   const form = await c.req.formData()
 *   const found = await authenticate(form)
 *   if (found === null) return c.text('Wrong username or password', 422)
 *   await login(c, found)
 *   return c.redirect(safeNextUrl(c, c.req.query('next')), 303)
 * })
 */
export async function login<User extends AuthUser>(
  c: AuthContext<User>,
  user: NoInfer<User>,
  backend?: string,
): Promise<void> {
  const state = authOf(c)
  const { session, settings } = state
  if (typeof user.id !== 'string' || user.id === '') {
    const got = typeof user.id === 'string' ? 'an empty string' : typeof user.id
    throw new TypeError(`Expected \`user.id\` to be a non-empty string, got ${got}`)
  }
  const hash = await hashForSession(user, settings.secretKey)
  if (await canContinue(session, user.id, hash)) session.cycleKey()
  else await session.flush()

  session.setReserved({
    [USER_ID_KEY]: user.id,
    [BACKEND_KEY]: backend ?? settings.loginBackend,
    [HASH_KEY]: hash,
  })
  if (settings.listSessions) session.setUserId(user.id)
  state.user = Promise.resolve(user.isActive ? user : null)
  await settings.onLogin(state.context)
}

/**
 * Logs the visitor out (Django's `logout`). Deletes the session with all its data at once, whether
 * or not anyone is logged in. Values that are set afterwards start a new, anonymous session.
 *
 * @param c The context of a route inside `auth`.
 * @throws SessionInterrupted if there is no session under the key that the browser sent. Another
 * request has ended it or rotated its key. After a rotation the visitor is still logged in.
 * @throws ImproperlyConfigured when `auth` is not applied to this route.
 * @throws Any error of the session store: the visitor is then still logged in.
 * @see https://docs.djangoproject.com/en/5.2/topics/auth/default/#how-to-log-a-user-out
 * @example
 * app.post('/logout/', async (c) => {
 *   await logout(c)
 *   return c.redirect('/', 303)
 * })
 */
export async function logout(c: AuthContext): Promise<void> {
  const state = authOf(c)
  await state.session.end('sent')
  state.user = Promise.resolve(null)
}

/**
 * Keeps this session logged in after a change of password, and replaces its key (Django's
 * `update_session_auth_hash`). All other sessions of the user end at their next use.
 *
 * Call `user` before you change the password, as `loginRequired` does. A session that was not
 * verified against the old password is deleted.
 *
 * @param c The context of a route inside `auth`.
 * @param user The user with the new password hash. When it is not the current user, only the key is
 * replaced. When nobody is logged in, nothing happens.
 * @throws TypeError when the new password hash of the current user is empty or not a string.
 * @throws ImproperlyConfigured when `auth` is not applied to this route.
 * @throws Any error of the session store or the user source.
 * @see https://docs.djangoproject.com/en/5.2/topics/auth/default/#session-invalidation-on-password-change
 * @example
 * app.post('/password/', loginRequired(), async (c) => {
 *   const current = await user(c)
 *   if (current === null) return c.redirect('/login/')
 *   const password = await storeNewPassword(current.id, await c.req.formData())
 *   await updateSessionAuthHash(c, { ...current, password })
 *   return c.redirect('/account/', 303)
 * })
 */
export async function updateSessionAuthHash<User extends AuthUser>(
  c: AuthContext<User>,
  user: NoInfer<User>,
): Promise<void> {
  const state = authOf(c)
  const { session, settings } = state
  const current = await currentUser(c)
  if (current === null) return
  if (current.id !== user.id) return session.cycleKey()
  const hash = await hashForSession(user, settings.secretKey)
  session.cycleKey()
  session.setReserved({ [HASH_KEY]: hash })
  state.user = Promise.resolve(user)
}

/**
 * Returns the hash that ties a session to the password of its user. If several users had the same
 * empty password, the session of one could be turned into that of another.
 */
async function hashForSession(user: AuthUser, secretKey: string): Promise<string> {
  if (user.password !== '') return sessionAuthHash(user.password, secretKey)
  throw new TypeError(
    'Expected `user.password` to be the stored password hash, got an empty string. Give each user without a password a different random value.',
  )
}

/** Whether the session is anonymous, or was started by this user with the current password. */
async function canContinue(session: Session, userId: string, hash: string): Promise<boolean> {
  if (!(await session.has(USER_ID_KEY))) return true
  if (parseUserId(await session.get(USER_ID_KEY)) !== userId) return false
  const stored = await session.get(HASH_KEY)
  return typeof stored === 'string' && constantTimeEqual(stored, hash)
}
