import { renderToReadableStream, Suspense } from 'hono/jsx/streaming'
import { streamSSE } from 'hono/streaming'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Session } from '../../../src/edge-sessions/index.ts'
import { Browser, emptyTable, type TestData, testApp } from '../../support/test-app.ts'

const REFUSED = 'Cannot use the session for the first time after the response is ready.'

type Use = (session: Session<TestData>) => unknown

const USES: [string, Use][] = [
  ['get', (session) => session.get('name')],
  ['toObject', (session) => session.toObject()],
  ['load', (session) => session.load()],
  ['key', (session) => session.key],
  ['isEmpty', (session) => session.isEmpty()],
]

/** An app whose `/late` uses the session only after the response is ready. */
function lateApp(use: Use, inHandler: Use = () => {}) {
  const app = testApp()
  const sent = Promise.withResolvers<void>()
  const outcome = Promise.withResolvers<string>()
  app.get('/set', (c) => {
    c.var.session.set('name', 'Ankit')
    return c.text('set')
  })
  app.get('/late', async (c) => {
    await inHandler(c.var.session)
    c.header('Cache-Control', 'public, max-age=60')
    return streamSSE(c, async (stream) => {
      await sent.promise
      await stream.writeSSE({ data: 'begun' })
      try {
        const seen = await use(c.var.session)
        outcome.resolve(`seen ${JSON.stringify(seen)}`)
      } catch (error) {
        outcome.resolve(String(error))
      }
    })
  })
  const browser = new Browser(app)

  /** Visits `/late`; the session is used once the response has arrived. */
  async function visit(): Promise<Response> {
    const response = await browser.get('/late')
    sent.resolve()
    await response.clone().text()
    return response
  }
  return { browser, visit, outcome: outcome.promise }
}

beforeEach(emptyTable)

describe('the first use of a session after the response is ready (P10)', () => {
  it.each(USES)('throws for %s and suggests load() in the handler', async (_, use) => {
    const { browser, visit, outcome } = lateApp(use)
    await browser.get('/set')
    await visit()
    expect(await outcome).toContain(REFUSED)
    expect(await outcome).toContain('`await c.var.session.load()`')
  })

  it.each(USES)('throws for %s even without a session cookie', async (_, use) => {
    const { visit, outcome } = lateApp(use)
    await visit()
    expect(await outcome).toContain(REFUSED)
  })

  it('throws in a component that is rendered while the page streams', async () => {
    const app = testApp()
    app.get('/set', (c) => {
      c.var.session.set('name', 'Ankit')
      return c.text('set')
    })
    const refusals: unknown[] = []
    const sent = Promise.withResolvers<void>()
    app.get('/', (c) => {
      async function Name() {
        await sent.promise
        try {
          return <b>{(await c.var.session.get('name')) ?? 'nobody'}</b>
        } catch (error) {
          refusals.push(error)
          return <i>refused</i>
        }
      }
      const page = renderToReadableStream(
        <Suspense fallback="…">
          <Name />
        </Suspense>,
      )
      return c.body(page, 200, { 'Cache-Control': 'public, max-age=60' })
    })
    const browser = new Browser(app)
    await browser.get('/set')
    const response = await browser.get('/')
    sent.resolve()
    expect(await response.text()).not.toContain('Ankit')
    expect(String(refusals[0])).toContain(REFUSED)
  })
})

describe('a session loaded in the handler (P10)', () => {
  it('is readable while the response streams and makes it private', async () => {
    const { browser, visit, outcome } = lateApp(
      (session) => session.get('name'),
      (session) => session.load(),
    )
    await browser.get('/set')
    const response = await visit()
    expect(await outcome).toBe('seen "Ankit"')
    expect(response.headers.get('Cache-Control')).toContain('private')
    expect(response.headers.get('Vary')).toContain('Cookie')
  })
})

describe('a handler that only checks for a session (P10)', () => {
  it.each([
    ['key', (session: Session<TestData>) => session.key],
    ['isEmpty', (session: Session<TestData>) => session.isEmpty()],
  ] as [string, Use][])('makes the response private by reading %s', async (_, use) => {
    const app = testApp()
    app.get('/', (c) => {
      c.header('Cache-Control', 'public, max-age=60')
      return c.text(String(use(c.var.session)))
    })
    const { headers } = await new Browser(app).get('/')
    expect(headers.get('Cache-Control')).toBe('private, max-age=60')
    expect(headers.get('Vary')).toBe('Cookie')
  })
})
