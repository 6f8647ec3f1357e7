// `npm start`: a development secret on the first start, migrations, then the server.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { describeSecretKey } from './secret-key.mjs'

const SECRETS_FILE = '.dev.vars'
const options = process.argv.slice(2)

Object.assign(process.env, {
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
})

makeSecret()
migrate()
serve()

function makeSecret() {
  const secrets = existsSync(SECRETS_FILE) ? readFileSync(SECRETS_FILE, 'utf8') : ''
  if (/^\s*SECRET_KEY\s*=/m.test(secrets)) return
  const separator = secrets === '' || secrets.endsWith('\n') ? '' : '\n'
  const secret = `${separator}SECRET_KEY=${randomBytes(48).toString('base64url')}\n`
  appendFileSync(SECRETS_FILE, secret, { mode: 0o600 })
  console.log(`Made a SECRET_KEY for development in ${SECRETS_FILE}`)
}

function migrate() {
  const persist = options.flatMap((option, index) =>
    option === '--persist-to' ? [option, options[index + 1]] : [],
  )
  const { status, stdout, stderr } = spawnSync(
    'wrangler',
    ['d1', 'migrations', 'apply', 'DB', '--local', ...persist],
    { encoding: 'utf8', env: { ...process.env, CI: 'true' } },
  )
  if (status === 0) return
  console.error(stdout, stderr)
  process.exit(1)
}

function serve() {
  // Only the level `error` leaves out that cron triggers do not fire by themselves in development.
  const server = spawn('wrangler', ['dev', '--log-level', 'error', ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
  server.on('exit', (code) => process.exit(code ?? 0))
  announce()
}

async function announce() {
  const port = options[options.indexOf('--port') + 1] ?? ''
  const origin = `http://localhost:${options.includes('--port') ? port : 8787}`
  for (let tries = 0; tries < 300; tries++) {
    if (await answers(origin)) {
      console.log(`Ready. Visit
  ${origin}/
  ${origin}/set-session/
  ${origin}/get-session/
Stop with Ctrl-C.`)
      const description = await describeSecretKey()
      if (description !== null) console.log(description)
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function answers(origin) {
  try {
    await fetch(`${origin}/favicon.ico`)
    return true
  } catch {
    return false
  }
}
