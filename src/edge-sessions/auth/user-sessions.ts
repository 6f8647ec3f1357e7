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
import { loads, MAX_JSON_BYTES, parseMembers } from '../signing/index.ts'
import { encryptedKeys } from './encrypted-keys.ts'
import { USER_ID_KEY } from './state.ts'
import { parseUserId } from './user-id.ts'

/** Longest data read for a list, in characters. */
const MAX_LISTED_LENGTH = 65_536

/** Most JSON decoded for a list, in bytes. A few rows may inflate to megabytes each. */
const MAX_LISTED_BYTES = MAX_JSON_BYTES

/** The purpose of the ciphertexts. */
const PURPOSE = 'edge-sessions.auth.public_id'

const ATTACH = `UPDATE django_session SET user_id = ?
  WHERE session_key = ? AND user_id IS NOT ?`
const LIST = `SELECT session_key, expire_date, length(session_data) AS length,
  iif(length(session_data) <= ${MAX_LISTED_LENGTH}, session_data, '') AS session_data
  FROM django_session WHERE user_id = ? AND expire_date > ? ORDER BY expire_date DESC LIMIT 100`
const END = 'DELETE FROM django_session WHERE session_key = ? AND user_id = ? RETURNING 1'
// RETURNING counts sessions, where `meta.changes` would add the rows that triggers change.
const END_OTHERS =
  'DELETE FROM django_session WHERE user_id = ? AND session_key IS NOT ? RETURNING 1'
const END_ALL = 'DELETE FROM django_session WHERE user_id = ? RETURNING 1'

interface Row {
  session_key: string
  session_data: string
  expire_date: string
  length: number
}

const NO_DATA: ReadonlyMap<string, unknown> = new Map()

/** Options of `userSessions`. */
export interface UserSessionsOptions extends SessionCodecOptions {
  /**
   * Returns the value of the column `session_key`: `storedKey` of a `d1Store` with `hashKeys`.
   *
   * @default the key itself
   */
  storedKey?: ((key: string) => Promise<string>) | undefined
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
  compressFrom: true,
  storedKey: true,
  now: true,
}

/** A session in the list of its user. It does not contain its key. */
export interface ListedSession {
  /** The name of the session for `endSession`. It is valid until the key is rotated. */
  readonly publicId: string
  /** Whether it is the session of this request. */
  readonly isCurrent: boolean
  /** The expiry, unless the session is saved again. */
  readonly expires: Date
  /** The data of the session, not all of it for display. Empty when it is too large for a list. */
  readonly members: ReadonlyMap<string, unknown>
}

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
   * Returns the user's unexpired sessions, at most 100, the latest expiry first.
   *
   * @param currentKey The key of the session of this request, `c.var.session.key`.
   */
  listSessions(userId: string, currentKey?: string | null): Promise<ListedSession[]>

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
 * `replicas` of `d1Store`, its browser may read it until the replica has caught up.
 *
 * Only listed sessions are found, so not those of a Django site that does not fill the column. A
 * password change ends every session of the user, listed or not.
 *
 * @param db The D1 binding.
 * @param options The keys that sessions are signed with, the same as for `sessions`.
 * @throws ImproperlyConfigured when the binding or `secretKey` is missing, or an option is unknown or invalid.
 * @example
 * ```ts
 * const sessionsOfUser = userSessions(env.DB, { secretKey: env.SECRET_KEY })
 * const listed = await sessionsOfUser.listSessions('7', c.var.session.key)
 * await sessionsOfUser.endOtherSessions('7', c.var.session.key)
 * ```
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

  const runOnce = runOn(db)
  const run = runWithRetries(db)
  const signingKeys = {
    key: secretKey,
    fallbackKeys: options.secretKeyFallbacks ?? [],
    salt: options.keySalt ?? SESSION_SALT,
  }

  /** Returns the JSON of session data; `null` when it is forged or unreadable. */
  async function readJson(data: string): Promise<string | null> {
    return loads(data, signingKeys).catch(() => null)
  }

  return {
    async attach(key, userId) {
      await run(ATTACH, userId, await storedKey(key), userId)
    },
    async listSessions(userId, currentKey = null) {
      const moment = now()
      const { results } = await run<Row>(LIST, userId, looseCutoff(moment))
      const current = currentKey === null ? null : await storedKey(currentKey)
      const keys = await encryptedKeys(secretKey, PURPOSE)
      const listed: ListedSession[] = []
      let bytesLeft = MAX_LISTED_BYTES
      // One after the other: each may take megabytes while it is decoded.
      for (const { session_key: key, session_data: data, expire_date, length } of results) {
        const expires = parseDate(expire_date)
        if (expires === null || expires <= moment) continue
        const isTooLarge = bytesLeft <= 0 || length > MAX_LISTED_LENGTH
        const json = isTooLarge ? null : await readJson(data)
        // Data that turns out to be unreadable may have been inflated.
        const most = data.startsWith('.') ? MAX_JSON_BYTES : length
        if (!isTooLarge) bytesLeft -= json?.length ?? most
        const members = json === null ? NO_DATA : parseData(json)
        // `clear` empties a session and keeps its row.
        if (!isTooLarge && parseUserId(members.get(USER_ID_KEY)) !== userId) continue
        const publicId = await keys.encrypt(key)
        listed.push({ publicId, isCurrent: key === current, expires, members })
      }
      return listed
    },
    async endSession(userId, publicId) {
      const keys = await encryptedKeys(secretKey, PURPOSE)
      const key = await keys.decrypt(publicId)
      if (key === null) return false
      return withRetries(async (isRetry) => {
        const { results } = await runOnce(END, key, userId)
        // A first try whose answer was lost may have removed it.
        return results.length > 0 || isRetry
      })
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

/** Parses the data of a session; empty when it is not a JSON object. */
function parseData(json: string): ReadonlyMap<string, unknown> {
  try {
    return parseMembers(json)
  } catch {
    return NO_DATA
  }
}
