import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { type CsrfVariables, csrf, getToken } from '../../../src/edge-sessions/csrf/index.ts'
import { memoryStore, type SessionVariables, sessions } from '../../../src/edge-sessions/index.ts'
import { type MessageVariables, messages } from '../../../src/edge-sessions/messages/index.ts'
import { Browser, FakeClock, SECRET_KEY } from '../../support/test-app.ts'

/** Opens a browser on a site whose session copies are valid for a minute. */
function openBrowser(): Browser {
  const { now } = new FakeClock()
  const app = new Hono<{ Variables: SessionVariables & MessageVariables & CsrfVariables }>()
  app.use(sessions({ store: memoryStore(), secretKey: SECRET_KEY, cookieCache: 60, now }))
  app.use(csrf({ useSessions: true }))
  app.use(messages())
  app.get('/start', (c) => {
    c.var.session.set('name', 'Ankit')
    return c.text('started')
  })
  app.get('/add', (c) => {
    c.var.messages.info('Saved.')
    return c.text('added')
  })
  app.get('/show', async (c) => c.json((await c.var.messages.take()).map(({ text }) => text)))
  app.get('/form', async (c) => c.text(await getToken(c)))
  app.post('/form', (c) => c.text('accepted'))
  return new Browser(app, { now })
}

function oldCopy(browser: Browser): () => void {
  const copy = browser.cookies.get('sessionid_cache') ?? ''
  return () => void browser.cookies.set('sessionid_cache', copy)
}

describe('a replayed copy of the session (`cookieCache`)', () => {
  it('does not show a message twice', async () => {
    const browser = openBrowser()
    await browser.get('/add')
    const restore = oldCopy(browser)
    expect(await (await browser.get('/show')).json()).toEqual(['Saved.'])
    restore()
    expect(await (await browser.get('/show')).json()).toEqual([])
  })

  it('does not replace a CSRF secret that it lacks', async () => {
    const browser = openBrowser()
    await browser.get('/start')
    const restore = oldCopy(browser)
    const token = await (await browser.get('/form')).text()
    restore()
    await browser.get('/form')
    const form = { csrfmiddlewaretoken: token }
    expect(await (await browser.post('/form', form)).text()).toBe('accepted')
    restore()
    expect(await (await browser.post('/form', form)).text()).toBe('accepted')
  })
})
