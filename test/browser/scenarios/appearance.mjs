// Every page in every state, narrow and wide, light and dark: pictures, width and accessibility.
import assert from 'node:assert/strict'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { tour } from '../tour.mjs'
import { fromAddress } from '../world.mjs'

/** The folder for pictures of the pages. */
const SCREENSHOTS = join(import.meta.dirname, '..', '..', '..', '.screenshots')

const SIZES = [
  { width: 375, height: 667 },
  { width: 1024, height: 768 },
]

// Old pictures of states that are no more would mislead.
rmSync(SCREENSHOTS, { recursive: true, force: true })
mkdirSync(SCREENSHOTS)

export default Object.fromEntries(
  SIZES.flatMap((viewport) =>
    ['light', 'dark'].map((colorScheme) => [
      `every page at ${viewport.width} pixels, ${colorScheme}`,
      (world) => look(world, viewport, colorScheme),
    ]),
  ),
)

async function look(world, viewport, colorScheme) {
  const page = await world.page({ viewport, colorScheme, ...fromAddress('192.0.2.99') })
  const faults = []
  for await (const state of tour(page)) {
    const path = join(SCREENSHOTS, `${state}-${viewport.width}-${colorScheme}.png`)
    await page.screenshot({ path, fullPage: true })
    const found = [
      ...(await page.evaluate(lookAtPage, colorScheme)),
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

/** Runs in the page, and knows nothing of this file. */
function lookAtPage(colorScheme) {
  const faults = []
  const { scrollWidth } = document.documentElement
  if (scrollWidth > innerWidth) faults.push(`${scrollWidth} pixels wide, of ${innerWidth}`)
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g)
  const isDark = Number(red) + Number(green) + Number(blue) < 384
  if (isDark !== (colorScheme === 'dark')) faults.push(`is not ${colorScheme}`)
  for (const caption of document.querySelectorAll('caption:not(.unseen)')) {
    const part = caption.clientWidth / caption.parentElement.clientWidth
    if (part < 0.9) faults.push(`the caption "${caption.textContent}" is not as wide as its table`)
  }
  if (document.querySelectorAll('main h1, main h2').length === 0) faults.push('has no heading')
  return faults
}
