import { clearInSlices, type SlicedTable } from '../clear-expired.ts'
import type { SessionStore } from '../store.ts'
import { type RetryOptions, withRetries } from './d1-retries.ts'

const LOAD = `SELECT session_data, expire_date FROM django_session
  WHERE session_key = ? AND expire_date > ?`
const CREATE = `INSERT INTO django_session (session_key, session_data, expire_date)
  VALUES (?, ?, ?) ON CONFLICT (session_key) DO NOTHING`
const REPLACE = `UPDATE django_session SET session_data = ?, expire_date = ?
  WHERE session_key = ? AND session_data = ?`
const RENEW = `UPDATE OR IGNORE django_session SET session_key = ?, session_data = ?, expire_date = ?
  WHERE session_key = ? AND session_data = ?`
const TOUCH = `UPDATE django_session SET expire_date = ?
  WHERE session_key = ? AND session_data = ?`
const DELETE = 'DELETE FROM django_session WHERE session_key = ?'
const IS_WRITTEN = `SELECT 1 FROM django_session
  WHERE session_key = ? AND session_data = ? AND expire_date = ?`
const FIND_END = `SELECT session_key FROM django_session
  WHERE session_key > ? AND session_key <= ? ORDER BY session_key LIMIT 1 OFFSET ?`
const CLEAR_SLICE = `DELETE FROM django_session
  WHERE session_key > ? AND session_key <= ? AND expire_date < ?`

interface KeyRow {
  session_key: string
}

interface Row {
  session_data: string
  expire_date: string
}

/**
 * A store in the table `django_session` of a D1 database: the table of `migrations/`, or the one
 * that Django's own `migrate` makes.
 *
 * Every operation is one statement. Transient errors of D1 are retried; after one, a write that
 * finds nothing to do looks whether the failed try had been done after all.
 *
 * @param db The binding. Of D1's read replicas only `withSession('first-primary')` may be given:
 * a lagging replica still holds sessions that have been logged out.
 */
export function d1Store(
  db: D1Database | D1DatabaseSession,
  retries: RetryOptions = {},
): SessionStore {
  async function run(sql: string, ...values: string[]): Promise<D1Meta> {
    const { meta } = await db
      .prepare(sql)
      .bind(...values)
      .run()
    return meta
  }

  /** Runs a statement that writes `key`, `data` and `end`; returns whether they are written. */
  async function write(
    sql: string,
    values: string[],
    key: string,
    data: string,
    end: string,
  ): Promise<boolean> {
    return withRetries(async (isRetry) => {
      if ((await run(sql, ...values)).changes > 0) return true
      return isRetry && (await db.prepare(IS_WRITTEN).bind(key, data, end).first()) !== null
    }, retries)
  }

  return {
    async load(key, now) {
      const row = await withRetries(
        () => db.prepare(LOAD).bind(key, endOfMillisecond(now)).first<Row>(),
        retries,
      )
      if (row === null) return null
      const expires = parseDate(row.expire_date)
      // A date in another form than Django's does not compare as text; it counts for what it says.
      return expires > now ? { data: row.session_data, expires } : null
    },
    async create(key, { data, expires }) {
      const end = uniqueDate(expires)
      return write(CREATE, [key, data, end], key, data, end)
    },
    async replace(key, previous, { data, expires }, newKey) {
      const end = uniqueDate(expires)
      return newKey === undefined
        ? write(REPLACE, [data, end, key, previous], key, data, end)
        : write(RENEW, [newKey, data, end, key, previous], newKey, data, end)
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
        async findEnd(after, upTo, rows) {
          const { results, meta } = await withRetries(
            () =>
              db
                .prepare(FIND_END)
                .bind(after, upTo, rows - 1)
                .run<KeyRow>(),
            retries,
          )
          return { key: results[0]?.session_key ?? null, scanned: meta.rows_read }
        },
        async clear(after, upTo) {
          const end = formatDate(now, 0)
          const meta = await withRetries(() => run(CLEAR_SLICE, after, upTo, end), retries)
          return { deleted: meta.changes, scanned: meta.rows_read }
        },
      }
      return clearInSlices(table, now, limits)
    },
  }
}

// Django's dates in SQLite are UTC text, with microseconds unless they are 0, compared as text.
// A `Date` ends at milliseconds. The three digits below are given at random when a row is written:
// they tell a save from an equal one of another request. They count as nothing when a row is read.

/** Django's text for a date. */
function formatDate(date: Date, microseconds: number): string {
  const text = date.toISOString().slice(0, -1).replace('T', ' ')
  const digits = text + String(microseconds).padStart(3, '0')
  return digits.endsWith('.000000') ? digits.slice(0, -'.000000'.length) : digits
}

function uniqueDate(date: Date): string {
  return formatDate(date, Math.floor(Math.random() * 1000))
}

function endOfMillisecond(date: Date): string {
  return formatDate(date, 999)
}

function parseDate(text: string): Date {
  return new Date(`${text.slice(0, 'YYYY-MM-DD HH:MM:SS.mmm'.length).replace(' ', 'T')}Z`)
}
