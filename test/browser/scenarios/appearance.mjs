// Every page in every state, narrow and wide, light and dark: pictures, width and accessibility.
// The plain pages also in each language, at 400 % zoom and with forced colours.
import assert from 'node:assert/strict'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { tour } from '../tour.mjs'
import { fromAddress } from '../world.mjs'

/** The folder for pictures of the pages. */
const SCREENSHOTS = join(import.meta.dirname, '..', '..', '..', '.screenshots')

const NARROW = { width: 375, height: 667 }

const SIZES = [NARROW, { width: 1024, height: 768 }]

/** A window of 1280 by 1024 pixels at 400 % zoom (WCAG 1.4.10). */
const ZOOMED = { width: 320, height: 256 }

/** Paths that need no form, in an order that gives most pages a session to show. */
const PATHS = {
  home: '/',
  'set-session': '/set-session/',
  'get-session': '/get-session/',
  cart: '/cart/',
  preferences: '/preferences/',
  account: '/account/',
  inspect: '/inspect/',
  'inspect-changed': '/inspect/?change=payload',
  admin: '/admin/sessions/',
  'not-found': '/nowhere/',
}

// Pictures of states that no longer exist would mislead.
rmSync(SCREENSHOTS, { recursive: true, force: true })
mkdirSync(SCREENSHOTS)

export default {
  ...Object.fromEntries(
    SIZES.flatMap((viewport) =>
      ['light', 'dark'].map((colorScheme) => [
        `shows every page at ${viewport.width} pixels, ${colorScheme}`,
        async (world) => {
          const options = { viewport, colorScheme, ...fromAddress('192.0.2.99') }
          const page = await world.page(options)
          await look(page, tour(page), `${viewport.width}-${colorScheme}`, { colorScheme })
        },
      ]),
    ),
  ),

  ...Object.fromEntries(
    ['de', 'hi'].map((locale) => [
      `shows every page in the language ${locale}`,
      (world) => lookAtPaths(world, locale, { viewport: NARROW, locale }),
    ]),
  ),

  async 'shows every page at 400 % zoom'(world) {
    await lookAtPaths(world, 'zoomed', { viewport: ZOOMED })
  },

  async 'shows every page with forced colours'(world) {
    await lookAtPaths(world, 'forced-colours', { viewport: NARROW, forcedColors: 'active' })
  },
}

/** Checks all paths in a browser with these options. */
async function lookAtPaths(world, suffix, options) {
  const page = await world.page({ colorScheme: 'light', ...options })
  await look(page, visit(page), suffix, { lang: options.locale })
}

async function* visit(page) {
  for (const [state, path] of Object.entries(PATHS)) {
    await page.goto(path)
    yield state
  }
}

/** Takes a screenshot of each state and fails with the faults of all states. */
async function look(page, states, suffix, { colorScheme = 'light', lang = 'en' }) {
  const faults = []
  for await (const state of states) {
    const path = join(SCREENSHOTS, `${state}-${suffix}.png`)
    await page.screenshot({ path, fullPage: true })
    const found = [
      ...(await page.evaluate(lookAtPage, { colorScheme, lang })),
      ...(await violations(page, state)),
    ]
    faults.push(...found.map((fault) => `${state}: ${fault}`))
  }
  assert.deepEqual(faults, [])
}

/** Returns the violations that axe finds. It bypasses the policy, which allows no script. */
async function violations(page, state) {
  await page.evaluate(axe.source)
  // WCAG 2.2.1 allows a refresh that the visitor turned on and can turn off, as `?live=5` is.
  const rules = { 'meta-refresh': { enabled: !state.endsWith('-live') } }
  const results = await page.evaluate((options) => globalThis.axe.run(options), { rules })
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${help}: ${html} ${any[0]?.message ?? ''}`),
  )
}

/** Runs in the page and cannot access this file. */
function lookAtPage({ colorScheme, lang }) {
  const faults = []
  const { scrollWidth } = document.documentElement
  if (scrollWidth > innerWidth) faults.push(`${scrollWidth} pixels wide, of ${innerWidth}`)
  if (document.documentElement.lang !== lang) faults.push(`is not in the language ${lang}`)
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g)
  const isDark = Number(red) + Number(green) + Number(blue) < 384
  if (isDark !== (colorScheme === 'dark')) faults.push(`is not ${colorScheme}`)
  const nav = document.querySelector('nav')
  if (nav.scrollWidth > nav.clientWidth) faults.push('hides links of the navigation')
  const [live, over] = ['.live', '.over'].map((part) => document.querySelector(part))
  if (live !== null && getComputedStyle(live).visibility === 'visible') {
    if (getComputedStyle(over).opacity !== '0') faults.push('paints the end over the countdown')
  }
  for (const caption of document.querySelectorAll('caption:not(.unseen)')) {
    const part = caption.clientWidth / caption.parentElement.clientWidth
    if (part < 0.9) faults.push(`the caption "${caption.textContent}" is not as wide as its table`)
  }
  if (document.querySelectorAll('main h1, main h2').length === 0) faults.push('has no heading')
  return faults
}
