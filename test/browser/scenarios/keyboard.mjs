// The site without a pointer.
import assert from 'node:assert/strict'
import { button, follow, mainText } from '../world.mjs'

const PAGES = [
  '/',
  '/set-session/',
  '/get-session/',
  '/cart/',
  '/preferences/',
  '/account/',
  '/inspect/',
  '/admin/sessions/',
]

const FOCUSABLE = 'a[href], button, input:not([type=hidden]), select, textarea, summary'

export default {
  async 'reaches every control in order with Tab and shows the focus'(world) {
    const page = await world.page()
    await page.goto('/cart/')
    await follow(button(page, 'Add Cookie'))
    for (const path of PAGES) {
      await page.goto(path)
      const expected = await page.evaluate(stops, FOCUSABLE)
      for (const [index, name] of expected.entries()) {
        await page.keyboard.press('Tab')
        const { stop, isVisible } = await page.evaluate(focused, FOCUSABLE)
        assert.equal(stop, name, `${path}, stop ${index + 1}`)
        assert.ok(isVisible, `${path}: the focus on ${name} is not visible`)
      }
    }
  },

  async 'skips the navigation with the first link'(world) {
    const page = await world.page()
    await page.goto('/cart/')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    const isInMain = await page.evaluate(() => document.activeElement.closest('main') !== null)
    assert.ok(isInMain)
  },

  async 'stores a name with Enter'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    await tabTo(page, 'name')
    await page.keyboard.type('Keys')
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
    await page.goto('/get-session/')
    assert.equal(await page.locator('h2').first().textContent(), 'Hello, Keys')
  },

  async 'adds a product with the space bar'(world) {
    const page = await world.page()
    await page.goto('/cart/')
    await tabTo(page, 'Add Spare key')
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Space')])
    assert.match(await mainText(page), /Added Spare key/)
  },

  async 'chooses preferences with the arrow keys'(world) {
    const page = await world.page()
    await page.goto('/preferences/')
    await tabTo(page, 'theme')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
  },
}

/** Presses Tab until the element with this label or name has the focus. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    const isThere = await page.evaluate(
      (name) =>
        [document.activeElement.ariaLabel, document.activeElement.getAttribute('name')].includes(
          name,
        ),
      name,
    )
    if (isThere) return
  }
  throw new Error(`Expected Tab to reach \`${name}\``)
}

// Both functions run in the page and cannot access this file.

/** Returns the tab stops. A group of radio buttons has one, the checked button. */
function stops(selector) {
  const all = [...document.querySelectorAll(selector)]
  return all.flatMap((element, index) => {
    if (element.type === 'radio' && !element.checked) return []
    if (!element.checkVisibility({ visibilityProperty: true })) return []
    return [`${index} ${(element.ariaLabel ?? element.textContent) || element.name}`]
  })
}

function focused(selector) {
  const element = document.activeElement
  const index = [...document.querySelectorAll(selector)].indexOf(element)
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const { left, right, top, bottom } = element.getBoundingClientRect()
  const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
  return {
    stop: `${index} ${(element.ariaLabel ?? element.textContent) || element.name}`,
    isVisible: isInside && outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
  }
}
