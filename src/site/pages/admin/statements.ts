import { type Order, PAGE_ROWS, type State, WINDOW_ROWS } from './view.ts'

/** Longest data that is read for a list, in characters. */
export const MAX_LISTED_LENGTH = 65_536

/** Sorts after every key. */
const END = '\u{10ffff}'

/**
 * The rows that a view is about. `username` is the name of the user, or the id if this site does not
 * know the name.
 */
export type Scope =
  | { kind: 'all' }
  | { kind: 'user'; id: string; username: string }
  | { kind: 'key'; prefix: string }

/** A statement and its values. */
export interface Statement {
  sql: string
  values: (string | number)[]
}

/** The rows of a view. `isIndexed`: whether the table has the column `user_id`. */
export interface Window {
  scope: Scope
  /** The first key of the window. */
  from: string
  isIndexed: boolean
}

/**
 * Whether a date has Django's format, so that it compares as a string. D1 limits a pattern to 50
 * bytes.
 */
const IS_COMPARABLE = `(expire_date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9] [0-2]*'
  AND substr(expire_date, 14, 1) = ':' AND substr(expire_date, 12) NOT GLOB '*[^0-9:.]*')`

/** Returns the columns of the session table. */
export const DESCRIBE = 'PRAGMA table_info(django_session)'

/** Returns one row if a user has sessions. */
export const HAS_USER = 'SELECT 1 FROM django_session WHERE user_id = ? LIMIT 1'

/** Removes rows by a JSON array of keys. `RETURNING` counts rows, without those of triggers. */
export const END_ROWS = `DELETE FROM django_session
  WHERE session_key IN (SELECT value FROM json_each(?)) RETURNING 1`

/** Returns a whole row. */
export const FIND_ROW = `SELECT session_key, session_data, expire_date,
  length(session_data) AS length, NULL AS user_id FROM django_session WHERE session_key = ?`

const LISTED_DATA = `length(session_data) AS length,
  iif(length(session_data) <= ${MAX_LISTED_LENGTH}, session_data, '') AS session_data`

/** Returns rows by a JSON array of keys. */
export const SELECT_ROWS = `SELECT session_key, expire_date, NULL AS user_id, ${LISTED_DATA}
  FROM django_session
  WHERE session_key IN (SELECT value FROM json_each(?)) ORDER BY session_key`

const COUNT_COLUMNS = `SELECT iif(${IS_COMPARABLE}, '', substr(expire_date, 1, 40)) AS other_date,
  count(*) AS rows, count(user_id) AS window_users, max(session_key) AS last_key,`

const COUNT_USERS = `(SELECT count(*) FROM (SELECT 1 FROM django_session
  WHERE user_id IS NOT NULL LIMIT ${WINDOW_ROWS + 1}))`

/**
 * Counts the rows of a window by the given moments, in one row for all dates that compare as strings
 * and one for each other date. It reads one more row than the window has: the first of the next window.
 */
export function countStatement(window: Window, moments: readonly string[]): Statement {
  const { sql, values } = windowStatement(window, WINDOW_ROWS + 1)
  const later = moments.map((_, index) => `sum(expire_date > ?) AS later_${index}`).join(', ')
  const users = window.isIndexed && window.scope.kind === 'all' ? COUNT_USERS : 'count(user_id)'
  return {
    sql: join(COUNT_COLUMNS, users, 'AS users,', later, 'FROM (', sql, ') GROUP BY other_date'),
    values: [...moments, ...values],
  }
}

/** Returns one page of a window. Rows whose date does not compare must be filtered again. */
export function pageStatement(
  window: Window,
  { state, order, page }: { state: State; order: Order; page: number },
  moment: string,
): Statement {
  const isByUser = window.isIndexed && window.scope.kind === 'all' && state === 'signed-in'
  const { sql, values } = isByUser ? signedInStatement() : windowStatement(window, WINDOW_ROWS)
  const filter = filterOf(state, window.isIndexed)
  const sort = order === 'key' ? 'session_key' : 'expire_date, session_key'
  const userId = window.isIndexed ? 'user_id' : 'NULL'
  return {
    sql: join(
      'SELECT session_key, expire_date,',
      userId,
      'AS user_id,',
      LISTED_DATA,
      'FROM django_session WHERE session_key IN (SELECT session_key FROM (',
      sql,
      ') WHERE',
      filter,
      'ORDER BY',
      sort,
      'LIMIT ? OFFSET ? ) ORDER BY',
      sort,
    ),
    values: [
      ...values,
      ...(filter.includes('?') ? [moment] : []),
      PAGE_ROWS,
      (page - 1) * PAGE_ROWS,
    ],
  }
}

function windowStatement({ scope, from, isIndexed }: Window, limit: number): Statement {
  const { condition, values } = conditionOf(scope, from, isIndexed)
  return {
    sql: join(
      'SELECT session_key, expire_date,',
      isIndexed ? 'user_id' : 'NULL AS user_id',
      'FROM django_session WHERE',
      condition,
      'ORDER BY session_key LIMIT',
      String(limit),
    ),
    values,
  }
}

/** Selects in the order of the index. Sorting by key would read the whole index. */
function signedInStatement(): Statement {
  return {
    sql: `SELECT session_key, expire_date, user_id FROM django_session WHERE user_id IS NOT NULL
      ORDER BY user_id, session_key LIMIT ${WINDOW_ROWS}`,
    values: [],
  }
}

function conditionOf(
  scope: Scope,
  from: string,
  isIndexed: boolean,
): { condition: string; values: string[] } {
  if (scope.kind === 'key') {
    const values = [from, scope.prefix, scope.prefix + END]
    return { condition: 'session_key >= max(?, ?) AND session_key < ?', values }
  }
  if (scope.kind === 'user' && isIndexed) {
    return { condition: 'user_id = ? AND session_key >= ?', values: [scope.id, from] }
  }
  return { condition: 'session_key >= ?', values: [from] }
}

function filterOf(state: State, isIndexed: boolean): string {
  if (state === 'live') return `(expire_date > ? OR NOT ${IS_COMPARABLE})`
  if (state === 'expired') return `(expire_date <= ? OR NOT ${IS_COMPARABLE})`
  if (state === 'signed-in' && isIndexed) return 'user_id IS NOT NULL'
  return state === 'anonymous' && isIndexed ? 'user_id IS NULL' : 'true'
}

/** Joins parts of a statement. Each is a constant of this file. User input is always bound. */
function join(...parts: string[]): string {
  return parts.join(' ')
}
