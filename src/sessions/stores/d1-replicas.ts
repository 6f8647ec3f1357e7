import type { BrowserStore, SessionStore } from '../store.ts'

/** D1's form of a bookmark; names of constraints, such as `first-unconstrained`, are none. */
const BOOKMARK = /^([0-9a-f]{8}-){3}[0-9a-f]{32}$/

/**
 * A D1 store as one request of one browser sees it: its first read may come from a replica that is
 * as fresh as the bookmark, and all else goes to the primary.
 *
 * Only a hit is believed of a replica. Where it finds nothing, the row may have been written since
 * by somebody else; where it fails, the bookmark may be made up, or of another database. The primary
 * is asked in both cases, without that bookmark: D1 would hand it back as the newest it has seen.
 *
 * @param storeOn Makes a store that uses the database in this way.
 * @param sent The bookmark that the browser sends: anything.
 */
export function browserStore(
  db: D1Database,
  storeOn: (database: D1Database | D1DatabaseSession) => SessionStore,
  sent: string | undefined,
): BrowserStore {
  const session = db.withSession('first-primary')
  const store = storeOn(session)
  return {
    ...store,
    get bookmark() {
      return bookmarkOf(session.getBookmark())
    },
    async load(key, now, mayLag) {
      const bookmark = mayLag ? bookmarkOf(sent) : null
      if (bookmark === null) return storeOn(db).load(key, now)
      const replica = storeOn(db.withSession(bookmark))
      return (await replica.load(key, now).catch(() => null)) ?? store.load(key, now)
    },
  }
}

function bookmarkOf(text: string | null | undefined): string | null {
  return text && BOOKMARK.test(text) ? text : null
}
