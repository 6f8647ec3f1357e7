import type { BrowserStore, SessionStore } from '../../src/edge-sessions/index.ts'

/** The store as a browser's request sees it that sends this bookmark. */
export function storeOfBrowser(store: SessionStore, bookmark: string | undefined): BrowserStore {
  const browser = store.forBrowser?.((suffix) => (suffix === 'bookmark' ? bookmark : undefined))
  if (browser === undefined) throw new Error('Expected a store that knows browsers')
  return browser
}

/** The bookmark that a request hands to the browser, if any. */
export function bookmarkOf(store: BrowserStore): string | undefined {
  return store.companionCookies().find(({ suffix }) => suffix === 'bookmark')?.value ?? undefined
}

/**
 * The store as one browser sees it from request to request: each call is a request of its own, sends
 * the newest bookmark, and has its reads answered by a copy that lags where that is allowed.
 */
export function requestsOfBrowser(store: SessionStore): SessionStore {
  let bookmark: string | undefined

  async function request<Result>(call: (store: BrowserStore) => Promise<Result>): Promise<Result> {
    const browser = storeOfBrowser(store, bookmark)
    const result = await call(browser)
    const next = bookmarkOf(browser) ?? bookmark
    // Requests at the same time may end in another order; a real browser keeps what came last.
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
