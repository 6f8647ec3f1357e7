import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { d1Store, makeKey, memoryStore, sessionCodec } from '../../src/edge-sessions/index.ts'
import { dumps, loads, sign, unsign } from '../../src/edge-sessions/signing/index.ts'
import {
  Browser,
  emptyTable,
  FakeClock,
  NOON,
  rows,
  SECRET_KEY,
  testApp,
} from '../support/test-app.ts'
import { captureLogs } from '../support/watch-logs.ts'

// Advisories of other libraries that no other test covers.

beforeEach(emptyTable)
afterEach(() => {
  vi.restoreAllMocks()
})

describe('expiry', () => {
  it('is not postponed by loading (CVE-2024-35220)', async () => {
    const clock = new FakeClock()
    const store = memoryStore()
    const key = await store.create({ data: 'x', expires: new Date(NOON.getTime() + 30_000) })
    for (let second = 0; second < 29; second++) {
      clock.advance(1)
      expect((await store.load(key, clock.now()))?.expires).toEqual(
        new Date(NOON.getTime() + 30_000),
      )
    }
    clock.advance(1)
    expect(await store.load(key, clock.now())).toBeNull()
  })
})

describe('a malformed session key', () => {
  it.each([
    ['CVE-2025-61686, GHSA-9583-h5hc-x8cw', '../../../../etc/passwd'],
    ['GO-2024-2730, CVE-2024-3400', '/../../var/session_x'],
    ['CVE-2020-13254', `${'a'.repeat(16)} ${'b'.repeat(15)}`],
    ['CVE-2011-4136', 'django.contrib.sessions.cache'],
  ])('never reaches the store (%s)', async (_, key) => {
    const prepare = vi.spyOn(env.DB, 'prepare')
    const app = testApp()
    app.get('/', async (c) => c.json(await c.var.session.toObject()))
    const response = await app.request('/', { headers: { Cookie: `sessionid=${key}` } })
    expect(await response.json()).toEqual({})
    expect(prepare).not.toHaveBeenCalled()
  })

  it('never reaches the store, even among 2,000 cookies (GHSA-q5pr-72pq-83v3, CVE-2026-25899)', async () => {
    const prepare = vi.spyOn(env.DB, 'prepare')
    const app = testApp()
    app.get('/', async (c) => c.json(await c.var.session.toObject()))
    const cookies = Array.from({ length: 2000 }, (_, index) => `sessionid=${'9'.repeat(index)}`)
    const response = await app.request('/', { headers: { Cookie: cookies.join('; ') } })
    expect(await response.json()).toEqual({})
    expect(prepare).not.toHaveBeenCalled()
  })
})

describe('a failing database', () => {
  it('gets a single statement and no retry loop after a permanent error (CVE-2018-11386)', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const app = testApp({ store: d1Store(env.DB) })
    app.get('/', async (c) => c.json(await c.var.session.update('visits', (n = 0) => n + 1)))
    const prepare = vi.spyOn(env.DB, 'prepare').mockImplementation(() => {
      throw new Error('D1_ERROR: D1 DB is overloaded. Requests queued for too long.')
    })
    const headers = { Cookie: `sessionid=${makeKey()}` }
    expect((await app.request('/', { headers })).status).toBe(500)
    expect(prepare).toHaveBeenCalledTimes(1)
  })
})

describe('a response that sets the session cookie', () => {
  it('forbids caching even if the handler allows it (CVE-2022-24894)', async () => {
    const app = testApp()
    app.get('/', (c) => {
      c.var.session.set('name', 'Ankit')
      return c.text('ok', 200, { 'Cache-Control': 'public, max-age=600' })
    })
    const { headers } = await new Browser(app).get('/')
    expect(headers.get('Cache-Control')).toBe('private, no-store')
  })
})

describe('signed values', () => {
  const keys = { key: SECRET_KEY, salt: 'one purpose' }

  it('are bound to their salt and contain only JSON (CVE-2018-15133, Laravel 2020-07-27)', async () => {
    const other = await dumps('{"a":1}', { ...keys, salt: 'another purpose' }, NOON)
    await expect(loads(other, keys)).rejects.toThrow('signature')
    const warnings = captureLogs('warn')
    const pickled = await sign('gASVAAAA', keys, NOON)
    expect(
      (await sessionCodec({ secretKey: SECRET_KEY, keySalt: keys.salt }).decode(pickled)).size,
    ).toBe(0)
    expect(warnings).toEqual(['Session data is unreadable; it is treated as empty'])
  })

  it('cannot choose the algorithm (CVE-2026-22817, CVE-2026-22818, CVE-2026-47673, CVE-2022-36083)', async () => {
    for (const header of ['{"alg":"none"}', '{"alg":"HS256","p2c":1e9}']) {
      await expect(unsign(`${btoa(header)}.e30.:1:`, keys)).rejects.toThrow('signature')
    }
  })

  it('are rejected with the same error for a difference anywhere (CVE-2018-1000119)', async () => {
    const signed = await sign('x', keys, NOON)
    for (const at of [signed.length - 43, signed.length - 20, signed.length - 1]) {
      const changed = signed.slice(0, at) + (signed[at] === 'A' ? 'B' : 'A') + signed.slice(at + 1)
      await expect(unsign(changed, keys)).rejects.toThrow(
        'Expected a signature made with a known key',
      )
    }
  })
})

describe('options', () => {
  it.each([
    { cookiePath: '/\r\nSet-Cookie: x=y' },
    { cookieDomain: 'example.com\r\n' },
    { cookieName: 'sid\r\n' },
    { cookieSameSite: 'Lax\r\nX: y' },
  ])(
    'are rejected if they would split a header: %j (CVE-2026-47675, CVE-2026-56762)',
    (options: object) => {
      expect(() => testApp(options)).toThrow(/^Expected `cookie/)
    },
  )
})

describe('a logout', () => {
  it('deletes the row, and a key rotation deletes the old one (PR #348)', async () => {
    const app = testApp()
    app.get('/set', (c) => {
      c.var.session.set('name', 'Ankit')
      return c.text('ok')
    })
    app.get('/renew', (c) => {
      c.var.session.cycleKey()
      return c.text('ok')
    })
    app.get('/logout', async (c) => {
      await c.var.session.flush()
      return c.text('ok')
    })
    const browser = new Browser(app)
    await browser.get('/set')
    await browser.get('/renew')
    expect((await rows()).map((row) => row.session_key)).toEqual([browser.key])
    await browser.get('/logout')
    expect(await rows()).toEqual([])
  })
})
