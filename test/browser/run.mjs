// `npm run test:browser`: a real Chromium on a running `wrangler dev`.
// With names after `--` it runs only those files of `scenarios/`.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { runningOutput, stopAll } from '../support/processes.mjs'
import { startServer } from './server.mjs'
import { ADMIN_PASSWORD, BRIEF_AGE, World } from './world.mjs'

const CANDIDATES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const SCENARIO_TIMEOUT = 60_000
const FOLDER = join(import.meta.dirname, 'scenarios')

const executablePath = CANDIDATES.find((path) => path && existsSync(path))
if (executablePath === undefined) {
  console.log('skipped: no Chromium was found (set CHROMIUM, or install chromium)')
} else {
  process.exit((await testWith(executablePath)) ? 0 : 1)
}

/** Runs all scenarios and returns whether they passed. */
async function testWith(executablePath) {
  const counts = { passed: 0, failed: 0 }
  let browser
  try {
    const [site, brief] = await Promise.all([
      startServer({ DEMO_ACCOUNTS: true, ADMIN_PASSWORD }),
      startServer({ SESSION_COOKIE_AGE: BRIEF_AGE, DEMO_ACCOUNTS: false }),
    ])
    // Keeps the back/forward cache on, as in a real browser: going back must show nothing.
    const ignoreDefaultArgs = ['--disable-back-forward-cache']
    browser = await chromium.launch({ executablePath, args: FLAGS, ignoreDefaultArgs })
    console.log(`Chromium ${browser.version()}`)
    const all = await scenarios()
    const lanes = [all.filter(isWaiting), all.filter((each) => !isWaiting(each))]
    await Promise.all(
      lanes.map(async (lane) => {
        for (const [name, scenario] of lane) {
          await judge(name, scenario, new World(browser, { site, brief }), counts)
        }
      }),
    )
  } catch (error) {
    counts.failed += 1
    console.error(`FAILED: ${error.stack}\n${runningOutput()}`)
  }
  await Promise.all([browser?.close(), stopAll()])
  console.log(`\n${counts.passed} passed, ${counts.failed} failed`)
  return counts.failed === 0 && counts.passed > 0
}

/** Whether a scenario mostly waits. Such scenarios run in parallel to the others. */
function isWaiting([name]) {
  return name.startsWith('expiry: ')
}

/** Returns all scenarios, or those of the requested files. */
async function scenarios() {
  const wanted = process.argv.slice(2)
  const all = []
  for (const file of readdirSync(FOLDER).sort()) {
    const subject = file.replace('.mjs', '')
    if (wanted.length > 0 && !wanted.includes(subject)) continue
    const { default: own } = await import(join(FOLDER, file))
    for (const [name, run] of Object.entries(own)) all.push([`${subject}: ${name}`, run])
  }
  return all
}

async function judge(name, scenario, world, counts) {
  const start = Date.now()
  let timer
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('not done in time')), SCENARIO_TIMEOUT)
  })
  let fault
  try {
    await Promise.race([scenario(world), timeout])
  } catch (error) {
    fault = error.stack
  } finally {
    clearTimeout(timer)
    await world.close()
  }
  const faults = [...new Set([...(fault === undefined ? [] : [fault]), ...world.complaints])]
  counts[faults.length === 0 ? 'passed' : 'failed'] += 1
  const seconds = ((Date.now() - start) / 1000).toFixed(1)
  if (faults.length === 0) console.log(`ok  ${name} (${seconds} s)`)
  else console.log(`FAILED: ${name} (${seconds} s)\n${faults.join('\n')}\n`)
}
