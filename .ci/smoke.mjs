// Starts the server as the README says, on a free port with an empty database, and visits it.
import { freePort, makeFolder, start, stop } from '../test/support/processes.mjs'

const counts = { passed: 0, failed: 0 }
const folder = makeFolder('smoke')
const port = await freePort()
const origin = `http://localhost:${port}`
const server = start('npm', ['start', '--', '--port', String(port), '--persist-to', folder])
const { output } = server

try {
  await ready()
  await visit()
} catch (error) {
  check(`the server answers (${error.message})\n${output.join('')}`, false)
} finally {
  await stop(server)
}
console.log(`smoke: ${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed === 0 ? 0 : 1

async function visit() {
  const set = await fetch(`${origin}/set-session/`)
  const cookies = set.headers.getSetCookie()
  const cookie = cookies.find((header) => header.startsWith('sessionid=')) ?? ''
  check('/set-session/ answers 200', set.status === 200)
  check('/set-session/ says so', (await set.text()).includes('<h1>Session is set...</h1>'))
  check(
    '/set-session/ sets the cookie for 30 seconds',
    /^sessionid=[a-z0-9]{32}; .*Max-Age=30; Path=\/; HttpOnly; SameSite=Lax$/.test(cookie),
  )
  const headers = { Cookie: cookie.split(';')[0] }
  check(
    '/get-session/ greets',
    (await page('/get-session/', headers)).includes('<h2>Hello, Ankit</h2>'),
  )
  check(
    '/get-session/ without a session says that it has expired',
    (await page('/get-session/')).includes('<h2>Session has expired</h2>'),
  )
  for (const path of ['/set-session', '/get-session']) {
    const { status, headers } = await fetch(origin + path, { redirect: 'manual' })
    check(
      `${path} leads to ${path}/`,
      status === 301 && headers.get('Location').endsWith(`${path}/`),
    )
  }
  check('/ shows the session', (await page('/', headers)).includes('Ankit'))
  check('an unknown page is a 404', (await fetch(`${origin}/nope`)).status === 404)
  await fetch(`${origin}/cdn-cgi/handler/scheduled`)
  check(
    'the cron trigger leaves a live session',
    (await page('/get-session/', headers)).includes('Ankit'),
  )
  check('the start prints no warning', !/warn|error/i.test(ownOutput()))
  check('the start prints the addresses', ownOutput().includes(`${origin}/set-session/`))
}

/** npm's own remarks on the machine's settings are not the project's. */
function ownOutput() {
  return output.join('').replace(/^npm .*$/gm, '')
}

async function page(path, headers = {}) {
  return (await fetch(origin + path, { headers })).text()
}

function check(what, isTrue) {
  counts[isTrue ? 'passed' : 'failed'] += 1
  if (!isTrue) console.error(`FAILED: ${what}`)
}

async function ready() {
  for (let tries = 0; tries < 600; tries++) {
    if (output.join('').includes('Ready.')) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('not ready within a minute')
}
