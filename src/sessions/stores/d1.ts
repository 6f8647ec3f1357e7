import { clearInSlices, type SlicedTable } from '../clear-expired.ts'
import { ImproperlyConfigured } from '../errors.ts'
import type { SessionRecord, SessionStore } from '../store.ts'
import { endOfMillisecond, formatDate, parseDate, uniqueDate } from './d1-dates.ts'
import { browserStore } from './d1-replicas.ts'
import { withRetries } from './d1-retries.ts'
import type { RetryOptions } from './retries.ts'
import { type StoredKey, storedKeyOf, withStoredKeys } from './stored-keys.ts'

const LOAD = `SELECT session_data, expire_date FROM django_session
  WHERE session_key = ? AND expire_date > ?`
const CREATE = `INSERT INTO django_session (session_key, session_data, expire_date)
  VALUES (?, ?, ?) ON CONFLICT (session_key) DO NOTHING`
const REPLACE = `UPDATE django_session SET session_data = ?, expire_date = ?
  WHERE session_key = ? AND session_data = ?`
const RENEW = `UPDATE OR IGNORE django_session SET session_key = ?, session_data = ?, expire_date = ?
  WHERE session_key = ? AND session_data = ?`
const CREATE_LISTED = `INSERT INTO django_session (session_key, session_data, expire_date, user_id)
  VALUES (?, ?, ?, ?) ON CONFLICT (session_key) DO NOTHING`
const RENEW_LISTED = `UPDATE OR IGNORE django_session
  SET session_key = ?, session_data = ?, expire_date = ?, user_id = ?
  WHERE session_key = ? AND session_data = ?`
const TOUCH = `UPDATE django_session SET expire_date = ?
  WHERE session_key = ? AND session_data = ?`
const DELETE = 'DELETE FROM django_session WHERE session_key = ?'
const FIND = `SELECT session_key, session_data, expire_date FROM django_session
  WHERE session_key IN (?, ?)`
const FIND_END = `SELECT session_key FROM django_session
  WHERE session_key > ? AND session_key <= ? ORDER BY session_key LIMIT 1 OFFSET ?`
const CLEAR_SLICE = `DELETE FROM django_session
  WHERE session_key > ? AND session_key <= ? AND expire_date < ?`

interface Row {
  session_key: string
  session_data: string
  expire_date: string
}

/** What `d1Store` takes besides the database. */
export interface D1StoreOptions extends RetryOptions {
  /**
   * Whether the table holds the first 40 hexadecimal digits of the SHA-256 of a key instead of the
   * key, so that who reads the table, or a copy of it, can sign in as nobody. Such a table cannot be
   * shared with Django, which looks for keys as they are. Turning it on or off ends all sessions.
   * Default: false.
   */
  hashKeys?: boolean
  /**
   * Whether D1's read replicas may answer the reads of browsers that carry a bookmark, as `sessions`
   * hands it out with each write. A browser reads its own writes, and nothing that has ended can be
   * written to. But until a replica has caught up, mostly within a second, it shows who carries a
   * bookmark the sessions that another browser has changed or ended since. Default: false.
   */
  replicas?: boolean
}

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
 * @throws ImproperlyConfigured when `replicas` is set and `db` is not the binding.
 */
export function d1Store(
  db: D1Database | D1DatabaseSession,
  { hashKeys = false, replicas = false, ...retries }: D1StoreOptions = {},
): D1Store {
  const storedKey = storedKeyOf(hashKeys)

  function storeOn(database: D1Database | D1DatabaseSession): SessionStore {
    const store = tableStore(database, hashKeys ? 16 : 36, retries)
    return hashKeys ? withStoredKeys(store, storedKey) : store
  }

  const store = { ...storeOn(db), storedKey }
  if (!replicas) return store
  if (!('withSession' in db)) {
    throw new ImproperlyConfigured('Expected a D1 binding for `replicas`, got a session of one')
  }
  return { ...store, forBrowser: (bookmark) => browserStore(db, storeOn, bookmark) }
}

/** The store of what the table holds as keys. */
function tableStore(
  db: D1Database | D1DatabaseSession,
  digits: 16 | 36,
  retries: RetryOptions,
): SessionStore {
  async function run(sql: string, ...values: string[]): Promise<D1Meta> {
    const { meta } = await db
      .prepare(sql)
      .bind(...values)
      .run()
    return meta
  }

  /** Runs a statement that is to leave `row`, which was under `key`; returns whether it did. */
  async function write(sql: string, values: string[], key: string, row: Row): Promise<boolean> {
    return withRetries(async (isRetry) => {
      if ((await run(sql, ...values)).changes > 0) return true
      return isRetry && isWritten(key, row)
    }, retries)
  }

  /**
   * Finds out, after an answer was lost, whether the write had been done.
   *
   * @throws Error when the row holds something else: that may have come after ours, or instead.
   */
  async function isWritten(key: string, row: Row): Promise<boolean> {
    const { results } = await db.prepare(FIND).bind(key, row.session_key).run<Row>()
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

  return {
    async load(key, now) {
      const row = await withRetries(
        () => db.prepare(LOAD).bind(key, endOfMillisecond(now)).first<Omit<Row, 'session_key'>>(),
        retries,
      )
      if (row === null) return null
      const expires = parseDate(row.expire_date)
      // A date in another form than Django's does not compare as text; it counts for what it says.
      return expires > now ? { data: row.session_data, expires } : null
    },
    async create(key, record) {
      const row = rowOf(key, record)
      const values = [key, row.session_data, row.expire_date]
      return record.userId === undefined
        ? write(CREATE, values, key, row)
        : write(CREATE_LISTED, [...values, record.userId], key, row)
    },
    async replace(key, previous, record, newKey = key) {
      const row = rowOf(newKey, record)
      const written = [row.session_data, row.expire_date]
      const found = [key, previous]
      if (record.userId !== undefined) {
        return write(RENEW_LISTED, [newKey, ...written, record.userId, ...found], key, row)
      }
      return newKey === key
        ? write(REPLACE, [...written, ...found], key, row)
        : write(RENEW, [newKey, ...written, ...found], key, row)
    },
    async touch(key, previous, expires) {
      const meta = await withRetries(() => run(TOUCH, uniqueDate(expires), key, previous), retries)
      return meta.changes > 0
    },
    async delete(key) {
      await withRetries(() => run(DELETE, key), retries)
    },
    async clearExpired(now, limits) {
      const table: SlicedTable = {
        digits,
        async findEnd(after, upTo, rows) {
          const { results, meta } = await withRetries(
            () =>
              db
                .prepare(FIND_END)
                .bind(after, upTo, rows - 1)
                .run<Pick<Row, 'session_key'>>(),
            retries,
          )
          return { key: results[0]?.session_key ?? null, scanned: meta.rows_read }
        },
        async clear(after, upTo) {
          const end = formatDate(now)
          const meta = await withRetries(() => run(CLEAR_SLICE, after, upTo, end), retries)
          return { deleted: meta.changes, scanned: meta.rows_read }
        },
      }
      return clearInSlices(table, now, limits)
    },
  }
}

function rowOf(key: string, { data, expires }: SessionRecord): Row {
  return { session_key: key, session_data: data, expire_date: uniqueDate(expires) }
}
