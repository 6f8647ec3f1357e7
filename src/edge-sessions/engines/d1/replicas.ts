import type { BrowserStore, SessionStore } from '../../sessions/index.ts'

/** The suffix of the cookie that keeps the bookmark. */
const SUFFIX = 'bookmark'

/** The format of D1's bookmarks. It excludes constraints such as `first-unconstrained`. */
const BOOKMARK = /^([0-9a-f]{8}-){3}[0-9a-f]{32}$/

/**
 * Returns the D1 store for one request of one browser. Its first read may come from a replica that
 * is as fresh as the bookmark. Everything else goes to the primary.
 *
 * Only a hit on a replica counts. A row that is missing there may exist on the primary. An error
 * may mean that the bookmark is forged or from another database. In both cases the primary is asked
 * without that bookmark, because D1 would return it as the newest it has seen.
 *
 * @param storeOn Returns a store that uses this database or session.
 * @param read Returns the companion cookie of a suffix as the browser sent it, unchecked.
 */
export function browserStore(
  db: D1Database,
  storeOn: (database: D1Database | D1DatabaseSession) => SessionStore,
  read: (suffix: string) => string | undefined,
): BrowserStore {
  const session = db.withSession('first-primary')
  const store = storeOn(session)
  return {
    ...store,
    companionCookies() {
      const bookmark = bookmarkOf(session.getBookmark())
      return bookmark === null ? [] : [{ suffix: SUFFIX, value: bookmark }]
    },
    async load(key, now, { allowStale = false } = {}) {
      const bookmark = allowStale ? bookmarkOf(read(SUFFIX)) : null
      if (bookmark === null) return storeOn(db).load(key, now)
      const replica = storeOn(db.withSession(bookmark))
      const found = await replica.load(key, now).catch(() => null)
      return found === null ? store.load(key, now) : { ...found, isStale: true }
    },
  }
}

function bookmarkOf(text: string | null | undefined): string | null {
  return text && BOOKMARK.test(text) ? text : null
}
