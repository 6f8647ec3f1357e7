// Sessions of a few seconds, timed by the browser's clock.
import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import {
  BRIEF_AGE,
  button,
  cookieOf,
  enterAdmin,
  follow,
  fromAddress,
  isListed,
  until,
} from '../world.mjs'

export default {
  async 'replaces the greeting with "Session has expired" without a request'(world) {
    const page = await world.page({ origin: world.brief })
    await page.goto('/set-session/')
    await page.goto('/get-session/')
    let requests = 0
    page.on('request', () => {
      requests += 1
    })
    assert.deepEqual(await shown(page), { greeting: true, expired: false })
    await until('the session to be shown as expired', async () => (await shown(page)).expired)
    assert.deepEqual(await shown(page), { greeting: false, expired: true })
    assert.equal(requests, 0)
    await follow(page.locator('.over').getByRole('link').first())
    assert.equal(await page.locator('h1').textContent(), 'Session is set...')
    await page.context().clearCookies()
    await page.goto('/get-session/')
    assert.equal(await page.locator('h2').first().textContent(), 'Session has expired')
  },

  async 'drains the bar and counts down the seconds'(world) {
    const page = await world.page({ origin: world.brief })
    await page.goto('/set-session/')
    await page.goto('/get-session/')
    const first = await bar(page)
    await wait(1500)
    const second = await bar(page)
    assert.ok(second.width < first.width, `${second.width} < ${first.width}`)
    assert.ok(second.seconds < first.seconds, `${second.seconds} < ${first.seconds}`)
  },

  async 'removes the cookie from the browser on time'(world) {
    const page = await world.page({ origin: world.brief })
    await page.goto('/set-session/')
    const set = await cookieOf(page.context(), 'sessionid')
    assert.ok(Math.abs(set.expires - Date.now() / 1000 - BRIEF_AGE) < 2)
    await until('no cookie', async () => !(await cookieOf(page.context(), 'sessionid')))
  },

  async 'rejects and deletes a cookie that outlives its session'(world) {
    const page = await world.page({ origin: world.brief })
    await page.goto('/set-session/')
    const cookie = await cookieOf(page.context(), 'sessionid')
    await page.context().addCookies([{ ...cookie, expires: Date.now() / 1000 + 1000 }])
    await wait(1000 * BRIEF_AGE + 100)
    await page.goto('/get-session/')
    assert.equal(await page.locator('h2').first().textContent(), 'Session has expired')
    assert.equal(await cookieOf(page.context(), 'sessionid'), undefined)
  },

  async 'restarts the lifetime on a new write and keeps the key'(world) {
    const page = await world.page({ origin: world.brief })
    await page.goto('/set-session/')
    const { value } = await cookieOf(page.context(), 'sessionid')
    await wait(600 * BRIEF_AGE)
    await page.goto('/set-session/')
    assert.equal((await cookieOf(page.context(), 'sessionid')).value, value)
    await wait(600 * BRIEF_AGE)
    await page.goto('/get-session/')
    assert.equal(await page.locator('h2').first().textContent(), 'Hello, Ankit')
  },

  async 'keeps a cart beyond the default lifetime'(world) {
    const page = await world.page({ origin: world.brief })
    await page.goto('/cart/')
    await page.getByRole('button', { name: 'Add Cookie' }).click()
    await page.getByText('Your cart is kept for an hour').waitFor()
    await wait(1000 * BRIEF_AGE + 100)
    await page.goto('/cart/')
    assert.equal(await page.getByLabel('Quantity of Cookie', { exact: true }).inputValue(), '1')
  },

  async 'lists an expired session for the administrator, who can delete it'(world) {
    const visitor = await world.page()
    await visitor.goto('/set-session/')
    const { value: key } = await cookieOf(visitor.context(), 'sessionid')
    const page = await world.page(fromAddress('192.0.2.50'))
    await enterAdmin(page)
    assert.ok(await isListed(page, 'live', key))
    assert.ok(!(await isListed(page, 'expired', key)))
    await wait(31_000)
    assert.ok(!(await isListed(page, 'live', key)))
    assert.ok(await isListed(page, 'expired', key))
    await page.goto('/admin/sessions/clear/')
    await follow(button(page, 'Delete expired sessions'))
    assert.match(await page.getByRole('status').textContent(), /Deleted \d+ expired/)
    assert.ok(!(await isListed(page, 'expired', key)))
  },
}

/** Returns which of the two headings is visible. */
async function shown(page) {
  const greeting = await page.getByRole('heading', { name: 'Hello, Ankit' }).isVisible()
  const expired = await page
    .locator('span.gone')
    .evaluate(
      (element) =>
        getComputedStyle(element).visibility === 'visible' &&
        (element.textContent + getComputedStyle(element, '::before').content).includes(
          'Session has expired',
        ),
    )
  return { greeting, expired }
}

async function bar(page) {
  return page.evaluate(() => {
    const width = getComputedStyle(document.querySelector('.bar'), '::before').width
    const seconds = getComputedStyle(document.querySelector('.left')).getPropertyValue('--seconds')
    return { width: Number.parseFloat(width), seconds: Number(seconds) }
  })
}
