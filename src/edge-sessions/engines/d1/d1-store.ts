import {
  assertD1Binding,
  assertFlags,
  assertKnownOptions,
  ImproperlyConfigured,
  type OptionNames,
} from '../../config/index.ts'
import type { CreateOptions, SessionRecord, SessionStore } from '../../sessions/index.ts'
import { createWithNewKey, type KeyOptions, makeKey, parseDate } from '../../sessions/index.ts'
import type { RetryOptions } from '../retries.ts'
import {
  clearInBatches,
  HEX_ALPHABET,
  KEY_ALPHABET,
  type KeyOrderedTable,
} from './clear-in-batches.ts'
import { formatDate, formatExpiry, hashKey, looseCutoff, type ToStoredKey } from './columns.ts'
import { browserStore } from './replicas.ts'
import { runOn, runWithRetries, withRetries } from './run.ts'

const LOAD = `SELECT session_data, expire_date FROM django_session
  WHERE session_key = ? AND expire_date > ?`
const CREATE = `INSERT INTO django_session (session_key, session_data, expire_date)
  VALUES (?, ?, ?) ON CONFLICT (session_key) DO NOTHING`
const CREATE_LISTED = `INSERT INTO django_session (session_key, session_data, expire_date, user_id)
  VALUES (?, ?, ?, ?) ON CONFLICT (session_key) DO NOTHING`
const REPLACE = `UPDATE django_session SET session_data = ?, expire_date = ?
  WHERE session_key = ? AND session_data = ?`
const RENEW = `UPDATE OR IGNORE django_session SET session_key = ?, session_data = ?, expire_date = ?
  WHERE session_key = ? AND session_data = ?`
const RENEW_LISTED = `UPDATE OR IGNORE django_session
  SET session_key = ?, session_data = ?, expire_date = ?, user_id = ?
  WHERE session_key = ? AND session_data = ?`
const TOUCH = `UPDATE django_session SET expire_date = ?
  WHERE session_key = ? AND session_data = ?`
const DELETE = 'DELETE FROM django_session WHERE session_key = ?'
const FIND = 'SELECT * FROM django_session WHERE session_key IN (?, ?)'
// A date with a negative offset sorts by its local time, which may be a day behind UTC.
// The inner LIMIT bounds the statement however dense the keys are. It makes a removed row count as
// five rows read instead of one, which costs 1/200 of the row written. RETURNING counts the removed
// rows only. `meta.changes` would include rows that triggers change.
const CLEAR = `DELETE FROM django_session WHERE session_key IN (
    SELECT session_key FROM (
      SELECT session_key, expire_date FROM django_session
      WHERE session_key > ? AND session_key <= ? ORDER BY session_key LIMIT ?
    ) WHERE expire_date < ? AND (expire_date NOT LIKE '____-%-%-%' OR expire_date < ?)
  ) RETURNING 1`
const KEY_AT = `SELECT session_key FROM django_session
  WHERE session_key > ? AND session_key <= ? ORDER BY session_key LIMIT 1 OFFSET ?`

/** The columns that are written. */
interface Row {
  session_key: string
  session_data: string
  expire_date: string
  /** The column of `migrations/0002_session_user.sql`. */
  user_id?: string
}

/** Options of `d1Store`. */
export interface D1StoreOptions extends RetryOptions, KeyOptions {
  /**
   * Whether the table holds the first 40 hexadecimal digits of the SHA-256 of a key instead of the
   * key, so that a leaked table or backup cannot be used to hijack sessions. Django cannot share
   * such a table. Turning it on or off ends all sessions.
   *
   * @default false
   */
  hashKeys?: boolean | undefined
  /**
   * Whether D1's read replicas may answer the reads of browsers that carry a bookmark, which
   * `sessions` sends with each write. A browser reads its own writes, and an ended session cannot be
   * written to. Until the replica has caught up, usually within a second, a browser with a bookmark
   * may read a session as it was before another browser changed or ended it.
   *
   * @default false
   */
  replicas?: boolean | undefined
}

/** All options of `d1Store`. */
const NAMES: OptionNames<D1StoreOptions> = {
  hashKeys: true,
  replicas: true,
  sleep: true,
  randomBytes: true,
}

/** The store that `d1Store` returns. */
export interface D1Store extends SessionStore {
  /** Returns the value of the column `session_key`: the hash with `hashKeys`, or the key itself. */
  toStoredKey: ToStoredKey
}

/**
 * Returns a store in the table `django_session` of a D1 database: the table of `migrations/`, or the
 * one of Django's own `migrate`.
 *
 * Every operation is one statement. Transient errors of D1 are retried. A retried write that finds
 * nothing to do checks whether the failed attempt took effect, and throws if that is unknown.
 *
 * @param db The D1 binding, or `withSession('first-primary')` of it. Other D1 sessions may read from
 * a stale replica, which still holds sessions that have ended.
 * @throws ImproperlyConfigured when the binding is missing, or an option is unknown or invalid.
 * Also when `replicas` is set and `db` is not the binding.
 * @example
 * ```ts
 * app.use(sessions((c) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })))
 * ```
 */
export function d1Store(db: D1Database | D1DatabaseSession, options: D1StoreOptions = {}): D1Store {
  assertD1Binding(db, 'd1Store')
  assertKnownOptions(options, NAMES, 'd1Store')
  assertFlags(options, ['hashKeys', 'replicas'])
  const { hashKeys = false, replicas = false, ...others } = options
  const toStoredKey = hashKeys ? hashKey : async (key: string) => key

  function storeOn(database: D1Database | D1DatabaseSession): SessionStore {
    return tableStore(database, toStoredKey, hashKeys, others)
  }

  const store = { ...storeOn(db), toStoredKey }
  if (!replicas) return store
  if (!('withSession' in db)) {
    throw new ImproperlyConfigured('Expected `db` to be a D1 binding, got a session')
  }
  return { ...store, forBrowser: (read) => browserStore(db, storeOn, read) }
}

function tableStore(
  db: D1Database | D1DatabaseSession,
  toStoredKey: ToStoredKey,
  hashKeys: boolean,
  options: RetryOptions & KeyOptions,
): SessionStore {
  const runOnce = runOn(db)
  const run = runWithRetries(db, options)

  /** Runs a statement that writes `row` in place of the row of `key`. Returns whether it did. */
  function write(sql: string, values: unknown[], key: string, row: Row): Promise<boolean> {
    return withRetries(async (isRetry) => {
      const { meta } = await runOnce(sql, ...values)
      return meta.changes > 0 || (isRetry && (await isWritten(key, row)))
    }, options)
  }

  /**
   * Returns whether a write whose response was lost took effect.
   *
   * @throws Error when the row holds something else, written after ours or instead of it.
   */
  async function isWritten(key: string, row: Row): Promise<boolean> {
    const { results } = await runOnce<Row>(FIND, key, row.session_key)
    if (results.length === 0) return false
    const isOurs = results.some(
      (found) =>
        found.session_key === row.session_key &&
        found.session_data === row.session_data &&
        found.expire_date === row.expire_date,
    )
    if (isOurs) return true
    throw new Error("Lost D1's response: the session may or may not have been saved.")
  }

  /** Returns the row of a record, its columns in the order of the statements. */
  async function rowOf(
    key: string,
    { data, expires }: SessionRecord,
    { userId }: CreateOptions,
  ): Promise<Row> {
    const row = {
      session_key: await toStoredKey(key),
      session_data: data,
      expire_date: formatExpiry(expires),
    }
    return userId === undefined ? row : { ...row, user_id: userId }
  }

  return {
    async load(key, now) {
      const stored = await toStoredKey(key)
      const { results } = await run<Row>(LOAD, stored, looseCutoff(now))
      const [row] = results
      if (row === undefined) return null
      const expires = parseDate(row.expire_date)
      // The statement compares strings, so it may also find rows that expired within the last day.
      return expires !== null && expires > now ? { data: row.session_data, expires } : null
    },
    listsUsers: true,
    async create(record, created = {}) {
      const sql = created.userId === undefined ? CREATE : CREATE_LISTED
      return createWithNewKey({ ...options, keyPrefix: created.keyPrefix }, async (key) => {
        const row = await rowOf(key, record, created)
        return write(sql, Object.values(row), row.session_key, row)
      })
    },
    async replace(key, previous, record, { rotate = false, userId, keyPrefix } = {}) {
      const newKey = rotate ? makeKey({ ...options, keyPrefix }) : key
      if (rotate && newKey === key) return null
      const stored = await toStoredKey(key)
      const row = await rowOf(newKey, record, { userId })
      const moved = [...Object.values(row), stored, previous]
      // Setting the key too would also write a row of its index, if the table has one.
      const kept = [row.session_data, row.expire_date, stored, previous]
      const sql = userId === undefined ? (rotate ? RENEW : REPLACE) : RENEW_LISTED
      return (await write(sql, sql === REPLACE ? kept : moved, stored, row)) ? newKey : null
    },
    async touch(key, previous, expires) {
      const { meta } = await run(TOUCH, formatExpiry(expires), await toStoredKey(key), previous)
      return meta.changes > 0
    },
    async delete(key) {
      const stored = await toStoredKey(key)
      return withRetries(async (isRetry) => {
        const { meta } = await runOnce(DELETE, stored)
        // The first attempt may have removed it and lost its response.
        return meta.changes > 0 || isRetry
      }, options)
    },
    async clearExpired(now, limits) {
      const end = formatDate(now)
      const table: KeyOrderedTable = {
        alphabet: hashKeys ? HEX_ALPHABET : KEY_ALPHABET,
        async clear(after, upTo, limit) {
          const { results, meta } = await run(CLEAR, after, upTo, limit, end, looseCutoff(now))
          return { deleted: results.length, rowsRead: meta.rows_read }
        },
        async keyAt(after, upTo, position) {
          const { results, meta } = await run<Row>(KEY_AT, after, upTo, position - 1)
          return { key: results[0]?.session_key ?? null, rowsRead: meta.rows_read }
        },
      }
      // Hashes have no common prefix, even if their keys have one.
      return clearInBatches(table, now, hashKeys ? { ...limits, keyPrefix: '' } : limits)
    },
  }
}
