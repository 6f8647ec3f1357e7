import { env } from 'cloudflare:workers'
import { Browser } from 'edge-sessions/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { emptyTable, rows } from '../../support/test-app.ts'
import { captureLogs } from '../../support/watch-logs.ts'
import { connect } from './client'
import app from './index'

const ORIGIN = 'http://localhost'

beforeEach(emptyTable)

describe('json-api', () => {
  /** Returns a `fetch` that keeps cookies and sends the origin, like that of a browser. */
  function fetchOf(browser: Browser): typeof fetch {
    return (input, init = {}) => {
      const headers = new Headers(init.headers)
      headers.set('Origin', ORIGIN)
      return browser.request(String(input), { ...init, headers } as RequestInit)
    }
  }

  const visitor = () => new Browser(app, { bindings: env })

  it('changes the session through the typed client', async () => {
    const client = await connect(ORIGIN, fetchOf(visitor()))
    await client.api.cart.$post({ json: { product: 'tea' } })
    const response = await client.api.cart.$post({ json: { product: 'honey' } })
    expect(response.status).toBe(201)
    expect(await (await client.api.cart.$get()).json()).toEqual({ cart: ['tea', 'honey'] })
  })

  it('rejects a request without a token with a JSON error', async () => {
    const logs = captureLogs('warn')
    const response = await fetchOf(visitor())(`${ORIGIN}/api/cart`, { method: 'POST', body: '{}' })
    expect(response.status).toBe(403)
    expect(await response.json()).toEqual({ error: 'csrf', reason: 'CSRF cookie not set.' })
    expect(logs).toHaveLength(1)
  })

  it('rejects an invalid body and saves nothing', async () => {
    const browser = visitor()
    const { token } = await (await browser.get('/api/csrf')).json<{ token: string }>()
    const headers = { 'X-CSRFToken': token, 'Content-Type': 'application/json', Origin: ORIGIN }
    for (const body of ['', '{', 'null', '[]', '{"product":1}']) {
      const response = await browser.request('/api/cart', { method: 'POST', headers, body })
      expect([400, 422]).toContain(response.status)
      expect(await response.json()).toHaveProperty('error')
    }
    expect(await rows()).toEqual([])
  })
})
