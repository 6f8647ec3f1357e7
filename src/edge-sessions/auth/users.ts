import { assertD1Binding } from '../config/index.ts'
import { runWithRetries } from '../engines/d1/index.ts'

/** The part of a user that a login needs (Django's `AbstractUser`). */
export interface AuthUser {
  /** The primary key as a string. The session stores it. */
  readonly id: string
  /** The login name. */
  readonly username: string
  /**
   * The stored hash of the password, such as Django's column `password`. It is never compared with
   * a password here: sessions are tied to it, so that they end when it changes.
   */
  readonly password: string
  /** Whether the user may log in. */
  readonly isActive: boolean
}

/** A source of users. */
export interface UserSource<User extends AuthUser = AuthUser> {
  /**
   * Returns the user, or `null` for an unknown id (Django's `ModelBackend.get_user`). May return an
   * inactive user. Must throw when the lookup fails: an outage is never treated as a logout.
   */
  load(id: string): Promise<User | null>
}

// As a number, an id beyond 2^53 would be rounded to another user's. A string is compared exactly.
const LOAD = `SELECT CAST(id AS TEXT) AS id, username, password, is_active
  FROM auth_user WHERE id = ?`

interface Row {
  id: string
  username: string
  password: string
  is_active: number
}

/**
 * Returns the users of a Django site whose table `auth_user` is in the same D1 database. Each lookup
 * is one statement, and transient errors of D1 are retried. A site with a custom user model has
 * another table and needs its own `UserSource`.
 *
 * Passwords are not checked here. Workers refuse PBKDF2 of more than 100,000 iterations, and Django
 * has used more since version 2.1 (1,000,000 in 5.2), so a Worker cannot check Django's hashes, and
 * lowering the count would weaken them. An app checks a password in another way, for example with a
 * request to the Django site or an identity provider, and passes the user to `login`.
 *
 * @param db The binding.
 * @throws ImproperlyConfigured when the binding is missing.
 */
export function djangoUsers(db: D1Database | D1DatabaseSession): UserSource {
  assertD1Binding(db, 'djangoUsers')
  const run = runWithRetries(db)
  return {
    async load(id) {
      const [row] = (await run<Row>(LOAD, id)).results
      if (row === undefined) return null
      const { username, password, is_active } = row
      return { id: row.id, username, password, isActive: is_active === 1 }
    },
  }
}

/**
 * Reads the user id in the data of a session. Django's `login` writes the primary key as a decimal
 * string, but a session made by hand may hold an integer. Both mean the same user, as in Django's
 * `pk.to_python`.
 *
 * @param value The value of `_auth_user_id`.
 * @returns The id as a string. `null` if it is missing or an integer beyond 2^53, which
 * JavaScript has already rounded: it could be another user's.
 */
export function parseUserId(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return Number.isSafeInteger(value) ? String(value) : null
}
