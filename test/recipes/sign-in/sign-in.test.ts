import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { Browser } from '../../../src/edge-sessions/testing/index.ts'
import { emptyTable, rows } from '../../support/test-app.ts'
import { textOf } from '../support/site.ts'
import login from './index'
import { hashPassword } from './passwords'

beforeEach(emptyTable)

describe('sign-in', () => {
  const visitor = () => new Browser(login, { bindings: env })
  const ANKIT = { username: 'ankit', password: 'secret', next: '/account/' }

  beforeEach(async () => {
    const password = await hashPassword('secret', 'salt')
    await env.DB.batch([
      env.DB.prepare('DROP TABLE IF EXISTS users'),
      env.DB.prepare(
        'CREATE TABLE users (id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, password TEXT NOT NULL)',
      ),
      env.DB.prepare("INSERT INTO users VALUES ('1', 'ankit', ?)").bind(password),
    ])
  })

  async function signedIn(): Promise<Browser> {
    const browser = visitor()
    await browser.get('/login/')
    expect((await browser.post('/login/', ANKIT)).status).toBe(303)
    return browser
  }

  it('sends anonymous visitors to the form and back to their page', async () => {
    const browser = visitor()
    const sent = await browser.get('/account/?tab=2')
    expect(sent.headers.get('Location')).toBe('/login/?next=/account/%3Ftab%3D2')
    const form = await textOf(browser.get('/login/?next=/account/%3Ftab%3D2'))
    expect(form).toContain('value="/account/?tab=2"')
    const response = await browser.post('/login/', { ...ANKIT, next: '/account/?tab=2' })
    expect(response.headers.get('Location')).toBe('/account/?tab=2')
    expect(await textOf(browser.get('/account/'))).toContain('<h1>ankit</h1>')
  })

  it.each([
    { ...ANKIT, password: 'Secret' },
    { ...ANKIT, username: 'nobody' },
    { next: '/account/' },
  ])('rejects %j', async (form) => {
    const browser = visitor()
    await browser.get('/login/')
    expect((await browser.post('/login/', form)).status).toBe(422)
    expect(browser.sessionKey).toBeUndefined()
  })

  it('never redirects to another site', async () => {
    const browser = visitor()
    await browser.get('/login/')
    const response = await browser.post('/login/', { ...ANKIT, next: 'https://evil.example/' })
    expect(response.headers.get('Location')).toBe('/account/')
  })

  it('replaces the session key and the CSRF token on sign-in', async () => {
    const browser = await signedIn()
    const { sessionKey, csrfToken } = browser
    expect((await browser.post('/logout/')).status).toBe(303)
    expect(browser.sessionKey).toBeUndefined()
    await browser.post('/login/', ANKIT)
    expect(browser.sessionKey).not.toBe(sessionKey)
    expect(browser.csrfToken).not.toBe(csrfToken)
    browser.sessionKey = sessionKey
    expect((await browser.get('/account/')).status).toBe(302)
  })

  it('lists the sessions of the user and ends another one', async () => {
    const [browser, other] = [await signedIn(), await signedIn()]
    const page = await textOf(browser.get('/account/'))
    const [, publicId = ''] = /value="([^"]+)">\s*End the session that/.exec(page) ?? []
    await browser.post('/account/end/', { session: publicId })
    expect((await other.get('/account/')).status).toBe(302)
    expect((await browser.get('/account/')).status).toBe(200)
  })

  it('signs out everywhere', async () => {
    const [browser, other] = [await signedIn(), await signedIn()]
    await browser.post('/account/end-all/')
    expect(browser.sessionKey).toBeUndefined()
    expect((await other.get('/account/')).status).toBe(302)
    expect(await rows()).toEqual([])
  })
})
