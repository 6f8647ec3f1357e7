import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { etag } from 'hono/etag'
import { requestId } from 'hono/request-id'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { csrf, rotateToken } from '../../../src/edge-sessions/csrf/index.ts'
import {
  memoryStore,
  type SessionOptions,
  type SessionStore,
  sessions,
} from '../../../src/edge-sessions/index.ts'
import { type MessageVariables, messages } from '../../../src/edge-sessions/messages/index.ts'
import { Browser, SECRET_KEY, type TestEnv } from '../../support/test-app.ts'

type Env = { Variables: TestEnv['Variables'] & MessageVariables }

afterEach(() => {
  vi.restoreAllMocks()
})

function options(store: SessionStore = memoryStore()): SessionOptions {
  return { store, secretKey: SECRET_KEY }
}

function failingStore(): SessionStore {
  const fail = () => Promise.reject(new Error('down'))
  return { ...memoryStore(), load: fail, create: fail }
}

describe('a failed save', () => {
  /** An app with outer `cors()` and `requestId()`, and inner middleware that also sets headers. */
  function site() {
    const app = new Hono<Env>()
    app.use(cors({ origin: 'https://shop.example', credentials: true }), requestId())
    app.use(async (c, next) => {
      c.header('X-Outer', 'kept')
      c.header('Set-Cookie', 'outer=1', { append: true })
      await next()
      c.res.headers.set('X-After', 'kept')
    })
    app.use(sessions(options(failingStore())))
    app.use(csrf({ useSessions: true, exempt: ['/set', '/raw'] }), messages())
    app.use(async (c, next) => {
      c.header('X-Inner', 'discarded')
      await next()
    })
    app.get('/set', (c) => {
      c.var.session.set('name', 'Ankit')
      c.header('Set-Cookie', 'inner=1', { append: true })
      return c.text('set', 201, { 'X-Handler': 'discarded' })
    })
    app.get('/message', (c) => {
      c.var.messages.info('Hello')
      return c.text('told', 201, { 'X-Handler': 'discarded' })
    })
    app.get('/token', (c) => {
      rotateToken(c)
      return c.text('rotated', 201, { 'X-Handler': 'discarded' })
    })
    app.get('/raw', (c) => {
      c.var.session.set('name', 'Ankit')
      return new Response('raw', { headers: { 'X-Handler': 'discarded' } })
    })
    return app
  }

  const ERRORS: [string, (app: Hono<Env>) => unknown][] = [
    ['c.text', (app) => app.onError((error, c) => c.text(error.message, 500))],
    [
      'a raw response',
      (app) => app.onError(({ message }) => new Response(message, { status: 500 })),
    ],
  ]

  describe.each(ERRORS)('answered with %s', (_, answer) => {
    it.each(['/set', '/message', '/token', '/raw'])(
      'keeps only the headers of outer middleware on %s (P5)',
      async (path) => {
        const app = site()
        answer(app)
        const headers = { Origin: 'https://shop.example', Cookie: `sessionid=${'a'.repeat(32)}` }
        const response = await app.request(path, { headers })
        expect([response.status, await response.text()]).toEqual([500, 'down'])
        expect(response.headers.get('Access-Control-Allow-Origin')).toBe('https://shop.example')
        expect(response.headers.get('Access-Control-Allow-Credentials')).toBe('true')
        expect(response.headers.get('X-Request-Id')).not.toBeNull()
        expect(response.headers.get('X-Outer')).toBe('kept')
        expect(response.headers.get('X-After')).toBe('kept')
        expect(response.headers.getSetCookie()).toEqual(['outer=1'])
        expect(response.headers.has('X-Inner')).toBe(false)
        expect(response.headers.has('X-Handler')).toBe(false)
        expect(response.headers.get('Cache-Control')).toBe('private, no-store')
        expect(response.headers.get('Vary')).toMatch(/\bCookie\b/)
      },
    )
  })

  it('does not pass the status of the handler to the error response', async () => {
    const app = new Hono<Env>().use(sessions(options(failingStore())))
    app.onError((error, c) => c.text(error.message))
    app.get('/', (c) => {
      c.var.session.set('name', 'Ankit')
      c.status(201)
      return c.text('created')
    })
    expect((await app.request('/')).status).toBe(200)
  })
})

describe.each([
  ['outside', true],
  ['inside', false],
])('etag() %s sessions()', (_, isOutside) => {
  function site() {
    const app = new Hono<Env>()
    if (isOutside) app.use(etag())
    app.use(sessions(options()), csrf())
    if (!isOutside) app.use(etag())
    app.get('/set', (c) => {
      c.var.session.set('name', 'Ankit')
      return c.text('set')
    })
    app.get('/read', async (c) => c.text((await c.var.session.get('name')) ?? 'nobody'))
    app.get('/rotate', (c) => {
      c.var.session.cycleKey()
      return c.text('rotated')
    })
    app.get('/csrf', (c) => {
      rotateToken(c)
      return c.text('rotated', 200, { ETag: '"fixed"' })
    })
    return new Browser(app)
  }

  it.each(['/rotate', '/set'])(
    'keeps the session cookie of %s on a conditional request',
    async (path) => {
      const browser = site()
      await browser.get('/set')
      const tag = (await browser.get(path)).headers.get('ETag') ?? ''
      const digests = await Promise.all(['rotated', 'set'].map(sha1))
      const headers = {
        'If-None-Match': [tag, ...digests.map((digest) => `"${digest}"`)].join(', '),
      }
      const response = await browser.get(path, { headers })
      expect(response.headers.getSetCookie()).toHaveLength(1)
      expect(await (await browser.get('/read')).text()).toBe('Ankit')
    },
  )

  it('keeps the cookie of a rotated CSRF secret on a conditional request', async () => {
    const response = await site().get('/csrf', { headers: { 'If-None-Match': '"fixed"' } })
    expect(response.headers.getSetCookie()).toHaveLength(1)
  })

  it('answers 304 if the page sets no cookie', async () => {
    const browser = site()
    await browser.get('/set')
    const tag = (await browser.get('/read')).headers.get('ETag') ?? ''
    const response = await browser.get('/read', { headers: { 'If-None-Match': tag } })
    expect(response.status).toBe(304)
    expect(response.headers.get('Cache-Control')).toBe('private')
    expect(response.headers.get('Vary')).toBe('Cookie')
  })
})

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
