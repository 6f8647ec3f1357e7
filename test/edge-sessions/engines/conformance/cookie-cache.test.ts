import { env } from 'cloudflare:workers'
import { afterAll, vi } from 'vitest'
import {
  d1Store,
  memoryStore,
  type SessionStore,
  shardedStore,
} from '../../../../src/edge-sessions/index.ts'
import {
  type BrowserView,
  type CookieCacheSettings,
  cookieCache,
} from '../../../../src/edge-sessions/sessions/cookie-cache.ts'
import { describeSessionStore } from '../../../../src/edge-sessions/testing/conformance/index.ts'
import { storeOfBrowser } from '../../../support/browser-requests.ts'
import { ReplicatedDatabase } from '../../../support/replicated-database.ts'
import { objectStoreAhead } from '../../../support/session-objects.ts'
import { makeOurTable } from '../../../support/tables.ts'
import { NOON, SECRET_KEY } from '../../../support/test-app.ts'
import { D1_OPTIONS } from './d1-options.ts'

vi.setConfig({ testTimeout: 60_000 })

afterAll(makeOurTable)

const SETTINGS: CookieCacheSettings = {
  maxAge: 60,
  secrets: [SECRET_KEY],
  salt: 'tests',
  cookieName: 'sessionid',
  now: () => NOON,
}

function viewOf(store: SessionStore, copy: string | undefined): BrowserView {
  return cookieCache(store, copy, 'localhost', SETTINGS)
}

/**
 * The store as seen by one browser. Each call is a request that sends the newest copy of its key.
 * Concurrent requests may end in any order, so they leave no copy.
 */
function requestsWithCopies(store: SessionStore): SessionStore {
  const copies = new Map<string, string>()
  let running = 0
  let started = 0

  async function request<Result>(
    key: string | null,
    call: (store: SessionStore) => Promise<Result>,
  ): Promise<Result> {
    const view = viewOf(store, copies.get(key ?? ''))
    running += 1
    started += 1
    const isAlone = running === 1
    const before = started
    const result = await call(view.store).finally(() => {
      running -= 1
    })
    const holder = typeof result === 'string' ? result : key
    // A browser has one copy: that of the new key replaces the other.
    if (key !== null && holder !== key) copies.delete(key)
    for (const { value } of await view.cookies(holder)) {
      if (value === null) copies.delete(key ?? '')
      else if (holder !== null) copies.set(holder, value)
    }
    if (!isAlone || started > before) copies.clear()
    return result
  }

  return {
    async load(key, now) {
      const record = await request(key, (view) => view.load(key, now, { allowStale: true }))
      return record && { data: record.data, expires: record.expires }
    },
    create: (...args) => request(null, (view) => view.create(...args)),
    replace: (...args) => request(args[0], (view) => view.replace(...args)),
    touch: (...args) => request(args[0], (view) => view.touch(...args)),
    delete: (key) => request(key, (view) => view.delete(key)),
    clearExpired: (now, limits) => store.clearExpired(now, limits),
  }
}

async function emptyD1(options = {}): Promise<SessionStore> {
  await makeOurTable()
  return d1Store(env.DB, options)
}

const STORES: Record<string, () => Promise<SessionStore>> = {
  memory: async () => memoryStore(),
  D1: emptyD1,
  'D1 with hashed keys': () => emptyD1({ hashKeys: true }),
  'D1 with replicas': async () => {
    const { db } = await ReplicatedDatabase.make()
    return storeOfBrowser(d1Store(db, { replicas: true }), undefined)
  },
  'shards on D1 and in memory': async () => shardedStore({ a: await emptyD1(), b: memoryStore() }),
  'Durable Objects': async () => objectStoreAhead(),
}

for (const [name, makeStore] of Object.entries(STORES)) {
  const { largestData } = D1_OPTIONS
  describeSessionStore(
    `cookieCache over ${name}, within one request`,
    async () => viewOf(await makeStore(), undefined).store,
    { largestData },
  )
  describeSessionStore(
    `cookieCache over ${name}, across the requests of a browser`,
    async () => requestsWithCopies(await makeStore()),
    { largestData },
  )
}
