import {
  type AuthOptions,
  type AuthUser,
  djangoUsers,
  type UserSessions,
  type UserSource,
  userSessions,
} from 'edge-sessions/auth'
import { rotateToken } from 'edge-sessions/csrf'
import { memoize } from '../../memoize.ts'
import { secretsMatch } from '../../same-secret.ts'
import type { Settings } from '../../settings/settings.ts'

/** A user of the demo. The page shows the password. */
export interface DemoUser extends AuthUser {
  readonly demoPassword: string
}

/** Public accounts that show what signing in does. They protect nothing. */
export const demoUsers: readonly DemoUser[] = [
  {
    id: 'demo-ankit',
    username: 'ankit',
    demoPassword: 'sessions',
    password: 'demo$1',
    isActive: true,
  },
  { id: 'demo-zoe', username: 'zoe', demoPassword: 'cookies', password: 'demo$2', isActive: true },
]

/**
 * Returns the user of the demo with this name and password (Django's `authenticate`), or `null`.
 * An unknown user costs the same work as a wrong password, so the time does not tell which users exist.
 */
export async function authenticate(username: string, password: string): Promise<DemoUser | null> {
  const user = demoUsers.find((candidate) => candidate.username === username)
  const isRight = await secretsMatch(password, user?.demoPassword ?? '')
  return isRight && user !== undefined ? user : null
}

/** Returns the options of `auth`, with the demo users and those of a Django site, if turned on. */
export const authOptionsOf = memoize((settings: Settings): AuthOptions => {
  const { secretKey, secretKeyFallbacks = [] } = settings.sessions
  return {
    users: usersOf(settings),
    secretKey,
    secretKeyFallbacks,
    loginUrl: '/account/',
    listSessions: settings.engine === 'db',
    onLogin: rotateToken,
  }
})

/** Returns the sessions of users, or `null` if the engine cannot list them. */
export const userSessionsOf = memoize((settings: Settings): UserSessions | null => {
  const { db, engine, sessions, toStoredKey } = settings
  if (db === null || engine !== 'db') return null
  const { secretKey, secretKeyFallbacks = [] } = sessions
  return userSessions(db, { secretKey, secretKeyFallbacks, toStoredKey })
})

function usersOf({ db, demoAccounts, djangoUsers: isDjango }: Settings): UserSource {
  const django = db !== null && isDjango ? djangoUsers(db) : null
  return {
    async load(id) {
      const demo = demoUsers.find((user) => user.id === id)
      if (demo !== undefined) return demoAccounts ? demo : null
      return django === null ? null : django.load(id)
    },
  }
}
