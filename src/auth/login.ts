import type { Session } from '../sessions/index.ts'
import { constantTimeEqual } from '../signing/index.ts'
import { user as currentUser } from './current-user.ts'
import { sessionAuthHash } from './session-hash.ts'
import { type AuthContext, authOf, BACKEND_MEMBER, HASH_MEMBER, USER_ID_MEMBER } from './state.ts'
import type { AuthUser } from './users.ts'

/**
 * Logs a user in (Django's `login`): from now on this visitor's session is theirs. The caller has
 * checked the password, or whatever else proves who they are, and that the user is active.
 *
 * An anonymous session keeps its data and gets a new key with its save, so that nobody who knew the
 * old key gets in with it. The session of another user, or of an older password, is deleted first.
 * Unlike Django, nothing is written to the user: `last_login` stays as it is.
 *
 * @param backend Dotted path of the authentication backend. Default: the first of `backends`.
 * @throws TypeError when the id or the password hash of the user is no text.
 * @throws ImproperlyConfigured when `auth` is not used on this route.
 */
export async function login<User extends AuthUser>(
  c: AuthContext<User>,
  user: NoInfer<User>,
  backend?: string,
): Promise<void> {
  const state = authOf(c)
  const { session, settings } = state
  if (typeof user.id !== 'string' || user.id === '') {
    throw new TypeError(`Expected \`user.id\` to be a text, got a ${typeof user.id}`)
  }
  const hash = await sessionAuthHash(user.password, settings.secretKey)
  if (!(await session.has(USER_ID_MEMBER))) session.cycleKey()
  else if (!(await isSessionOf(session, user.id, hash))) await session.flush()

  session.setReserved({
    [USER_ID_MEMBER]: user.id,
    [BACKEND_MEMBER]: backend ?? settings.loginBackend,
    [HASH_MEMBER]: hash,
  })
  if (settings.listSessions) session.listUnder(user.id)
  state.user = Promise.resolve(user.isActive ? user : null)
  await settings.onLogin(state.context)
}

/**
 * Logs out (Django's `logout`): deletes the session with all its data at once, whoever it belongs
 * to. What is set afterwards starts a new, anonymous session.
 *
 * @throws ImproperlyConfigured when `auth` is not used on this route.
 */
export async function logout(c: AuthContext): Promise<void> {
  const state = authOf(c)
  await state.session.flush()
  state.user = Promise.resolve(null)
}

/**
 * Keeps the user logged in here when the password has changed, and gives the session a new key
 * (Django's `update_session_auth_hash`). All other sessions of the user end at their next use.
 *
 * Call `user` before the password is changed, as `loginRequired` does: a session that was never
 * seen to be valid under the old password ends under the new one, here too.
 *
 * @param user The user, with the new password hash. For anyone but the current user only the key is
 * renewed; where nobody is logged in nothing happens.
 * @throws ImproperlyConfigured when `auth` is not used on this route.
 */
export async function updateSessionAuthHash<User extends AuthUser>(
  c: AuthContext<User>,
  user: NoInfer<User>,
): Promise<void> {
  const state = authOf(c)
  const current = await currentUser(c)
  if (current === null) return
  state.session.cycleKey()
  if (current.id !== user.id) return
  const hash = await sessionAuthHash(user.password, state.settings.secretKey)
  state.session.setReserved({ [HASH_MEMBER]: hash })
  state.user = Promise.resolve(user)
}

async function isSessionOf(session: Session, userId: string, hash: string): Promise<boolean> {
  const stored = await session.get(HASH_MEMBER)
  if ((await session.get(USER_ID_MEMBER)) !== userId) return false
  return typeof stored === 'string' && constantTimeEqual(stored, hash)
}
