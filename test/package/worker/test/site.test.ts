import { sessions } from 'edge-sessions'
import { Browser, FakeClock, memoryStore } from 'edge-sessions/testing'
import { describeSessionStore } from 'edge-sessions/testing/conformance'
import { Hono } from 'hono'
import { expect, it } from 'vitest'

describeSessionStore('memory', memoryStore)

it('tests an app without a Worker, by a clock of its own', async () => {
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
