import type { BrowserStore, SessionStore } from '../../src/edge-sessions/index.ts'

/** Returns the store as seen by a request of a browser that sends this bookmark. */
export function storeOfBrowser(store: SessionStore, bookmark: string | undefined): BrowserStore {
  const browser = store.forBrowser?.((suffix) => (suffix === 'bookmark' ? bookmark : undefined))
  if (browser === undefined) throw new Error('Expected a store that knows browsers')
  return browser
}

/** Returns the bookmark that a request gives to the browser, if any. */
export function bookmarkOf(store: BrowserStore): string | undefined {
  return store.companionCookies().find(({ suffix }) => suffix === 'bookmark')?.value ?? undefined
}

/**
 * Returns the store as seen by one browser. Each call is a separate request that sends the newest
 * bookmark. Unless the call forbids it, a stale replica may answer a read.
 */
export function requestsOfBrowser(store: SessionStore): SessionStore {
  let bookmark: string | undefined

  async function request<Result>(call: (store: BrowserStore) => Promise<Result>): Promise<Result> {
    const browser = storeOfBrowser(store, bookmark)
    const result = await call(browser)
    const next = bookmarkOf(browser) ?? bookmark
    // Concurrent requests may end in another order. A real browser keeps the one that came last.
    if (next !== undefined && next > (bookmark ?? '')) bookmark = next
    return result
  }

  return {
    async load(key, now, { allowStale = true } = {}) {
      const record = await request((browser) => browser.load(key, now, { allowStale }))
      return record && { data: record.data, expires: record.expires }
    },
    create: (...args) => request((browser) => browser.create(...args)),
    replace: (...args) => request((browser) => browser.replace(...args)),
    touch: (key, previous, expires) => request((browser) => browser.touch(key, previous, expires)),
    delete: (key) => request((browser) => browser.delete(key)),
    clearExpired: (now, limits) => store.clearExpired(now, limits),
  }
}
