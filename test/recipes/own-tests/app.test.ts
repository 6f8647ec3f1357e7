import { Browser, FakeClock, memoryStore } from 'edge-sessions/testing'
import { expect, it } from 'vitest'
import { makeApp } from './app'

const secretKey = 'a-secret-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz'

it('remembers the name for half an hour', async () => {
  const clock = new FakeClock()
  const app = makeApp({ store: memoryStore(), secretKey, now: clock.now })
  const browser = new Browser(app, { now: clock.now })

  await browser.post('/name', { name: 'Ankit' })
  expect(await (await browser.get('/')).text()).toBe('Hello, Ankit')

  clock.advance(1800)
  expect(browser.sessionKey).toBeUndefined()
  expect(await (await browser.get('/')).text()).toBe('Hello, stranger')
})

it('keeps the sessions of two browsers apart', async () => {
  const app = makeApp({ store: memoryStore(), secretKey })
  const [one, other] = [new Browser(app), new Browser(app)]
  await one.post('/name', { name: 'Ankit' })
  expect(await (await other.get('/')).text()).toBe('Hello, stranger')
})
