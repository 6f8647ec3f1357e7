// Starts the server as in the README, on a free port with an empty database, and visits it.
import { execFileSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { wranglerCommand } from '../.scripts/wrangler.mjs'
import { freePort, makeFolder, start, stop } from '../test/support/processes.mjs'

const START_TIMEOUT = 120_000

const counts = { passed: 0, failed: 0 }
const folder = makeFolder('smoke')
const port = await freePort()
const origin = `http://localhost:${port}`

try {
  const server = npmStart(`--port=${port}`)
  await prints(server, 'Ready.')
  await visit(server)
  await startTwice()
  await stop(server)
  await startMisconfigured()
  clearsessions()
} catch (error) {
  check(error.message, false)
}
console.log(`smoke: ${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed === 0 ? 0 : 1

async function startTwice() {
  const second = npmStart('--port', String(port))
  await prints(second, `Port ${port} is in use`)
  check('rejects a second start on the same port', !printed(second).includes('Ready.'))
  await stop(second)
}

async function startMisconfigured() {
  const server = npmStart('--port', String(port), '--var', 'SESSION_COOKIE_AGE:soon')
  await prints(server, 'Not ready.')
  check('is not ready if its page answers 500', !printed(server).includes('\nReady.'))
  check('reports that its page answers 500', /Not ready\. .* answers 500: /.test(printed(server)))
  check('names the invalid setting in the log', printed(server).includes('SESSION_COOKIE_AGE'))
  await stop(server)
}

/** Runs `clearsessions` with a live row whose date has an offset and, as a string, looks expired. */
function clearsessions() {
  const day = 86_400_000
  const inOneHour = new Date(Date.now() + 3_600_000 - day / 2).toISOString().slice(0, 19)
  const local = `${inOneHour.replace('T', ' ')}-12:00`
  const lines = `('expired', '', '2020-01-01 00:00:00'), ('live', '', '${local}')`
  query('DELETE FROM django_session')
  query(`INSERT INTO django_session (session_key, session_data, expire_date) VALUES ${lines}`)
  const output = run('npm', ['run', 'clearsessions', '--', '--persist-to', folder])
  check(
    'counts the sessions that clearsessions removes',
    /Removed 1 expired sessions?$/.test(output.trim()),
  )
  check('keeps a live session with an offset in its date on clearsessions', keysLeft() === 'live')
}

function keysLeft() {
  const [{ results }] = JSON.parse(query('SELECT session_key FROM django_session'))
  return results.map((row) => row.session_key).join()
}

function query(sql) {
  const options = ['--local', '--json', '--persist-to', folder]
  return run(...wranglerCommand('d1', 'execute', 'DB', ...options, '--command', sql))
}

function run(command, args) {
  return execFileSync(command, args, { encoding: 'utf8' })
}

async function visit(server) {
  const set = await fetch(`${origin}/set-session/`)
  const cookies = set.headers.getSetCookie()
  const cookie = cookies.find((header) => header.startsWith('sessionid=')) ?? ''
  check('answers 200 on /set-session/', set.status === 200)
  check(
    'confirms the session on /set-session/',
    (await set.text()).includes('<h1>Session is set...</h1>'),
  )
  check(
    'sets the cookie for 30 seconds on /set-session/',
    /^sessionid=[a-z0-9]{32}; .*Max-Age=30; Path=\/; HttpOnly; SameSite=Lax$/.test(cookie),
  )
  const headers = { Cookie: cookie.split(';')[0] }
  check(
    'greets on /get-session/',
    (await page('/get-session/', headers)).includes('<h2>Hello, Ankit</h2>'),
  )
  check(
    'shows "Session has expired" on /get-session/ without a session',
    (await page('/get-session/')).includes('<h2>Session has expired</h2>'),
  )
  for (const path of ['/set-session', '/get-session']) {
    const { status, headers } = await fetch(origin + path, { redirect: 'manual' })
    check(
      `redirects ${path} to ${path}/`,
      status === 301 && headers.get('Location').endsWith(`${path}/`),
    )
  }
  check('shows the session on /', (await page('/', headers)).includes('Ankit'))
  check('answers 404 for an unknown page', (await fetch(`${origin}/nope`)).status === 404)
  await fetch(`${origin}/cdn-cgi/handler/scheduled`)
  check(
    'keeps a live session on the cron trigger',
    (await page('/get-session/', headers)).includes('Ankit'),
  )
  check('prints no warning on start', !/warn|error/i.test(printed(server)))
  check('prints the URLs on start', printed(server).includes(`${origin}/set-session/`))
  await fetch(`${origin}/set-session/`, { method: 'POST', body: new URLSearchParams() })
  await prints(server, 'Forbidden')
  check('logs the reason for a rejected form', /Forbidden .*CSRF/.test(printed(server)))
}

/** Starts the site with options and an empty database. */
function npmStart(...options) {
  return start('npm', ['start', '--', ...options, '--persist-to', folder])
}

/** Returns the output of a program without npm's remarks about local settings. */
function printed({ output }) {
  return output.join('').replace(/^npm .*$/gm, '')
}

async function prints(program, text) {
  const deadline = Date.now() + START_TIMEOUT
  let ended = false
  while (!printed(program).includes(text)) {
    if (ended || Date.now() > deadline) {
      throw new Error(`Expected "${text}" in the output:\n${printed(program)}`)
    }
    // The last output may arrive after the exit.
    ended = program.exitCode !== null
    await wait(100)
  }
}

async function page(path, headers = {}) {
  return (await fetch(origin + path, { headers })).text()
}

function check(what, isTrue) {
  counts[isTrue ? 'passed' : 'failed'] += 1
  if (!isTrue) console.error(`FAILED: ${what}`)
}
