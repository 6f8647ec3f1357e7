import assert from 'node:assert/strict'
import { button, cookieOf, follow, mainText } from '../world.mjs'

export default {
  async 'reports that there is no session and sets no cookie'(world) {
    const page = await world.page()
    await page.goto('/inspect/')
    assert.match(await mainText(page), /You have no session/)
    assert.deepEqual(await page.context().cookies(), [])
  },

  async 'shows the cookies of the browser with abbreviated values'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    await page.goto('/inspect/')
    const text = await mainText(page)
    for (const name of ['sessionid', 'csrftoken']) {
      const { value } = await cookieOf(page.context(), name)
      assert.ok(text.includes(`${value.slice(0, 4)}…`), name)
      assert.ok(!text.includes(value.slice(0, 6)), name)
    }
    const session = page.getByRole('row', { name: 'sessionid' })
    const [, domain, path, expires, httpOnly, secure, sameSite] = await session
      .getByRole('cell')
      .allTextContents()
    assert.deepEqual([domain, path, httpOnly, sameSite], ['localhost', '/', 'Yes', 'Lax'])
    assert.match(expires, /^in (2\d|30) sec/)
    assert.match(secure, /^No/)
  },

  async 'decodes the row'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    await page.goto('/inspect/')
    const text = await mainText(page)
    assert.match(text, /"name": "Ankit"/)
    assert.match(text, /Valid: signed with the current SECRET_KEY/)
    assert.match(text, /same key\t\S+\t20\d\d-\d\d-\d\d \d\d:\d\d:\d\d/)
  },

  async 'counts down and tampers only with a copy'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    await page.goto('/inspect/')
    assert.equal(await page.locator('.bar').count(), 1)
    await follow(button(page, 'In the payload'))
    assert.match(await mainText(page), /The signature no longer matches/)
    await page.goto('/get-session/')
    assert.equal(await page.locator('h2').first().textContent(), 'Hello, Ankit')
  },

  async 'escapes the cookies of other sites'(world) {
    const context = await world.visitor()
    const cookie = { name: 'other', value: '<img/src=x-and-some-more>', url: world.site }
    await context.addCookies([cookie])
    const page = await context.newPage()
    await page.goto('/inspect/')
    assert.match(await mainText(page), /<img…/)
    assert.equal(await page.locator('main img').count(), 0)
  },
}
