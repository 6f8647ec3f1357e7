// The same site with JavaScript disabled.
import assert from 'node:assert/strict'
import { button, follow, mainText } from '../world.mjs'

const options = { javaScriptEnabled: false }

export default {
  async 'stores a name and reads it back'(world) {
    const page = await world.page(options)
    await page.goto('/set-session/')
    await page.getByLabel('Name', { exact: true }).fill('Zoë')
    await follow(button(page, 'Save name'))
    await page.goto('/get-session/')
    assert.match(await mainText(page), /Hello, Zoë/)
  },

  async 'hides the greeting when the session expires'(world) {
    const page = await world.page({ ...options, origin: world.brief })
    await page.goto('/set-session/')
    await page.goto('/get-session/')
    await page.getByRole('heading', { name: 'Hello, Ankit' }).waitFor()
    await page.getByRole('heading', { name: 'Hello, Ankit' }).waitFor({ state: 'hidden' })
  },

  async 'fills, changes and empties a cart'(world) {
    const page = await world.page(options)
    await page.goto('/cart/')
    await follow(button(page, 'Add Cookie'))
    const quantity = page.getByLabel('Quantity of Cookie', { exact: true })
    await quantity.fill('7')
    await follow(button(page, 'Change the quantity of Cookie'))
    assert.equal(await quantity.inputValue(), '7')
    await follow(button(page, 'Remove Cookie'))
    await follow(button(page, 'Add Spare key'))
    await follow(button(page, 'Empty cart'))
    assert.match(await mainText(page), /Your cart is empty/)
  },

  async 'saves preferences'(world) {
    const page = await world.page(options)
    await page.goto('/preferences/')
    await page.getByLabel('Dark', { exact: true }).check()
    await page.getByLabel('Deutsch', { exact: true }).check()
    await follow(button(page, 'Save preferences'))
    assert.equal(await page.locator('html').getAttribute('lang'), 'de')
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
  },

  async 'signs in and out'(world) {
    const page = await world.page(options)
    await page.goto('/account/')
    await page.getByLabel('Username').fill('zoe')
    await page.getByLabel('Password').fill('cookies')
    await follow(button(page, 'Sign in'))
    assert.match(await mainText(page), /You are signed in as zoe/)
    await follow(button(page, 'Sign out'))
    assert.match(await mainText(page), /You are signed out/)
  },

  async 'inspects the session'(world) {
    const page = await world.page(options)
    await page.goto('/set-session/')
    await page.goto('/inspect/')
    assert.match(await mainText(page), /Valid: signed with the current SECRET_KEY/)
  },
}
