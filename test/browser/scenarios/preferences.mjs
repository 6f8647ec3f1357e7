import assert from 'node:assert/strict'
import { button, follow } from '../world.mjs'

const PAGES = [
  '/',
  '/set-session/',
  '/get-session/',
  '/cart/',
  '/preferences/',
  '/account/',
  '/inspect/',
]

export default {
  async 'changes the theme and the language of every page at once'(world) {
    const page = await world.page({ colorScheme: 'light' })
    await page.goto('/preferences/')
    assert.equal(await lightness(page), 'light')
    await choose(page, 'Dark', 'Deutsch')
    for (const path of ['(here)', ...PAGES]) {
      if (path !== '(here)') await page.goto(path)
      assert.equal(await lightness(page), 'dark', path)
      assert.equal(await page.locator('html').getAttribute('lang'), 'de', path)
      assert.equal(
        await page.getByRole('navigation').getByRole('link', { name: 'Warenkorb' }).count(),
        1,
        path,
      )
    }
  },

  async 'does not translate the headings of the tutorial'(world) {
    const page = await world.page()
    await page.goto('/preferences/')
    await choose(page, 'Light', 'हिन्दी')
    await page.goto('/set-session/')
    assert.equal(await page.locator('h1').textContent(), 'Session is set...')
    await page.goto('/get-session/')
    assert.equal(await page.locator('h2').first().textContent(), 'Hello, Ankit')
    assert.equal(await page.locator('html').getAttribute('lang'), 'hi')
  },

  async 'marks the current choice and can reset it'(world) {
    const page = await world.page({ colorScheme: 'dark' })
    await page.goto('/preferences/')
    await choose(page, 'Light', 'Deutsch')
    assert.equal(await lightness(page), 'light')
    assert.ok(await page.getByLabel('Hell', { exact: true }).isChecked())
    assert.ok(await page.getByLabel('Deutsch', { exact: true }).isChecked())
    await choose(page, 'Wie mein Gerät', 'English', 'Einstellungen speichern')
    assert.equal(await lightness(page), 'dark')
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  },

  async 'applies to other tabs, but not to other visitors'(world) {
    const context = await world.visitor({ colorScheme: 'light' })
    const [here, there] = [await context.newPage(), await context.newPage()]
    await here.goto('/preferences/')
    await choose(here, 'Dark', 'English')
    await there.goto('/')
    assert.equal(await lightness(there), 'dark')
    const other = await world.page({ colorScheme: 'light' })
    await other.goto('/')
    assert.equal(await lightness(other), 'light')
  },
}

async function choose(page, theme, language, save = 'Save preferences') {
  await page.getByLabel(theme, { exact: true }).check()
  await page.getByLabel(language, { exact: true }).check()
  await follow(button(page, save))
}

/** Returns whether the page is light or dark, judged by its computed colours. */
async function lightness(page) {
  const colours = await page.evaluate(() => {
    const { backgroundColor, color } = getComputedStyle(document.body)
    return [backgroundColor, color].map((text) => text.match(/\d+/g).map(Number))
  })
  const [paper, ink] = colours.map(([red, green, blue]) => red + green + blue)
  return paper > ink ? 'light' : 'dark'
}
