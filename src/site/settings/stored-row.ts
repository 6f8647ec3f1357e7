import type { BrowserStore, SessionRecord, SessionStore } from 'edge-sessions'
import { tryGetContext } from 'hono/context-storage'
import type { AppContext, AppEnv, RememberedRow } from '../app-env.ts'

/** The visitor's session as it is stored. */
export interface StoredRow extends RememberedRow {
  expires: Date
}

/**
 * Wraps a store so that pages can show the row that a request has loaded or written, exactly and
 * without another statement.
 */
export function rememberingRow<Store extends SessionStore>(store: Store): Store {
  const { forBrowser } = store
  const wrapped = { ...store, ...remembering(store) }
  if (forBrowser === undefined) return wrapped
  return {
    ...wrapped,
    forBrowser(read: (suffix: string) => string | undefined): BrowserStore {
      const browser = forBrowser(read)
      return { ...browser, ...remembering(browser) }
    },
  }
}

/**
 * Returns the row of the visitor's session, or `null` without a session. A change that this request
 * has not saved yet is not in it.
 */
export async function storedRow(c: AppContext): Promise<StoredRow | null> {
  const { session } = c.var
  await session.load()
  // A copy in the browser, see `cookieCache`, has the data but not the row.
  if (c.var.row === undefined && session.key !== null) await session.load({ fresh: true })
  const expires = await session.getStoredExpiryDate()
  const { row } = c.var
  if (row === undefined || expires === null || row.key !== session.key) return null
  return { key: row.key, data: row.data, expires }
}

function remembering(store: SessionStore): Pick<SessionStore, 'load' | 'create' | 'replace'> {
  return {
    async load(key, now, options) {
      const record = await store.load(key, now, options)
      remember(key, record)
      return record
    },
    async create(record, options) {
      const key = await store.create(record, options)
      remember(key, record)
      return key
    },
    async replace(key, previous, record, options) {
      const newKey = await store.replace(key, previous, record, options)
      remember(newKey, record)
      return newKey
    },
  }
}

function remember(key: string | null, record: SessionRecord | null): void {
  if (key !== null && record !== null) {
    tryGetContext<AppEnv>()?.set('row', { key, data: record.data })
  }
}
