import {
  assertD1Binding,
  assertKnownOptions,
  checkSecretKey,
  checkSecretKeyFallbacks,
  type OptionNames,
} from '../config/index.ts'
import { type SessionCodecOptions, sessionCodec } from '../sessions/index.ts'
import { expiryCutoff, parseDate } from '../sessions/stores/d1-dates.ts'
import { runWithRetries } from '../sessions/stores/d1-retries.ts'
import { publicId } from './public-id.ts'
import { USER_ID_KEY } from './state.ts'
import { parseUserId } from './user-id.ts'

const ATTACH = `UPDATE django_session SET user_id = ?
  WHERE session_key = ? AND user_id IS NOT ?`
const LIST = `SELECT session_key, session_data, expire_date FROM django_session
  WHERE user_id = ? AND expire_date > ? ORDER BY expire_date DESC LIMIT 100`
const KEYS = 'SELECT session_key FROM django_session WHERE user_id = ?'
const END = 'DELETE FROM django_session WHERE session_key = ? AND user_id = ?'
// RETURNING counts sessions, where `meta.changes` would add the rows that triggers change.
const END_OTHERS =
  'DELETE FROM django_session WHERE user_id = ? AND session_key IS NOT ? RETURNING 1'
const END_ALL = 'DELETE FROM django_session WHERE user_id = ? RETURNING 1'

interface Row {
  session_key: string
  session_data: string
  expire_date: string
}

/** What `userSessions` takes. */
export interface UserSessionsOptions extends SessionCodecOptions {
  /**
   * What the table holds for a key: `storedKey` of a `d1Store` with `hashKeys`. Default: the key.
   */
  storedKey?: ((key: string) => Promise<string>) | undefined
  /** The clock. Default: the real one. */
  now?: (() => Date) | undefined
}

/** All options of `userSessions`. */
const NAMES: OptionNames<UserSessionsOptions> = {
  secretKey: true,
  secretKeyFallbacks: true,
  keySalt: true,
  compressFrom: true,
  storedKey: true,
  now: true,
}

/** A session in the list of its user. It does not tell its key. */
export interface ListedSession {
  /** Names the session in `endSession`; good until the session's key is renewed. */
  readonly publicId: string
  /** Whether it is the session that asks. */
  readonly isCurrent: boolean
  /** When it ends unless it is saved again. */
  readonly expires: Date
  /** What it holds; not all of it is for display. */
  readonly members: ReadonlyMap<string, unknown>
}

/**
 * The sessions of a user. Every method takes the user's id, from `user(c)` and never from a form,
 * and touches no other user's sessions.
 */
export interface UserSessions {
  /**
   * Lists a session under a user. `login` does it with `listSessions`; an app does it for the current
   * session of a user who logged in elsewhere, such as on a Django site. A session that is listed
   * already, or gone, is left alone, and nothing is written.
   */
  attach(key: string, userId: string): Promise<void>

  /**
   * Returns the live sessions that the user is logged in to, at most 100, the longest-lived first.
   *
   * @param currentKey Key of the session that asks: `c.var.session.key`.
   */
  listSessions(userId: string, currentKey?: string | null): Promise<ListedSession[]>

  /** Ends one session of the user. `false`: the user has no such session, or not any more. */
  endSession(userId: string, publicId: string): Promise<boolean>

  /**
   * Ends all sessions of the user but one, as after a change of password.
   *
   * @param currentKey Key of the session to keep: `c.var.session.key`; `null` keeps none.
   * @returns How many were ended.
   */
  endOtherSessions(userId: string, currentKey: string | null): Promise<number>

  /** Ends all sessions of the user, as when an account is closed; returns how many. */
  endAllSessions(userId: string): Promise<number>
}

/**
 * Lists and ends sessions by user, in a table with the column of `migrations/0002_session_user.sql`.
 * An ended session is refused from the next request on, and no slower request brings it back. With
 * `replicas` of `d1Store` its browser may read it until the replica has caught up.
 *
 * Only listed sessions are seen: those of a Django site that does not fill the column are not. Their
 * end is the change of password, which ends every session of the user, listed or not.
 *
 * @param db The binding.
 * @param options The keys that sessions are signed with, the same as for `sessions`.
 * @throws ImproperlyConfigured when the binding or `secretKey` is missing, or an option is unknown or invalid.
 */
export function userSessions(
  db: D1Database | D1DatabaseSession,
  options: UserSessionsOptions,
): UserSessions {
  assertD1Binding(db, 'userSessions')
  assertKnownOptions(options, NAMES, 'userSessions')
  const { secretKey, storedKey = async (key) => key, now = () => new Date() } = options
  checkSecretKey(secretKey)
  checkSecretKeyFallbacks(options.secretKeyFallbacks)
  const codec = sessionCodec(options)

  const run = runWithRetries(db)

  return {
    async attach(key, userId) {
      await run(ATTACH, userId, await storedKey(key), userId)
    },
    async listSessions(userId, currentKey = null) {
      const { results } = await run<Row>(LIST, userId, expiryCutoff(now()))
      const current = currentKey === null ? null : await storedKey(currentKey)
      const listed: ListedSession[] = []
      for (const { session_key: key, session_data, expire_date } of results) {
        const members = await codec.decode(session_data)
        // `clear` empties a session and keeps its row.
        if (parseUserId(members.get(USER_ID_KEY)) !== userId) continue
        const id = await publicId(key, secretKey)
        const isCurrent = key === current
        listed.push({ publicId: id, isCurrent, expires: parseDate(expire_date), members })
      }
      return listed
    },
    async endSession(userId, id) {
      const { results } = await run<Pick<Row, 'session_key'>>(KEYS, userId)
      for (const { session_key: key } of results) {
        if ((await publicId(key, secretKey)) !== id) continue
        await run(END, key, userId)
        return true
      }
      return false
    },
    async endOtherSessions(userId, currentKey) {
      const current = currentKey === null ? null : await storedKey(currentKey)
      return (await run(END_OTHERS, userId, current)).results.length
    },
    async endAllSessions(userId) {
      return (await run(END_ALL, userId)).results.length
    },
  }
}
