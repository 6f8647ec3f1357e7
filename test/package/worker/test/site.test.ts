import { SessionTooLarge, sessions } from 'edge-sessions'
import { signedCookies } from 'edge-sessions/signed-cookies'
import { Browser, FakeClock, memoryStore } from 'edge-sessions/testing'
import { describeSessionStore } from 'edge-sessions/testing/conformance'
import { Hono } from 'hono'
import { expect, it } from 'vitest'

describeSessionStore('memory', memoryStore)

it('tests an app without a Worker and with a fake clock', async () => {
  const clock = new FakeClock()
  const secretKey = 'a-secret-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz'
  const app = new Hono()
    .use(
      sessions<{ n: number }>({ store: memoryStore(), secretKey, cookieAge: 30, now: clock.now }),
    )
    .get('/', async (c) => c.text(String(await c.var.session.update('n', (n = 0) => n + 1))))
  const browser = new Browser(app, { now: clock.now })
  expect(await (await browser.get('/')).text()).toBe('1')
  expect(await (await browser.get('/')).text()).toBe('2')
  clock.advance(30)
  expect(browser.sessionKey).toBeUndefined()
  expect(await (await browser.get('/')).text()).toBe('1')
})

it('stores sessions in signed cookies', async () => {
  const secretKey = 'a-secret-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz'
  const errors: Error[] = []
  const app = new Hono()
    .use(sessions<{ text: string }>({ store: signedCookies(), secretKey }))
    .get('/set/:length', (c) => {
      const length = Number(c.req.param('length'))
      const random = crypto.getRandomValues(new Uint8Array(length))
      c.var.session.set('text', Array.from(random, (byte) => byte.toString(36)).join(''))
      return c.text('set')
    })
    .get('/length', async (c) => c.text(String((await c.var.session.get('text', '')).length)))
  app.onError((error, c) => {
    errors.push(error)
    return c.text(error.message, 500)
  })
  const browser = new Browser(app)
  await browser.get('/set/10')
  const cookie = browser.sessionKey
  expect(cookie).toMatch(/^[\w.-]+:\w{6}:[\w-]{43}$/)
  expect(Number(await (await browser.get('/length')).text())).toBeGreaterThan(9)
  expect((await browser.get('/set/6000')).status).toBe(500)
  expect(errors[0]).toBeInstanceOf(SessionTooLarge)
  expect(browser.sessionKey).toBe(cookie)
})
