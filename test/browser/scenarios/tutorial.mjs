// The two pages of the tutorial, and the cookies from the browser's view.
import assert from 'node:assert/strict'
import { button, cookieOf, follow } from '../world.mjs'

const FAMILY = '👨‍👩‍👧'

export default {
  async 'sets a session and reads it back'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    assert.equal(await page.locator('h1').textContent(), 'Session is set...')
    await page.goto('/get-session/')
    assert.equal(await page.locator('h2').first().textContent(), 'Hello, Ankit')
  },

  async 'shows "Session has expired" and sets no cookie without a session'(world) {
    const page = await world.page()
    await page.goto('/get-session/')
    assert.equal(await page.locator('h2').first().textContent(), 'Session has expired')
    assert.deepEqual(await page.context().cookies(), [])
  },

  async 'sets the session cookie like Django'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    const { value, expires, ...cookie } = await cookieOf(page.context(), 'sessionid')
    assert.match(value, /^[a-z0-9]{32}$/)
    assert.ok(Math.abs(expires - Date.now() / 1000 - 30) < 5, `expires ${expires}`)
    const expected = {
      name: 'sessionid',
      domain: 'localhost',
      path: '/',
      httpOnly: true,
      secure: false,
      sameSite: 'Lax',
    }
    assert.deepEqual(cookie, expected)
  },

  async 'sets the CSRF cookie like Django'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    const { value, expires, ...cookie } = await cookieOf(page.context(), 'csrftoken')
    assert.match(value, /^[a-zA-Z0-9]{32}$/)
    assert.ok(Math.abs(expires - Date.now() / 1000 - 31_449_600) < 5, `expires ${expires}`)
    assert.deepEqual([cookie.path, cookie.httpOnly, cookie.sameSite], ['/', false, 'Lax'])
  },

  async 'exposes the CSRF cookie to scripts, but not the session cookie'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    const seen = await page.evaluate('document.cookie')
    assert.match(seen, /^csrftoken=\w{32}$/)
  },

  async 'shows the key on no page'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    const { value } = await cookieOf(page.context(), 'sessionid')
    for (const path of ['/', '/set-session/', '/get-session/', '/inspect/', '/cart/']) {
      await page.goto(path)
      const html = await page.content()
      assert.ok(!html.includes(value), path)
    }
  },

  async 'gives two visitors separate sessions'(world) {
    const [first, second] = await Promise.all([world.page(), world.page()])
    await first.goto('/set-session/')
    await second.goto('/get-session/')
    assert.equal(await second.locator('h2').first().textContent(), 'Session has expired')
    await second.goto('/set-session/')
    const keys = await Promise.all(
      [first, second].map(async (page) => (await cookieOf(page.context(), 'sessionid')).value),
    )
    assert.notEqual(keys[0], keys[1])
  },

  async 'links from the home page through the tutorial and back'(world) {
    const page = await world.page()
    await page.goto('/')
    await follow(page.locator('main').getByRole('link', { name: 'Set a session' }))
    await follow(page.locator('main').getByRole('link', { name: 'Read it on the next page' }))
    assert.equal(await page.locator('h2').first().textContent(), 'Hello, Ankit')
    await follow(page.getByRole('link', { name: 'Inspect your session' }))
    await follow(page.getByRole('link', { name: 'Refresh every 5 seconds' }))
    await follow(page.getByRole('link', { name: 'edge-sessions' }))
    const own = page.getByRole('row', { name: 'name "Ankit"', exact: true })
    assert.equal(await own.count(), 1)
  },

  async 'redirects a URL without the trailing slash'(world) {
    const page = await world.page()
    await page.goto('/get-session')
    assert.equal(new URL(page.url()).pathname, '/get-session/')
  },

  async 'stores names with any characters'(world) {
    const page = await world.page()
    for (const name of ['Zoë', 'हिन्दी', '王小明', '<b>x</b> & "y"', FAMILY.repeat(100)]) {
      await storeName(page, name)
      assert.equal(await page.locator('h1').textContent(), 'Session is set...')
      await page.goto('/get-session/')
      assert.equal(await page.locator('h2').first().textContent(), `Hello, ${name}`)
    }
  },

  async 'rejects a name that is too long, keeps it in the field and does not store it'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    const response = await storeName(page, 'n'.repeat(101))
    assert.equal(response.status(), 422)
    assert.match(await page.getByRole('alert').textContent(), /1 to 100 characters; yours has 101/)
    const field = page.getByLabel('Name', { exact: true })
    assert.equal(await field.getAttribute('aria-invalid'), 'true')
    assert.equal(await field.inputValue(), 'n'.repeat(101))
    await page.goto('/get-session/')
    assert.equal(await page.locator('h2').first().textContent(), 'Hello, Ankit')
  },

  async 'rejects a blank name and accepts the correction'(world) {
    const page = await world.page()
    const response = await storeName(page, '   ')
    assert.equal(response.status(), 422)
    assert.match(await page.getByRole('alert').textContent(), /yours has 0/)
    await page.getByLabel('Name', { exact: true }).fill('Zoë')
    await follow(button(page, 'Save name'))
    await page.goto('/get-session/')
    assert.equal(await page.locator('h2').first().textContent(), 'Hello, Zoë')
  },

  async 'rejects an empty name in the browser'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    await button(page, 'Save name').click()
    assert.equal(await page.locator('input:invalid').count(), 1)
    assert.equal(await page.locator('h1').textContent(), 'Session is set...')
  },
}

async function storeName(page, name) {
  await page.goto('/set-session/')
  await page.getByLabel('Name', { exact: true }).fill(name)
  return follow(button(page, 'Save name'))
}
