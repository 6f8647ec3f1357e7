import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { d1Store, memoryStore, type SessionStore } from '../../src/edge-sessions/index.ts'
import {
  type Fault,
  FaultyCalls,
  faultyDatabase,
  faultyStore,
  PATTERNS,
  TIMINGS,
} from '../support/faults.ts'
import { Browser, emptyTable, FakeClock, testApp } from '../support/test-app.ts'
import { TRANSIENT } from './d1-messages.ts'

const COPY = 'sessionid_cache'
const PATHS = ['/count', '/renew', '/logout', '/read'] as const

/** A browser on a site whose store can be replaced. */
function siteWithCopies() {
  const clock = new FakeClock()
  let store: SessionStore = memoryStore()
  const app = testApp({
    store: {
      load: (...args) => store.load(...args),
      create: (...args) => store.create(...args),
      replace: (...args) => store.replace(...args),
      touch: (...args) => store.touch(...args),
      delete: (...args) => store.delete(...args),
      clearExpired: (...args) => store.clearExpired(...args),
    },
    cookieCache: 10,
    now: clock.now,
  })
  app.get('/read', async (c) => c.json((await c.var.session.get('visits')) ?? 0))
  app.get('/fresh', async (c) => {
    await c.var.session.load({ fresh: true })
    return c.json((await c.var.session.get('visits')) ?? 0)
  })
  app.get('/count', async (c) => {
    await c.var.session.update('visits', (n = 0) => n + 1)
    return c.text('done')
  })
  app.get('/renew', (c) => {
    c.var.session.cycleKey()
    return c.text('done')
  })
  app.get('/logout', async (c) => {
    await c.var.session.flush()
    return c.text('done')
  })
  app.onError((_, c) => c.text('The store failed', 500))
  return {
    browser: new Browser(app, { now: clock.now }),
    clock,
    use: (next: SessionStore) => {
      store = next
    },
  }
}

/** Sends a request with a cached copy to a site whose store fails. Returns the outcome. */
async function failing(path: string, store: SessionStore, faulty: SessionStore, waits = 0) {
  const { browser, clock, use } = siteWithCopies()
  use(store)
  await browser.get('/count')
  const { key } = browser
  clock.advance(waits)
  use(faulty)
  const response = await browser.get(path)
  use(store)
  return { browser, response, key, live: await store.load(key ?? '', clock.now()) }
}

beforeEach(emptyTable)

describe('a request with a cached copy on a failing store (P5)', () => {
  it('reads from a fresh copy while the store is down', async () => {
    const fault: Fault = { message: 'down', at: 1, timing: 'before', pattern: 'always' }
    const store = memoryStore()
    const { response } = await failing('/read', store, faultyStore(store, new FaultyCalls(fault)))
    expect([response.status, await response.text()]).toEqual([200, '1'])
  })

  it('fails with a 5xx and keeps the session once the copy is stale', async () => {
    const fault: Fault = { message: 'down', at: 1, timing: 'before', pattern: 'once' }
    const store = memoryStore()
    const faulty = faultyStore(store, new FaultyCalls(fault))
    const { browser, response, key } = await failing('/read', store, faulty, 10)
    expect([response.status, response.headers.getSetCookie()]).toEqual([500, []])
    expect(browser.key).toBe(key)
    expect(await (await browser.get('/read')).text()).toBe('1')
  })

  it.each(['/count', '/renew', '/logout'])(
    'fails with a 5xx that deletes the copy and sets no other cookie: %s',
    async (path) => {
      for (const timing of TIMINGS) {
        const store = memoryStore()
        const fault: Fault = { message: 'down', at: 1, timing, pattern: 'once' }
        const faulty = faultyStore(store, new FaultyCalls(fault))
        const { browser, response, key } = await failing(path, store, faulty)
        expect(response.status, `${path} ${timing}`).toBe(500)
        expect(response.headers.getSetCookie(), `${path} ${timing}`).toEqual([
          expect.stringMatching(/^sessionid_cache=""; .*Max-Age=0;/),
        ])
        expect([browser.key, browser.cookies.has(COPY)]).toEqual([key, false])
        // The next read must match the store.
        const read = await (await browser.get('/read')).text()
        browser.cookies.delete(COPY)
        expect(await (await browser.get('/fresh')).text(), `${path} ${timing}`).toBe(read)
      }
    },
  )
})

describe('a request with a cached copy and a transient error of D1 (P3, P5)', () => {
  it.each(PATHS)('succeeds as if nothing had failed: %s', async (path) => {
    const [message = ''] = TRANSIENT
    const sleep = async () => {}
    for (const timing of TIMINGS) {
      for (const pattern of PATTERNS.filter((name) => name !== 'always')) {
        const calls = new FaultyCalls({ message, at: 1, timing, pattern })
        const faulty = d1Store(faultyDatabase(env.DB, calls), { sleep })
        const done = await failing(path, d1Store(env.DB), faulty)
        const why = `${path}, ${timing}, ${pattern}`
        expect(done.response.status, why).toBe(200)
        expect(calls.failures > 0, why).toBe(path !== '/read')
        expect(done.live !== null, why).toBe(path === '/count' || path === '/read')
        const expected = path === '/count' ? '2' : path === '/logout' ? '0' : '1'
        expect(await (await done.browser.get('/read')).text(), why).toBe(expected)
        expect(await (await done.browser.get('/fresh')).text(), why).toBe(expected)
      }
    }
  })
})
