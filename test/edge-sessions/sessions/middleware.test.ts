import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  d1Store,
  ImproperlyConfigured,
  memoryStore,
  Session,
  type SessionOptions,
  SessionTooLarge,
  sessionCodec,
  sessions,
} from '../../../src/edge-sessions/index.ts'
import { miniSite } from '../../support/mini-site.ts'
import {
  emptyTable,
  FakeClock,
  rows,
  SECRET_KEY,
  type TestEnv,
  testApp,
} from '../../support/test-app.ts'

beforeEach(emptyTable)
afterEach(() => {
  vi.restoreAllMocks()
})

describe('sessions', () => {
  it('fails if it is applied twice to a route', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    const app = testApp()
    app.use(sessions({ store: d1Store(env.DB), secretKey: SECRET_KEY }))
    app.get('/', (c) => c.text('ok'))
    expect((await app.request('/')).status).toBe(500)
    expect(errors.mock.calls[0]?.[0]).toBeInstanceOf(ImproperlyConfigured)
  })

  it('accepts a function of the context and sets the session variable', async () => {
    const app = new Hono<TestEnv & { Bindings: Env }>()
    app.use(sessions((c) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })))
    app.get('/', (c) =>
      c.json(c.get('session') === c.var.session && c.var.session instanceof Session),
    )
    expect(await (await app.request('/', {}, env)).json()).toBe(true)
  })

  it('uses the options of the current request, not of an earlier one', async () => {
    const stores = [memoryStore(), memoryStore()]
    const tenants: Record<string, SessionOptions> = {
      one: { store: memoryStore(), secretKey: SECRET_KEY, cookieName: 'one' },
      two: { store: memoryStore(), secretKey: `${SECRET_KEY}2`, cookieName: 'two', cookieAge: 60 },
    }
    let options: SessionOptions | undefined
    const app = new Hono<TestEnv>()
    app.use(sessions(() => ({ ...(options as SessionOptions) })))
    app.get('/', (c) => {
      c.var.session.set('name', 'Ankit')
      return c.text('set')
    })
    const visit = async () => (await app.request('/')).headers.get('Set-Cookie') ?? ''

    for (const name of ['one', 'two', 'two', 'one']) {
      options = tenants[name]
      expect(await visit()).toMatch(
        new RegExp(`^${name}=.*Max-Age=${options?.cookieAge ?? 1209600};`),
      )
    }
    const as: Partial<SessionOptions>[] = [
      { cookieAge: undefined as never },
      { cookieName: 'three' },
      { cookieName: undefined as never },
      { cookieAge: 60 },
      {},
    ]
    for (const same of as) {
      options = { store: memoryStore(), secretKey: SECRET_KEY, ...same }
      expect(await visit(), 'not those of the request before').toMatch(
        new RegExp(`^${same.cookieName ?? 'sessionid'}=.*Max-Age=${same.cookieAge ?? 1209600};`),
      )
    }
    for (const store of stores) {
      options = { store, secretKey: SECRET_KEY }
      const [, key = ''] = /=([a-z0-9]{32});/.exec(await visit()) ?? []
      expect(await store.load(key, new Date())).not.toBeNull()
    }
    vi.spyOn(console, 'error').mockImplementation(() => {})
    for (const wrong of [{ secretKey: '' }, { cookieAge: 0 }, { store: undefined }]) {
      options = { ...tenants.one, ...wrong } as SessionOptions
      expect((await app.request('/')).status, JSON.stringify(wrong)).toBe(500)
    }
  })

  it('detects changes to a reused options object', async () => {
    const options: SessionOptions = { store: memoryStore(), secretKey: SECRET_KEY }
    const app = new Hono<TestEnv>()
    app.use(sessions(() => options))
    app.get('/', (c) => {
      c.var.session.set('name', 'Ankit')
      return c.text('set')
    })
    for (const cookieAge of [60, 120]) {
      options.cookieAge = cookieAge
      const cookie = (await app.request('/')).headers.get('Set-Cookie')
      expect(cookie).toContain(`Max-Age=${cookieAge};`)
    }
  })

  it('rejects a missing or inherited secretKey and never signs without a secret', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const inherited: SessionOptions = Object.create(
      { secretKey: SECRET_KEY },
      { store: { value: memoryStore(), enumerable: true } },
    )
    expect(() => sessions(inherited)).toThrow('Expected `secretKey` to be set')
    const app = new Hono<TestEnv>()
    app.use(sessions(() => inherited))
    app.get('/', (c) => c.text(''))
    expect((await app.request('/')).status).toBe(500)

    const members = new Map([['name', 'Ankit']])
    const codec = sessionCodec(inherited)
    const right = sessionCodec({ secretKey: SECRET_KEY })
    expect(await right.decode(await codec.encode(members, new Date()))).toEqual(members)
    const none = sessionCodec({} as SessionOptions)
    await expect(none.encode(members, new Date())).rejects.toThrow('Expected a secret to sign with')
  })

  it('accepts a store with an unrelated `open` method', async () => {
    const store = { ...memoryStore(), open: () => {} }
    const app = new Hono<TestEnv>()
    app.use(sessions(() => ({ store, secretKey: SECRET_KEY })))
    app.get('/', (c) => {
      c.var.session.set('name', 'Ankit')
      return c.text('set')
    })
    expect((await app.request('/')).headers.get('Set-Cookie')).toContain('sessionid=')
  })

  it('rejects an invalid option from a function during the request', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    const app = new Hono()
    app.use(sessions(() => ({ store: d1Store(env.DB), secretKey: '' })))
    app.get('/', (c) => c.text('ok'))
    expect((await app.request('/')).status).toBe(500)
    expect(String(errors.mock.calls[0]?.[0])).toBe(
      'ImproperlyConfigured: Expected `secretKey` to be set',
    )
  })
})

describe('saveEveryRequest', () => {
  it('creates no row for an unknown or missing cookie, unlike Django', async () => {
    const { app } = miniSite({ saveEveryRequest: true })
    const unknown = { headers: { Cookie: `sessionid=${'a'.repeat(32)}` } }
    const response = await app.request('/untouched', unknown)
    expect(response.headers.get('Set-Cookie')).toContain('Max-Age=0')
    expect((await app.request('/untouched')).headers.getSetCookie()).toEqual([])
    expect(await rows()).toEqual([])
  })

  it('renews the expiry on every request, or at most once per renewAfter', async () => {
    for (const [renewAfter, cookies] of [
      [undefined, [1, 1, 1, 1]],
      [20, [0, 1, 0, 1]],
    ] as const) {
      const clock = new FakeClock()
      const options = renewAfter === undefined ? {} : { renewAfter }
      const { browser } = miniSite({
        saveEveryRequest: true,
        cookieAge: 60,
        now: clock.now,
        ...options,
      })
      await browser.get('/set')
      const sent: number[] = []
      for (let visit = 0; visit < 4; visit++) {
        clock.advance(10)
        sent.push((await browser.get('/untouched')).headers.getSetCookie().length)
      }
      expect(sent).toEqual(cookies)
      clock.advance(59.999)
      expect(await (await browser.get('/get')).text()).toBe('Ankit')
    }
  })

  it('extends neither the row nor the cookie beyond absoluteAge', async () => {
    const clock = new FakeClock()
    const { browser } = miniSite({ saveEveryRequest: true, absoluteAge: 70, now: clock.now })
    await browser.get('/set')
    for (let second = 25; second <= 50; second += 25) {
      clock.advance(25)
      await browser.get('/untouched')
    }
    clock.advance(15)
    const response = await browser.get('/set')
    expect(response.headers.get('Set-Cookie')).toContain('Max-Age=5;')
    expect((await rows())[0]?.expire_date).toMatch(/^2026-03-01 12:01:10/)
    clock.advance(5)
    expect(await (await browser.get('/get')).text()).toBe('nobody')
  })
})

describe('a late renewal of the expiry', () => {
  it.each(['/login', '/logout'])('sets no cookie after a concurrent %s', async (path) => {
    const clock = new FakeClock()
    const { app, browser } = miniSite({ saveEveryRequest: true, now: clock.now })
    const gate = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    app.get('/slow', async (c) => {
      await c.var.session.get('name')
      reached.resolve()
      await gate.promise
      return c.text('slow')
    })
    await browser.get('/set')
    clock.advance(1)
    const pending = app.request('/slow', { headers: { Cookie: browser.cookie ?? '' } })
    await reached.promise
    await browser.get(path)
    gate.resolve()
    const response = await pending
    expect([response.status, response.headers.getSetCookie()]).toEqual([200, []])
  })
})

describe('maxBytes', () => {
  it('rejects a larger session with status 500, no statement and no cookie', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { app } = miniSite({ maxBytes: 100 })
    app.get('/large', (c) => {
      c.var.session.set('name', crypto.getRandomValues(new Uint8Array(200)).toBase64())
      return c.text('ok')
    })
    const prepare = vi.spyOn(env.DB, 'prepare')
    const response = await app.request('/large')
    expect([response.status, response.headers.getSetCookie()]).toEqual([500, []])
    expect(prepare).not.toHaveBeenCalled()
    expect(errors.mock.calls[0]?.[0]).toBeInstanceOf(SessionTooLarge)
  })
})
