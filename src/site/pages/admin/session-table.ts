import {
  type ClearResult,
  expiryCutoff,
  ImproperlyConfigured,
  runWithRetries,
  type SessionStore,
} from 'edge-sessions'
import { parseUserId } from 'edge-sessions/auth'
import { loads, MAX_JSON_BYTES, parseMembers, type SigningKeys } from 'edge-sessions/signing'
import { dataKeysOf } from '../../settings/data-keys.ts'
import type { Settings } from '../../settings/settings.ts'

/** Most rows on a page. */
export const PAGE_ROWS = 50

/** Most rows that a page of a filtered list reads, even when few match. */
const SCANNED_ROWS = 10_000

/** Longest data read for a list, in characters. */
const MAX_LISTED_LENGTH = 65_536

/** Most JSON decoded for one page, in bytes. A few rows may inflate to megabytes each. */
const PAGE_BYTES = MAX_JSON_BYTES

const COLUMNS = `session_key, expire_date, expire_date > ?1 AS is_live,
  length(session_data) AS length,
  iif(length(session_data) <= ${MAX_LISTED_LENGTH}, session_data, '') AS session_data`
const PAGE = `SELECT ${COLUMNS} FROM django_session
  WHERE session_key > ?2 AND session_key <= ?3 AND expire_date > ?4 AND expire_date <= ?5
  ORDER BY session_key LIMIT ?6`
const PAGE_OF_USER = `SELECT ${COLUMNS} FROM django_session
  WHERE session_key > ?2 AND session_key <= ?3 AND expire_date > ?4 AND expire_date <= ?5
  AND user_id = ?7 ORDER BY session_key LIMIT ?6`
const FIND_END = `SELECT session_key FROM django_session
  WHERE session_key > ? ORDER BY session_key LIMIT 1 OFFSET ?`
const FIND = `SELECT session_key, session_data, length(session_data) AS length,
  expire_date, expire_date > ?1 AS is_live
  FROM django_session WHERE session_key = ?2`
const END_ROW = 'DELETE FROM django_session WHERE session_key = ?'
const DESCRIBE = 'PRAGMA table_info(django_session)'

/** Sort before and after every key and every date. */
const BEGIN = ''
const END = '\u{10ffff}'

/** The states of sessions to filter by. */
export type State = 'all' | 'live' | 'expired'

/** The rows to list, and the start of the page. */
export interface Filter {
  /** The session key after which the page starts; empty for the first page. */
  after: string
  state: State
  /** The id of a user; empty for all sessions. */
  user: string
}

/** A row of the table. Its key, hashed with `SESSION_HASH_KEYS`, must not leave the server. */
export interface TableRow {
  key: string
  /** The id of the logged-in user; `null`: anonymous, or unknown because `isTooLarge`. */
  user: string | null
  /** Whether the data was not decoded, because it or the page is too large. */
  isTooLarge: boolean
  /** `expire_date` as it stands in the table: UTC. */
  expires: string
  isLive: boolean
}

/** A row with its data. */
export interface WholeRow extends TableRow {
  data: string
}

/** A page of rows, in the order of their keys. */
export interface Page {
  rows: TableRow[]
  /** The key after which the next page starts; `null` on the last page. */
  next: string | null
}

interface Stored {
  session_key: string
  session_data: string
  /** Of the whole data, in characters. */
  length: number
  expire_date: string
  is_live: number
}

/** The table of sessions as an administrator sees it. */
export interface SessionTable {
  /**
   * Returns a page of rows by one statement; two where only some rows are wanted. With `user` it
   * finds the sessions listed in the column `user_id`; in a table without it, such as Django's own,
   * it decodes the rows of the page and leaves out those of others, so a page may be short.
   */
  list(filter: Filter, now: Date): Promise<Page>
  /** Returns a row, live or expired, or `null` when it does not exist. */
  find(key: string, now: Date): Promise<WholeRow | null>
  /** Removes a row. */
  end(key: string): Promise<void>
  /** Removes the expired rows, in bounded steps. */
  clearExpired(now: Date): Promise<ClearResult>
}

/**
 * Reads the table of `migrations/` or of Django's own `migrate`.
 *
 * @throws ImproperlyConfigured when the settings keep sessions elsewhere.
 */
export function sessionTable(settings: Settings): SessionTable {
  const { db, store } = settings
  if (db === null || store === null) {
    throw new ImproperlyConfigured('Expected sessions to be kept in a table')
  }
  return openTable(db, store, dataKeysOf(settings))
}

function openTable(db: D1Database, store: SessionStore, keys: SigningKeys): SessionTable {
  const runStatement = runWithRetries(db)

  async function run<Row>(sql: string, ...values: (string | number)[]): Promise<Row[]> {
    return (await runStatement<Row>(sql, ...values)).results
  }

  async function isListedByUser(): Promise<boolean> {
    const columns = await run<{ name: string }>(DESCRIBE)
    return columns.some(({ name }) => name === 'user_id')
  }

  /** Returns the key to stop at, so that a filter without matches does not read a huge table. */
  async function endOfScan({ after, state }: Filter): Promise<string> {
    if (state === 'all') return END
    const [last] = await run<Pick<Stored, 'session_key'>>(FIND_END, after, SCANNED_ROWS - 1)
    return last?.session_key ?? END
  }

  return {
    async list(filter, now) {
      const isIndexed = filter.user !== '' && (await isListedByUser())
      const end = isIndexed ? END : await endOfScan(filter)
      const moment = expiryCutoff(now)
      const [from, upTo] = datesOf(filter.state, moment)
      const values = [moment, filter.after, end, from, upTo, PAGE_ROWS + 1]
      const stored = isIndexed
        ? await run<Stored>(PAGE_OF_USER, ...values, filter.user)
        : await run<Stored>(PAGE, ...values)
      const rows = await toRows(stored.slice(0, PAGE_ROWS), keys)
      const last = stored.length > PAGE_ROWS ? (rows.at(-1)?.key ?? END) : end
      return {
        rows: rows.filter(
          ({ user, isTooLarge }) =>
            isIndexed || filter.user === '' || user === filter.user || isTooLarge,
        ),
        next: last === END ? null : last,
      }
    },
    async find(key, now) {
      const [stored] = await run<Stored>(FIND, expiryCutoff(now), key)
      if (stored === undefined) return null
      const json = await readJson(stored.session_data, keys)
      return { ...toRow(stored, json), data: stored.session_data }
    },
    async end(key) {
      await run(END_ROW, key)
    },
    clearExpired: (now) => store.clearExpired(now, { share: 1 }),
  }
}

/** Decodes rows one after the other, until they have used up the bytes of a page. */
async function toRows(stored: readonly Stored[], keys: SigningKeys): Promise<TableRow[]> {
  const rows: TableRow[] = []
  let bytesLeft = PAGE_BYTES
  for (const row of stored) {
    const { session_data: data } = row
    const isTooLarge = bytesLeft <= 0 || row.length > MAX_LISTED_LENGTH
    const json = isTooLarge ? null : await readJson(data, keys)
    // Data that turns out to be unreadable may have been inflated all the same.
    const most = data.startsWith('.') ? MAX_JSON_BYTES : data.length
    if (!isTooLarge) bytesLeft -= json?.length ?? most
    rows.push({ ...toRow(row, json), isTooLarge })
  }
  return rows
}

function toRow(stored: Stored, json: string | null): TableRow {
  const { session_key: key, expire_date: expires, is_live } = stored
  const user = json === null ? null : userOf(json)
  return { key, user, expires, isLive: is_live === 1, isTooLarge: false }
}

/** Returns the JSON of session data; `null` when it is forged or unreadable. */
async function readJson(data: string, keys: SigningKeys): Promise<string | null> {
  return loads(data, keys).catch(() => null)
}

function userOf(json: string): string | null {
  try {
    return parseUserId(parseMembers(json).get('_auth_user_id'))
  } catch {
    return null
  }
}

function datesOf(state: State, moment: string): [from: string, upTo: string] {
  if (state === 'live') return [moment, END]
  return state === 'expired' ? [BEGIN, moment] : [BEGIN, END]
}
