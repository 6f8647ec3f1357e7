// `npm start`: makes a development secret on the first start, applies the migrations, and serves.
// Options are those of `wrangler dev`, e.g. `npm start -- --port 9000`.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { firstFreePort, isPortTaken } from './ports.mjs'
import { describeSecretKey } from './secret-key.mjs'
import { problemOfSite } from './site-check.mjs'
import { wranglerCommand } from './wrangler.mjs'

const SECRETS_FILE = '.dev.vars'
const DEFAULT_PORT = 8787

const args = process.argv.slice(2)
const { values: options } = parseArgs({
  args,
  // All other options are for wrangler, which reports unknown ones.
  strict: false,
  options: {
    port: { type: 'string' },
    'persist-to': { type: 'string' },
    'local-protocol': { type: 'string' },
  },
})

Object.assign(process.env, {
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
})

const port = await choosePort()
makeSecret()
migrate()
serve()

async function choosePort() {
  if (options.port === undefined) {
    const free = await firstFreePort(DEFAULT_PORT)
    if (free !== DEFAULT_PORT) {
      console.log(`Port ${DEFAULT_PORT} is in use by another program. Using ${free} instead.`)
    }
    return free
  }
  if (await isPortTaken(Number(options.port))) {
    console.error(`Port ${options.port} is in use by another program. Stop it or choose another port:
  npm start -- --port ${await firstFreePort(Number(options.port) + 1)}`)
    process.exit(1)
  }
  return Number(options.port)
}

function makeSecret() {
  const secrets = existsSync(SECRETS_FILE) ? readFileSync(SECRETS_FILE, 'utf8') : ''
  if (/^\s*SECRET_KEY\s*=/m.test(secrets)) return
  const separator = secrets === '' || secrets.endsWith('\n') ? '' : '\n'
  const secret = `${separator}SECRET_KEY=${randomBytes(48).toString('base64url')}\n`
  appendFileSync(SECRETS_FILE, secret, { mode: 0o600 })
  console.log(`Made a SECRET_KEY for development in ${SECRETS_FILE}`)
}

function migrate() {
  const folder = options['persist-to']
  const persist = folder === undefined ? [] : ['--persist-to', folder]
  const { status, stdout, stderr } = spawnSync(
    ...wranglerCommand('d1', 'migrations', 'apply', 'DB', '--local', ...persist),
    { encoding: 'utf8', env: { ...process.env, CI: 'true' } },
  )
  if (status === 0) return
  console.error(stdout, stderr)
  process.exit(1)
}

function serve() {
  const address = options.port === undefined ? ['--port', String(port)] : []
  // `--test-scheduled` silences wrangler's notice that Cron Triggers do not fire in development.
  const server = spawn(...wranglerCommand('dev', '--test-scheduled', ...address, ...args), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
  server.on('exit', (code) => process.exit(code ?? 0))
  server.on('message', (message) => {
    const { event, ...address } = JSON.parse(message)
    if (event === 'DEV_SERVER_READY') announce(address)
  })
}

/** Prints the address that wrangler reports as soon as the page answers there. */
async function announce({ ip, port }) {
  const host = ip.includes(':') ? `[${ip}]` : ip
  const origin = `${options['local-protocol'] ?? 'http'}://${host}:${port}`
  const problem = await problemOfSite(`${origin}/`)
  if (problem !== null) {
    console.error(`Not ready. ${problem}
The log has the cause. Fix it and reload the page. The server keeps running.`)
    return
  }
  console.log(`Ready. Visit
  ${origin}/
  ${origin}/set-session/
  ${origin}/get-session/
Stop with Ctrl-C.`)
  const description = await describeSecretKey()
  if (description !== null) console.log(description)
}
