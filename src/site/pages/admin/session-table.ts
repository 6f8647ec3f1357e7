import { type ClearResult, ImproperlyConfigured, type SessionStore } from 'edge-sessions'
import type { SigningKeys } from 'edge-sessions/signing'
import { dataKeysOf } from '../../settings/data-keys.ts'
import type { Settings } from '../../settings/settings.ts'
import { type CountRow, formatMoment, momentsOf, type Overview, overviewOf } from './overview.ts'
import {
  countStatement,
  DESCRIBE,
  END_ROWS,
  FIND_ROW,
  HAS_USER,
  pageStatement,
  type Scope,
  SELECT_ROWS,
} from './statements.ts'
import { listedRows, type StoredRow, type TableRow, wholeRow } from './table-rows.ts'
import type { View } from './view.ts'

/** The rows that a view is about, and how it shows them. */
export interface TableView extends Pick<View, 'state' | 'order' | 'page' | 'from'> {
  scope: Scope
}

/** The table of sessions as an administrator sees it. Each method bounds the rows that it reads. */
export interface SessionTable {
  /** Returns whether the table has the column `user_id`, which Django's own does not have. */
  isListedByUser(): Promise<boolean>
  /** Returns whether a user has sessions, in a table with the column `user_id`. */
  hasUser(id: string): Promise<boolean>
  /** Counts the rows of a view. */
  count(view: TableView, now: Date): Promise<Overview>
  /**
   * Returns the rows of a page. Without the column `user_id`, only the data tells the user. A page
   * then leaves out the rows that do not match, and may be short.
   */
  list(view: TableView, now: Date): Promise<TableRow[]>
  /** Returns a row, live or expired, with its whole data; `null` if it does not exist. */
  find(key: string, now: Date): Promise<TableRow | null>
  /** Returns the rows of these keys that exist. */
  select(keys: readonly string[], now: Date): Promise<TableRow[]>
  /** Removes rows and returns their number. */
  end(keys: readonly string[]): Promise<number>
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
  let isIndexed: Promise<boolean> | undefined

  async function run<Row>(sql: string, values: readonly (string | number)[] = []): Promise<Row[]> {
    const { results } = await db
      .prepare(sql)
      .bind(...values)
      .run<Row>()
    return results
  }

  async function findColumn(): Promise<boolean> {
    const columns = await run<{ name: string }>(DESCRIBE)
    return columns.some(({ name }) => name === 'user_id')
  }

  function isListedByUser(): Promise<boolean> {
    isIndexed ??= findColumn()
    return isIndexed
  }

  return {
    isListedByUser,
    async hasUser(id) {
      return (await run(HAS_USER, [id])).length > 0
    },
    async count({ scope, from }, now) {
      const window = { scope, from, isIndexed: await isListedByUser() }
      const { sql, values } = countStatement(window, momentsOf(now))
      return overviewOf(await run<CountRow>(sql, values), now, window.isIndexed)
    },
    async list(view, now) {
      const isListed = await isListedByUser()
      const window = { scope: view.scope, from: view.from, isIndexed: isListed }
      const { sql, values } = pageStatement(window, view, formatMoment(now))
      const rows = await listedRows(await run<StoredRow>(sql, values), keys, now)
      return rows.filter((row) => isShown(row, view, isListed))
    },
    async find(key, now) {
      const [stored] = await run<StoredRow>(FIND_ROW, [key])
      return stored === undefined ? null : wholeRow(stored, keys, now)
    },
    async select(wanted, now) {
      return listedRows(await run<StoredRow>(SELECT_ROWS, [JSON.stringify(wanted)]), keys, now)
    },
    async end(unwanted) {
      return (await run(END_ROWS, [JSON.stringify(unwanted)])).length
    },
    clearExpired: (now) => store.clearExpired(now, { share: 1 }),
  }
}

/** Whether a row that a statement found belongs to the view, by its parsed date and its data. */
function isShown(row: TableRow, { state, scope }: TableView, isListed: boolean): boolean {
  if (state === 'live' && !row.isLive) return false
  if (state === 'expired' && row.isLive) return false
  if (row.dataState === 'too-large') return true
  if (state === 'anonymous' && row.user !== null) return false
  if (isListed) return true
  if (scope.kind === 'user' && row.user !== scope.id) return false
  return state !== 'signed-in' || row.user !== null
}
