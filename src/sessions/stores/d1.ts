import {
  assertD1Binding,
  assertFlags,
  assertKnownOptions,
  ImproperlyConfigured,
  type OptionNames,
} from '../../config/index.ts'
import {
  clearInBatches,
  HEX_ALPHABET,
  KEY_ALPHABET,
  type KeyOrderedTable,
} from '../clear-expired.ts'
import type { SessionRecord, SessionStore } from '../store.ts'
import { expiryCutoff, formatDate, formatExpiry, parseDate } from './d1-dates.ts'
import { browserStore } from './d1-replicas.ts'
import { runOn, runWithRetries, withRetries } from './d1-retries.ts'
import type { RetryOptions } from './retries.ts'
import { type StoredKey, storedKeyOf } from './stored-keys.ts'

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
// The inner LIMIT bounds the statement however dense the keys are. RETURNING counts what was removed,
// where `meta.changes` would add the rows that triggers change.
const CLEAR = `DELETE FROM django_session WHERE session_key IN (
    SELECT session_key FROM (
      SELECT session_key, expire_date FROM django_session
      WHERE session_key > ? AND session_key <= ? ORDER BY session_key LIMIT ?
    ) WHERE expire_date < ?
  ) RETURNING 1`
const KEY_AT = `SELECT session_key FROM django_session
  WHERE session_key > ? AND session_key <= ? ORDER BY session_key LIMIT 1 OFFSET ?`

/** The columns that are written, and what is written into them. */
interface Row {
  session_key: string
  session_data: string
  expire_date: string
  /** The column of `migrations/0002_session_user.sql`. */
  user_id?: string
}

/** What `d1Store` takes besides the database. */
export interface D1StoreOptions extends RetryOptions {
  /**
   * Whether the table holds the first 40 hexadecimal digits of the SHA-256 of a key instead of the
   * key, so that who reads the table, or a copy of it, can sign in as nobody. Such a table cannot be
   * shared with Django, which looks for keys as they are. Turning it on or off ends all sessions.
   * Default: false.
   */
  hashKeys?: boolean | undefined
  /**
   * Whether D1's read replicas may answer the reads of browsers that carry a bookmark, as `sessions`
   * hands it out with each write. A browser reads its own writes, and nothing that has ended can be
   * written to. But until a replica has caught up, mostly within a second, it shows who carries a
   * bookmark the sessions that another browser has changed or ended since. Default: false.
   */
  replicas?: boolean | undefined
}

/** All options of `d1Store`. */
const NAMES: OptionNames<D1StoreOptions> = { hashKeys: true, replicas: true, sleep: true }

/** What `d1Store` returns. */
export interface D1Store extends SessionStore {
  /** Returns what the column `session_key` holds for a key: its hash with `hashKeys`, or itself. */
  storedKey: StoredKey
}

/**
 * A store in the table `django_session` of a D1 database: the table of `migrations/`, or the one
 * that Django's own `migrate` makes.
 *
 * Every operation is one statement. Transient errors of D1 are retried; after one, a write that
 * finds nothing to do looks whether the failed try had been done after all, and fails if that can
 * no longer be told.
 *
 * @param db The binding. Of D1's sessions only `withSession('first-primary')` may be given: a
 * lagging replica still holds sessions that have been logged out.
 * @throws ImproperlyConfigured when the binding is missing, or an option is unknown or invalid. Also when `replicas` is set and `db` is not the binding.
 */
export function d1Store(db: D1Database | D1DatabaseSession, options: D1StoreOptions = {}): D1Store {
  assertD1Binding(db, 'd1Store')
  assertKnownOptions(options, NAMES, 'd1Store')
  assertFlags(options, ['hashKeys', 'replicas'])
  const { hashKeys = false, replicas = false, ...retries } = options
  const storedKey = storedKeyOf(hashKeys)

  function storeOn(database: D1Database | D1DatabaseSession): SessionStore {
    return tableStore(database, storedKey, hashKeys, retries)
  }

  const store = { ...storeOn(db), storedKey }
  if (!replicas) return store
  if (!('withSession' in db)) {
    throw new ImproperlyConfigured('Expected `db` to be a D1 binding, got a session')
  }
  return { ...store, forBrowser: (bookmark) => browserStore(db, storeOn, bookmark) }
}

function tableStore(
  db: D1Database | D1DatabaseSession,
  storedKey: StoredKey,
  hashKeys: boolean,
  retries: RetryOptions,
): SessionStore {
  const runOnce = runOn(db)
  const run = runWithRetries(db, retries)

  /** Runs a statement that is to leave `row`, which was under `key`; returns whether it did. */
  function write(sql: string, values: unknown[], key: string, row: Row): Promise<boolean> {
    return withRetries(async (isRetry) => {
      const { meta } = await runOnce(sql, ...values)
      return meta.changes > 0 || (isRetry && (await isWritten(key, row)))
    }, retries)
  }

  /**
   * Finds out, after an answer was lost, whether the write had been done.
   *
   * @throws Error when the row holds something else: that may have come after ours, or instead.
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
    throw new Error('Expected D1 to say whether the session was saved, but its answer was lost')
  }

  /** With its columns in the order of the statements. */
  async function rowOf(key: string, { data, expires, userId }: SessionRecord): Promise<Row> {
    const row = {
      session_key: await storedKey(key),
      session_data: data,
      expire_date: formatExpiry(expires),
    }
    return userId === undefined ? row : { ...row, user_id: userId }
  }

  return {
    async load(key, now) {
      const stored = await storedKey(key)
      const { results } = await run<Row>(LOAD, stored, expiryCutoff(now))
      const [row] = results
      if (row === undefined) return null
      const expires = parseDate(row.expire_date)
      // A date in another form than Django's does not compare as text; it counts for what it says.
      return expires > now ? { data: row.session_data, expires } : null
    },
    async create(key, record) {
      const row = await rowOf(key, record)
      const sql = record.userId === undefined ? CREATE : CREATE_LISTED
      return write(sql, Object.values(row), row.session_key, row)
    },
    async replace(key, previous, record, newKey = key) {
      const stored = await storedKey(key)
      const row = await rowOf(newKey, record)
      const found = [stored, previous]
      if (record.userId !== undefined) {
        return write(RENEW_LISTED, [...Object.values(row), ...found], stored, row)
      }
      // To name the key would cost a row of its index, where the table has one.
      return newKey === key
        ? write(REPLACE, [row.session_data, row.expire_date, ...found], stored, row)
        : write(RENEW, [...Object.values(row), ...found], stored, row)
    },
    async touch(key, previous, expires) {
      const { meta } = await run(TOUCH, formatExpiry(expires), await storedKey(key), previous)
      return meta.changes > 0
    },
    async delete(key) {
      const stored = await storedKey(key)
      return withRetries(async (isRetry) => {
        const { meta } = await runOnce(DELETE, stored)
        // A first try whose answer was lost may have removed it.
        return meta.changes > 0 || isRetry
      }, retries)
    },
    async clearExpired(now, limits) {
      const end = formatDate(now)
      const table: KeyOrderedTable = {
        alphabet: hashKeys ? HEX_ALPHABET : KEY_ALPHABET,
        async clear(after, upTo, limit) {
          const { results, meta } = await run(CLEAR, after, upTo, limit, end)
          return { deleted: results.length, rowsRead: meta.rows_read }
        },
        async keyAt(after, upTo, position) {
          const { results, meta } = await run<Row>(KEY_AT, after, upTo, position - 1)
          return { key: results[0]?.session_key ?? null, rowsRead: meta.rows_read }
        },
      }
      // Hashes have nothing in common, whatever their keys have.
      return clearInBatches(table, now, hashKeys ? { ...limits, keyPrefix: '' } : limits)
    },
  }
}
