import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { durableObjectStore } from '../../src/edge-sessions/engines/durable-objects/durable-object-store.ts'
import { d1Store, Session, type SessionStore, sessionCodec } from '../../src/edge-sessions/index.ts'
import { Browser, emptyTable, rows, SECRET_KEY, testApp } from '../support/test-app.ts'

const codec = sessionCodec({ secretKey: SECRET_KEY })

const STORES: [string, SessionStore][] = [
  ['D1', d1Store(env.DB)],
  ['Durable Objects', durableObjectStore(env.SESSIONS)],
]

vi.setConfig({ testTimeout: 300_000 })

function appForRaces(store: SessionStore) {
  const app = testApp({ store })
  app.get('/start', (c) => {
    c.var.session.set('name', 'Ankit')
    return c.text('')
  })
  app.get('/count', async (c) =>
    c.text(String(await c.var.session.update('visits', (n = 0) => n + 1))),
  )
  app.get('/add/:item', async (c) => {
    await c.var.session.update('cart', (cart = []) => [...cart, c.req.param('item')])
    return c.text('')
  })
  app.get('/login', (c) => {
    c.var.session.cycleKey()
    return c.text('')
  })
  app.get('/logout', async (c) => {
    await c.var.session.flush()
    return c.text('')
  })
  return app
}

async function startedBrowser(app: ReturnType<typeof appForRaces>): Promise<Browser> {
  const browser = new Browser(app)
  await browser.get('/start')
  return browser
}

/** Sends requests at the same time, all with the current cookie of the browser. */
function sendAtOnce(browser: Browser, paths: readonly string[]): Promise<Response[]> {
  const headers = { Cookie: browser.cookie ?? '' }
  return Promise.all(paths.map((path) => browser.app.request(path, { headers })))
}

describe.each(STORES)('concurrent requests in one session on %s (P3, P4)', (name, store) => {
  beforeEach(emptyTable)

  async function isAlive(key: string | undefined): Promise<boolean> {
    return (await store.load(key ?? '', new Date())) !== null
  }

  it('count 50 updates exactly', async () => {
    const browser = await startedBrowser(appForRaces(store))
    const responses = await sendAtOnce(browser, Array(50).fill('/count'))
    expect(responses.map(({ status }) => status)).toEqual(Array(50).fill(200))
    const session = new Session<{ visits: number }>(browser.key, { store, codec })
    expect(await session.get('visits')).toBe(50)
  })

  it('keep all of 20 items added to a list', async () => {
    const browser = await startedBrowser(appForRaces(store))
    const items = Array.from({ length: 20 }, (_, index) => `item ${index}`)
    await sendAtOnce(
      browser,
      items.map((item) => `/add/${encodeURIComponent(item)}`),
    )
    const session = new Session<{ cart: string[] }>(browser.key, { store, codec })
    const cart = (await session.get('cart')) ?? []
    expect(cart.toSorted()).toEqual(items.toSorted())
  })

  it('let one of 20 key rotations win', async () => {
    const browser = await startedBrowser(appForRaces(store))
    const oldKey = browser.key
    const responses = await sendAtOnce(browser, Array(20).fill('/login'))
    const named = responses.flatMap(({ headers }) => headers.getSetCookie())
    const newKeys = named.flatMap((cookie) => /^sessionid=([a-z0-9]{32});/.exec(cookie)?.[1] ?? [])
    expect(newKeys).toHaveLength(1)
    expect([await isAlive(oldKey), await isAlive(newKeys[0])]).toEqual([false, true])
    if (name === 'D1') expect((await rows()).map((row) => row.session_key)).toEqual(newKeys)
  })

  it('leave no live session if one of them is a logout', async () => {
    const browser = await startedBrowser(appForRaces(store))
    const oldKey = browser.key
    const paths = [...Array(10).fill('/count'), '/logout', ...Array(10).fill('/count')]
    const responses = await sendAtOnce(browser, paths)
    for (const { status } of responses) expect([200, 400]).toContain(status)
    expect(await isAlive(oldKey)).toBe(false)
  })
})
