import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { hashKey } from '../../../src/edge-sessions/engines/d1/columns.ts'
import { type D1StoreOptions, d1Store, makeKey } from '../../../src/edge-sessions/index.ts'
import { MeteredDatabase } from '../../support/metered-database.ts'
import { miniSite } from '../../support/mini-site.ts'
import { emptyTable, FakeClock, rows } from '../../support/test-app.ts'

const NOTHING = { statements: 0, read: 0, written: 0 }

function meteredSite(options = {}, storeOptions: D1StoreOptions = {}) {
  const meter = new MeteredDatabase(env.DB)
  const { app, browser } = miniSite({ store: d1Store(meter.db, storeOptions), ...options })
  app.get('/read', async (c) => c.json((await c.var.session.get('name')) ?? null))
  app.get('/read-all', async (c) => {
    const { session } = c.var
    const all = [session.get('name'), session.has('name'), session.keys(), session.toObject()]
    return c.json(await Promise.all(all))
  })
  app.get('/read-and-set', async (c) => {
    await c.var.session.get('name')
    c.var.session.set('name', 'Ankit')
    return c.text('set')
  })
  app.get('/update', async (c) => c.json(await c.var.session.update('visits', (n = 0) => n + 1)))
  app.get('/delete-missing', (c) => {
    c.var.session.delete('other')
    return c.text('deleted')
  })
  app.get('/renew', (c) => {
    c.var.session.cycleKey()
    return c.text('renewed')
  })
  return { browser, meter }
}

beforeEach(emptyTable)

describe('a request that changes nothing (P1)', () => {
  it('runs no statement for an untouched session', async () => {
    const { browser, meter } = meteredSite()
    await browser.get('/set')
    meter.bill()
    await browser.get('/untouched')
    expect(meter.bill()).toEqual(NOTHING)
  })

  it('runs no statement and sets no cookie for an anonymous visitor', async () => {
    const { browser, meter } = meteredSite()
    for (const path of ['/untouched', '/read', '/read-all']) await browser.get(path)
    expect(meter.bill()).toEqual(NOTHING)
    expect(browser.cookie).toBeUndefined()
  })

  it.each(['/read', '/read-all'])('runs one statement and reads one row for %s', async (path) => {
    const { browser, meter } = meteredSite()
    await browser.get('/set')
    meter.bill()
    await browser.get(path)
    expect(meter.bill()).toEqual({ statements: 1, read: 1, written: 0 })
  })

  it('creates no row for 1,000 unknown keys (CVE-2015-5143)', async () => {
    const { browser } = meteredSite()
    const visits = Array.from({ length: 1000 }, () =>
      browser.app.request('/read', { headers: { Cookie: `sessionid=${makeKey()}` } }),
    )
    await Promise.all(visits)
    expect(await rows()).toEqual([])
  })

  it('runs no statement and sets no cookie on an anonymous logout (CVE-2015-5963, CVE-2015-5964)', async () => {
    const { browser, meter } = meteredSite()
    for (let visit = 0; visit < 100; visit++) {
      expect((await browser.get('/logout')).headers.getSetCookie()).toEqual([])
    }
    expect(meter.bill()).toEqual(NOTHING)
  })
})

describe('a request that writes (P2)', () => {
  it('runs one statement for the first write', async () => {
    const { browser, meter } = meteredSite()
    await browser.get('/set')
    expect(meter.bill()).toEqual({ statements: 1, read: 0, written: 1 })
  })

  it.each(['/set', '/read-and-set', '/update'])(
    'runs one read and one write for %s in a stored session',
    async (path) => {
      const { browser, meter } = meteredSite()
      await browser.get('/set')
      meter.bill()
      await browser.get(path)
      expect(meter.bill()).toEqual({ statements: 2, read: 2, written: 1 })
    },
  )

  it.each(['/renew', '/login'])(
    'runs one read and one write to replace the key on %s',
    async (path) => {
      const { browser, meter } = meteredSite()
      await browser.get('/set')
      const before = browser.key
      meter.bill()
      await browser.get(path)
      expect(meter.bill()).toEqual({ statements: 2, read: 2, written: 1 })
      expect((await rows()).map((row) => row.session_key)).toEqual([browser.key])
      expect(browser.key).not.toBe(before)
    },
  )

  it('runs one statement on logout', async () => {
    const { browser, meter } = meteredSite()
    await browser.get('/set')
    meter.bill()
    await browser.get('/logout')
    expect(meter.bill()).toEqual({ statements: 1, read: 1, written: 1 })
    expect(await rows()).toEqual([])
  })

  it('runs one read and no write to delete a missing value, and sets no cookie', async () => {
    const { browser, meter } = meteredSite()
    await browser.get('/set')
    meter.bill()
    const response = await browser.get('/delete-missing')
    expect(meter.bill()).toEqual({ statements: 1, read: 1, written: 0 })
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('runs one read and one write to renew the expiry with saveEveryRequest', async () => {
    const clock = new FakeClock()
    const { browser, meter } = meteredSite({ saveEveryRequest: true, now: clock.now })
    await browser.get('/set')
    meter.bill()
    clock.advance(1)
    await browser.get('/untouched')
    expect(meter.bill()).toEqual({ statements: 2, read: 2, written: 1 })
  })
})

describe('a request with hashed keys (P1, P2)', () => {
  const real = crypto.subtle.digest.bind(crypto.subtle)
  let digestsOfKeys = 0
  beforeEach(() => {
    digestsOfKeys = 0
    vi.spyOn(crypto.subtle, 'digest').mockImplementation((algorithm, data) => {
      if (data.byteLength === 32) digestsOfKeys += 1
      return real(algorithm, data)
    })
    return () => vi.restoreAllMocks()
  })

  it.each([
    ['/untouched', { statements: 0, read: 0, written: 0 }, 0],
    ['/read', { statements: 1, read: 1, written: 0 }, 1],
    ['/read-all', { statements: 1, read: 1, written: 0 }, 1],
    ['/set', { statements: 2, read: 2, written: 1 }, 1],
    ['/update', { statements: 2, read: 2, written: 1 }, 1],
    ['/renew', { statements: 2, read: 2, written: 1 }, 2],
    ['/login', { statements: 2, read: 2, written: 1 }, 2],
    ['/logout', { statements: 1, read: 1, written: 1 }, 1],
  ])('loads %s at a cost of %j and %i key digests', async (path, bill, digests) => {
    const { browser } = meteredSite({}, { hashKeys: true })
    await browser.get('/set')
    const { cookie } = browser
    // Empties the cache of hashes, as if another isolate answered next.
    for (let count = 0; count <= 100; count++) await hashKey(makeKey())
    const { browser: next, meter } = meteredSite({}, { hashKeys: true })
    next.cookie = cookie
    digestsOfKeys = 0
    await next.get(path)
    expect(meter.bill()).toEqual(bill)
    expect(digestsOfKeys).toBe(digests)
  })

  it('runs one statement, writes one row and hashes one key for the first write', async () => {
    const { browser, meter } = meteredSite({}, { hashKeys: true })
    await browser.get('/set')
    expect(meter.bill()).toEqual({ statements: 1, read: 0, written: 1 })
    expect(digestsOfKeys).toBe(1)
  })
})
