import {
  assertD1Binding,
  assertKnownOptions,
  checkSecretKey,
  checkSecretKeyFallbacks,
  type OptionNames,
} from '../config/index.ts'
import { looseCutoff, runOn, runWithRetries, withRetries } from '../engines/d1/index.ts'
import type { SessionCodecOptions } from '../sessions/index.ts'
import { parseDate, SESSION_SALT } from '../sessions/index.ts'
import { signedAt } from '../signing/index.ts'
import { encryptedKeys } from './encrypted-keys.ts'
import {
  dataReader,
  type ListedSession,
  MAX_LISTED_LENGTH,
  NO_DATA,
  type SessionList,
} from './listed-session.ts'
import { USER_ID_KEY } from './state.ts'
import { parseUserId } from './users.ts'

/** Most sessions in a list. */
const MAX_LISTED = 100

/** One extra row shows whether the list is complete. */
const ROWS = MAX_LISTED + 1

/** The purpose of the ciphertexts. */
const PURPOSE = 'edge-sessions.auth.public_id'

const ATTACH = `UPDATE django_session SET user_id = ?
  WHERE session_key = ? AND user_id IS NOT ?`
const LIST = `SELECT session_key, expire_date, length(session_data) AS length,
  iif(length(session_data) <= ${MAX_LISTED_LENGTH}, session_data, '') AS session_data
  FROM django_session WHERE user_id = ? AND expire_date > ?
  ORDER BY session_key IS ? DESC, expire_date DESC LIMIT ${ROWS}`
const COUNT = 'SELECT count(*) AS count FROM django_session WHERE user_id = ? AND expire_date > ?'
const END = 'DELETE FROM django_session WHERE session_key = ? AND user_id = ? RETURNING 1'
// RETURNING counts sessions only. `meta.changes` would include rows that triggers change.
const END_OTHERS =
  'DELETE FROM django_session WHERE user_id = ? AND session_key IS NOT ? RETURNING 1'
const END_ALL = 'DELETE FROM django_session WHERE user_id = ? RETURNING 1'

interface Row {
  session_key: string
  session_data: string
  expire_date: string
  length: number
}

/** Options of `userSessions`. */
export interface UserSessionsOptions extends Omit<SessionCodecOptions, 'compressFrom'> {
  /**
   * Returns the value of the column `session_key` for a key: `toStoredKey` of a `d1Store` with
   * `hashKeys`.
   *
   * @default the key itself
   */
  toStoredKey?: ((key: string) => Promise<string>) | undefined
  /**
   * Returns the current time.
   *
   * @default the real clock
   */
  now?: (() => Date) | undefined
}

/** All options of `userSessions`. */
const NAMES: OptionNames<UserSessionsOptions> = {
  secretKey: true,
  secretKeyFallbacks: true,
  keySalt: true,
  toStoredKey: true,
  now: true,
}

/** One database, or those of a `shardedStore`. */
export type SessionDatabases = Database | Readonly<Record<string, Database>>

type Database = D1Database | D1DatabaseSession

/**
 * The sessions of a user. Every method takes the user's id, from `user(c)` and never from a form,
 * and leaves the sessions of other users alone.
 */
export interface UserSessions {
  /**
   * Lists a session under a user. `login` does so with `listSessions`. Call it for the session of a
   * user who logged in elsewhere, such as on a Django site. Writes nothing when the session is
   * listed already or is gone.
   */
  attach(key: string, userId: string): Promise<void>

  /**
   * Returns the user's unexpired sessions.
   *
   * @param currentKey The key of the session of this request, `c.var.session.key`.
   */
  listSessions(userId: string, currentKey?: string | null): Promise<SessionList>

  /**
   * Returns the number of the user's sessions, even if a list cannot show them all. May include
   * sessions that expired within the last day.
   */
  countSessions(userId: string): Promise<number>

  /**
   * Ends one session of the user, in one statement.
   *
   * @returns `false` when the user has no such session.
   */
  endSession(userId: string, publicId: string): Promise<boolean>

  /**
   * Ends all sessions of the user but one, for example after a password change.
   *
   * @param currentKey The key of the session to keep, `c.var.session.key`. `null` keeps none.
   * @returns The number of ended sessions.
   */
  endOtherSessions(userId: string, currentKey: string | null): Promise<number>

  /**
   * Ends all sessions of the user, for example when an account is closed.
   *
   * @returns The number of ended sessions.
   */
  endAllSessions(userId: string): Promise<number>
}

/**
 * Lists and ends sessions by user, in a table with the column of `migrations/0002_session_user.sql`.
 * An ended session is refused from the next request on, and no slower request brings it back. With
 * `replicas` of `d1Store`, its browser may read it until the replica has caught up. With
 * `cookieCache`, it may read its copy until the copy is too old.
 *
 * Only listed sessions are found. Those of a Django site are not, unless it fills the column. A
 * password change ends every session of the user, listed or not.
 *
 * With several databases, each method runs its statement on all of them at once. If one fails, the
 * method throws after the others have done their work.
 *
 * @param databases The D1 binding, or those of the shards of a `shardedStore`.
 * @param options The keys that sessions are signed with, the same as for `sessions`.
 * @throws ImproperlyConfigured when a binding or `secretKey` is missing, or an option is unknown or invalid.
 * @example
 * ```ts
 * const sessionsOfUser = userSessions(env.DB, { secretKey: env.SECRET_KEY })
 * const { sessions } = await sessionsOfUser.listSessions('7', c.var.session.key)
 * await sessionsOfUser.endOtherSessions('7', c.var.session.key)
 * ```
 */
export function userSessions(
  databases: SessionDatabases,
  options: UserSessionsOptions,
): UserSessions {
  const all = listDatabases(databases)
  assertKnownOptions(options, NAMES, 'userSessions')
  const { secretKey, toStoredKey = async (key) => key, now = () => new Date() } = options
  checkSecretKey(secretKey)
  checkSecretKeyFallbacks(options.secretKeyFallbacks)
  const signingKeys = {
    key: secretKey,
    fallbackKeys: options.secretKeyFallbacks ?? [],
    salt: options.keySalt ?? SESSION_SALT,
  }

  /** Runs a statement on all databases at once. Returns the rows of all. */
  async function runOnAll<Row>(sql: string, ...values: unknown[]): Promise<Row[]> {
    const results = await inEach(all, (db) => runWithRetries(db)<Row>(sql, ...values))
    return results.flatMap((result) => result.results)
  }

  return {
    async attach(key, userId) {
      await runOnAll(ATTACH, userId, await toStoredKey(key), userId)
    },
    async listSessions(userId, currentKey = null) {
      const moment = now()
      const current = currentKey === null ? null : await toStoredKey(currentKey)
      const [rows, keys] = await Promise.all([
        runOnAll<Row>(LIST, userId, looseCutoff(moment), current),
        encryptedKeys(secretKey, PURPOSE),
      ])
      rows.sort((one, other) => compareRows(one, other, current))
      const readData = dataReader(signingKeys)
      const sessions: ListedSession[] = []
      // One after the other: each may take megabytes while it is decoded.
      for (const row of rows.slice(0, MAX_LISTED)) {
        const expires = parseDate(row.expire_date)
        if (expires === null || expires <= moment) continue
        const data = await readData(row)
        // `clear` empties a session and keeps its row.
        if (data !== null && parseUserId(data.get(USER_ID_KEY)) !== userId) continue
        const publicId = await keys.encrypt(row.session_key)
        const isCurrent = row.session_key === current
        const savedAt = data === null ? null : signedAt(row.session_data)
        sessions.push({ publicId, isCurrent, savedAt, expires, data: data ?? NO_DATA })
      }
      return { sessions, isComplete: rows.length <= MAX_LISTED }
    },
    async countSessions(userId) {
      const counts = await runOnAll<{ count: number }>(COUNT, userId, looseCutoff(now()))
      return counts.reduce((total, { count }) => total + count, 0)
    },
    async endSession(userId, publicId) {
      const keys = await encryptedKeys(secretKey, PURPOSE)
      const key = await keys.decrypt(publicId)
      if (key === null) return false
      const ended = await inEach(all, (db) =>
        withRetries(async (isRetry) => {
          const { results } = await runOn(db)(END, key, userId)
          // The first attempt may have removed it and lost its response.
          return results.length > 0 || isRetry
        }),
      )
      return ended.includes(true)
    },
    async endOtherSessions(userId, currentKey) {
      const current = currentKey === null ? null : await toStoredKey(currentKey)
      return (await runOnAll(END_OTHERS, userId, current)).length
    },
    async endAllSessions(userId) {
      return (await runOnAll(END_ALL, userId)).length
    },
  }
}

/** Sorts the session of this request first, then by the latest expiry. */
function compareRows(one: Row, other: Row, current: string | null): number {
  if (one.session_key === current) return -1
  if (other.session_key === current) return 1
  return one.expire_date < other.expire_date ? 1 : -1
}

function listDatabases(databases: SessionDatabases): readonly Database[] {
  const isRecord = typeof databases === 'object' && databases !== null && !isDatabase(databases)
  const all = isRecord ? Object.values(databases) : [databases]
  for (const db of all.length > 0 ? all : [undefined]) assertD1Binding(db, 'userSessions')
  return all
}

function isDatabase(databases: SessionDatabases): databases is Database {
  return 'prepare' in databases
}

/**
 * Runs `work` on all databases at once.
 *
 * @throws The first error, after all have finished.
 */
async function inEach<Result>(
  databases: readonly Database[],
  work: (db: Database) => Promise<Result>,
): Promise<Result[]> {
  const working = databases.map(work)
  await Promise.allSettled(working)
  return Promise.all(working)
}
