import { env } from 'cloudflare:workers'
import { Browser } from 'edge-sessions/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { emptyTable, rows } from '../../support/test-app.ts'
import { captureLogs } from '../../support/watch-logs.ts'
import app from './index'

const CLAIMS = { sub: '1087', email: 'ankit@example.com', email_verified: true }

describe('identity-provider', () => {
  const bindings = { ...env, GOOGLE_ID: 'id', GOOGLE_SECRET: 'secret' }
  let challenge: string | null = null
  let claims: object = CLAIMS

  beforeEach(async () => {
    await emptyTable()
    claims = CLAIMS
    await env.DB.batch([
      env.DB.prepare('DROP TABLE IF EXISTS users'),
      env.DB.prepare(
        'CREATE TABLE users (id TEXT PRIMARY KEY, username TEXT NOT NULL, password TEXT NOT NULL)',
      ),
    ])
    vi.stubGlobal('fetch', answerAsGoogle)
  })

  afterEach(() => vi.unstubAllGlobals())

  /** Google's token endpoint: accepts the code `good` with the verifier of the same browser. */
  async function answerAsGoogle(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text())
    const isGood = form.get('code') === 'good' && form.get('code_verifier') === challenge
    if (!isGood) return new Response('{"error":"invalid_grant"}', { status: 400 })
    return Response.json({ id_token: `e30.${btoa(JSON.stringify(claims))}.signature` })
  }

  const visitor = () => new Browser(app, { bindings })

  /** Starts a sign-in and returns the query that Google sends the browser back with. */
  async function start(browser: Browser, next: string): Promise<URLSearchParams> {
    const response = await browser.get(`/login?next=${encodeURIComponent(next)}`)
    const sent = new URL(response.headers.get('Location') ?? '').searchParams
    expect(sent.get('redirect_uri')).toBe('http://localhost/login/callback')
    challenge = sent.get('code_challenge')
    return new URLSearchParams({ code: 'good', state: sent.get('state') ?? '' })
  }

  it('signs in with a new session key and returns to the page', async () => {
    const browser = visitor()
    const query = await start(browser, '/account')
    const { sessionKey } = browser
    const response = await browser.get(`/login/callback?${query}`)
    expect(response.headers.get('Location')).toBe('/account')
    expect(browser.sessionKey).not.toBe(sessionKey)
    expect(await (await browser.get('/account')).text()).toBe('Hello, ankit@example.com')
  })

  it('accepts each callback once', async () => {
    const browser = visitor()
    const query = await start(browser, '/account')
    await browser.get(`/login/callback?${query}`)
    expect((await browser.get(`/login/callback?${query}`)).status).toBe(400)
  })

  it.each(['state=forged&code=good', 'code=good', ''])('rejects the callback %j', async (query) => {
    const browser = visitor()
    await start(browser, '/account')
    expect((await browser.get(`/login/callback?${query}`)).status).toBe(400)
    expect((await browser.get('/account')).status).toBe(302)
  })

  it('rejects the callback of a sign-in that another browser started', async () => {
    const query = await start(visitor(), '/account')
    expect((await visitor().get(`/login/callback?${query}`)).status).toBe(400)
  })

  it('signs nobody in if Google rejects the code or has not verified the email address', async () => {
    const logs = captureLogs('warn')
    const browser = visitor()
    const query = await start(browser, '/account')
    query.set('code', 'bad')
    expect((await browser.get(`/login/callback?${query}`)).status).toBe(403)
    expect(logs).toHaveLength(1)

    claims = { ...CLAIMS, email_verified: false }
    const other = await start(browser, '/account')
    expect((await browser.get(`/login/callback?${other}`)).status).toBe(403)
    expect((await browser.get('/account')).status).toBe(302)
  })

  it('never redirects to another site', async () => {
    const browser = visitor()
    const query = await start(browser, 'https://evil.example/')
    const response = await browser.get(`/login/callback?${query}`)
    expect(response.headers.get('Location')).toBe('/')
  })

  it('signs out with a form', async () => {
    const browser = visitor()
    await browser.get(`/login/callback?${await start(browser, '/account')}`)
    expect((await browser.post('/logout')).status).toBe(303)
    expect(await rows()).toEqual([])
  })
})
