import assert from 'node:assert/strict'
import { button, cookieOf, follow, mainText } from '../world.mjs'

export default {
  async 'is empty at first and sets no session cookie'(world) {
    const page = await world.page()
    await page.goto('/cart/')
    assert.match(await mainText(page), /Your cart is empty/)
    assert.equal(await cookieOf(page.context(), 'sessionid'), undefined)
  },

  async 'adds, changes and removes products and empties the cart'(world) {
    const page = await world.page()
    await page.goto('/cart/')
    await follow(button(page, 'Add Cookie'))
    assert.match(await page.getByRole('status').textContent(), /Added Cookie/)
    await follow(button(page, 'Add Spare key'))
    assert.equal(await quantity(page, 'Cookie'), '1')
    assert.equal(await total(page), 'Total €9.70')

    await page.getByLabel('Quantity of Cookie', { exact: true }).fill('5')
    await follow(button(page, 'Change the quantity of Cookie'))
    assert.equal(await quantity(page, 'Cookie'), '5')
    assert.equal(await total(page), 'Total €14.50')

    await follow(button(page, 'Remove Cookie'))
    assert.equal(await page.getByLabel('Quantity of Cookie', { exact: true }).count(), 0)
    assert.equal(await quantity(page, 'Spare key'), '1')

    await follow(button(page, 'Empty cart'))
    assert.match(await mainText(page), /Your cart is empty/)
  },

  async 'adds nothing and shows no notice on a reload'(world) {
    const page = await world.page()
    await page.goto('/cart/')
    await follow(button(page, 'Add Cookie'))
    await page.reload()
    assert.equal(await quantity(page, 'Cookie'), '1')
    assert.equal(await page.getByRole('status').count(), 0)
  },

  async 'keeps the cart for an hour'(world) {
    const page = await world.page()
    await page.goto('/cart/')
    await follow(button(page, 'Add Cookie'))
    const { expires } = await cookieOf(page.context(), 'sessionid')
    assert.ok(Math.abs(expires - Date.now() / 1000 - 3600) < 5)
  },

  async 'rejects an out-of-range quantity in the browser'(world) {
    const page = await world.page()
    await page.goto('/cart/')
    await follow(button(page, 'Add Cookie'))
    await page.getByLabel('Quantity of Cookie', { exact: true }).fill('1000')
    await button(page, 'Change the quantity of Cookie').click()
    assert.equal(await page.locator('input:invalid').count(), 1)
    await page.reload()
    assert.equal(await quantity(page, 'Cookie'), '1')
  },

  async 'keeps items added from two tabs at once'(world) {
    const context = await world.visitor()
    const [first, second] = [await context.newPage(), await context.newPage()]
    await first.goto('/cart/')
    await follow(button(first, 'Add Table of one row'))
    await second.goto('/cart/')
    for (let round = 0; round < 5; round++) {
      const presses = [button(first, 'Add Cookie'), button(second, 'Add Spare key')]
      const responses = await Promise.all(presses.map(follow))
      assert.deepEqual(
        responses.map((response) => response.status()),
        [200, 200],
      )
    }
    for (let round = 0; round < 5; round++) {
      await Promise.all([first, second].map((page) => follow(button(page, 'Add Table of one row'))))
    }
    await first.goto('/cart/')
    assert.equal(await quantity(first, 'Cookie'), '5')
    assert.equal(await quantity(first, 'Spare key'), '5')
    assert.equal(await quantity(first, 'Table of one row'), '11')
  },
}

async function quantity(page, product) {
  return page.getByLabel(`Quantity of ${product}`, { exact: true }).inputValue()
}

async function total(page) {
  const cells = await page.locator('tfoot tr > *').allTextContents()
  return cells.map((text) => text.trim()).join(' ')
}
