import { constantTimeEqual } from '../signing/index.ts'
import { isFallbackHash, sessionAuthHash } from './session-hash.ts'
import {
  type AuthContext,
  type AuthState,
  authOf,
  BACKEND_KEY,
  HASH_KEY,
  USER_ID_KEY,
} from './state.ts'
import { type AuthUser, parseUserId } from './users.ts'

/**
 * Returns the user who is logged in (Django's `request.user`). The user is looked up at most once a
 * request: one statement for the session and one for the user, or none without a session cookie.
 *
 * A session is deleted when its user has changed the password since the login.
 *
 * @param c The context of a route inside `auth`.
 * @returns The user, or `null` when nobody is logged in or the user is inactive or deleted.
 * @throws ImproperlyConfigured when `auth` is not applied to this route.
 * @throws Any error of the session store or the user source. An outage is never treated as a logout.
 * @see https://docs.djangoproject.com/en/5.2/topics/auth/default/#authentication-in-web-requests
 * @example
 * app.get('/', async (c) => c.text(`Hello, ${(await user(c))?.username ?? 'stranger'}`))
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
  const id = parseUserId(await session.get(USER_ID_KEY))
  const backend = await session.get(BACKEND_KEY)
  if (id === null || typeof backend !== 'string') return null
  if (!settings.backends.includes(backend)) return null

  const found = await settings.users.load(id)
  if (found === null || !found.isActive) return null
  return verifySession({ session, settings }, found)
}

async function verifySession<User extends AuthUser>(
  { session, settings }: Pick<AuthState<User>, 'session' | 'settings'>,
  found: User,
): Promise<User | null> {
  const stored = await session.get(HASH_KEY)
  const hash = await sessionAuthHash(found.password, settings.secretKey)
  if (typeof stored === 'string') {
    if (constantTimeEqual(stored, hash)) return found
    if (await isFallbackHash(stored, found.password, settings.secretKeyFallbacks)) {
      session.cycleKey()
      session.setReserved({ [HASH_KEY]: hash })
      return found
    }
  }
  await session.end('none')
  return null
}
