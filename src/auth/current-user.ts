import { constantTimeEqual } from '../signing/index.ts'
import { isFallbackHash, sessionAuthHash } from './session-hash.ts'
import {
  type AuthContext,
  type AuthState,
  authOf,
  BACKEND_MEMBER,
  HASH_MEMBER,
  USER_ID_MEMBER,
} from './state.ts'
import type { AuthUser } from './users.ts'

/**
 * Returns who is logged in (Django's `request.user`, `get_user`), looked up at most once a request:
 * one statement for the session, one for the user, none for a visitor without a session.
 *
 * A session whose user has another password by now is deleted.
 *
 * @returns The user; `null` when nobody is logged in, or the user is inactive or gone.
 * @throws ImproperlyConfigured when `auth` is not used on this route.
 * @throws What the session's store or the source of users throws: a fault is no logout.
 */
export async function user<User extends AuthUser>(c: AuthContext<User>): Promise<User | null> {
  const state = authOf(c)
  state.user ??= loadUser(state)
  return state.user
}

async function loadUser<User extends AuthUser>({
  session,
  settings,
}: AuthState<User>): Promise<User | null> {
  const id = await session.get(USER_ID_MEMBER)
  const backend = await session.get(BACKEND_MEMBER)
  if (typeof id !== 'string' || typeof backend !== 'string') return null
  if (!settings.backends.includes(backend)) return null

  const found = await settings.users.load(id)
  if (found === null || !found.isActive) return null
  return verifySession({ session, settings }, found)
}

async function verifySession<User extends AuthUser>(
  { session, settings }: Pick<AuthState<User>, 'session' | 'settings'>,
  found: User,
): Promise<User | null> {
  const stored = await session.get(HASH_MEMBER)
  const hash = await sessionAuthHash(found.password, settings.secretKey)
  if (typeof stored === 'string') {
    if (constantTimeEqual(stored, hash)) return found
    if (await isFallbackHash(stored, found.password, settings.secretKeyFallbacks)) {
      session.cycleKey()
      session.setReserved({ [HASH_MEMBER]: hash })
      return found
    }
  }
  await session.flush()
  return null
}
