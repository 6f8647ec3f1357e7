// `npm run deploy`: finds or creates the database, migrates it, then deploys the Worker. So the
// Worker never runs without its tables. Options are those of `wrangler deploy`, e.g.
// `npm run deploy -- --secrets-file .prod.vars`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { wranglerCommand } from './wrangler.mjs'

Object.assign(process.env, { WRANGLER_HIDE_BANNER: 'true', WRANGLER_SEND_METRICS: 'false' })

const args = process.argv.slice(2)
const { values: options } = parseArgs({
  args,
  // All other options are for `wrangler deploy`, which reports unknown ones.
  strict: false,
  options: { env: { type: 'string', short: 'e' }, 'secrets-file': { type: 'string' } },
})
const environment = options.env === undefined ? [] : ['--env', options.env]

requireLogin()
requireSecretKey()
await createDatabase()
run('d1', 'migrations', 'apply', 'DB', '--remote', ...environment)
deploy()

function requireLogin() {
  const { stdout } = wrangler('whoami', '--json')
  if (/"loggedIn":\s*true/.test(stdout)) return
  fail('You are not logged in to Cloudflare. Run `npx wrangler login`.')
}

/** Ends this script if the Worker has no SECRET_KEY: every page would be an error. */
function requireSecretKey() {
  const file = options['secrets-file']
  const given = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (/^\s*(export\s+)?["']?SECRET_KEY["']?\s*[=:]/m.test(given)) return
  const { stdout, stderr, status } = wrangler('secret', 'list', ...environment)
  if (status === 0 && /"SECRET_KEY"/.test(stdout)) return
  if (status !== 0 && !/not found/.test(stderr)) failWith(stderr)
  fail(`The Worker has no SECRET_KEY. Make one and deploy with it:
  node -p "'SECRET_KEY=' + crypto.randomBytes(48).toString('base64url')" > .prod.vars
  npm run deploy -- --secrets-file .prod.vars`)
}

async function createDatabase() {
  const { unstable_readConfig: readConfig } = await import('wrangler')
  const config = readConfig({ config: 'wrangler.toml', env: options.env })
  const { database_name: name, database_id: id } = config.d1_databases[0]
  if (id !== undefined) return
  const { stdout, stderr, status } = wrangler('d1', 'list', '--json')
  if (status !== 0) failWith(stderr)
  if (JSON.parse(stdout).some((database) => database.name === name)) return
  const created = wrangler('d1', 'create', name)
  if (created.status !== 0) failWith(created.stderr)
  console.log(`Created the database ${name}`)
}

/** Deploys and prints the address, which wrangler reports in a file. */
function deploy() {
  const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-deploy-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const report = join(folder, 'report.ndjson')
  process.env.WRANGLER_OUTPUT_FILE_PATH = report
  run('deploy', '--minify', ...args)
  const entries = readFileSync(report, 'utf8').trim().split('\n')
  const { targets = [] } = entries.map((line) => JSON.parse(line)).find(isDeployment) ?? {}
  for (const target of targets.filter((target) => target.startsWith('https://'))) {
    console.log(`Deployed. Visit
  ${target}/
  ${target}/set-session/
  ${target}/get-session/`)
  }
}

function isDeployment({ type }) {
  return type === 'deploy'
}

/** Runs wrangler and captures its output. Without a terminal, wrangler asks no questions. */
function wrangler(...command) {
  return spawnSync(...wranglerCommand(...command), {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs wrangler in this terminal. Ends this script if it fails. */
function run(...command) {
  const { status } = spawnSync(...wranglerCommand(...command), { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

function failWith(stderr) {
  const hint = /More than one account/.test(stderr)
    ? '\nChoose an account: CLOUDFLARE_ACCOUNT_ID=... npm run deploy'
    : ''
  fail(stderr.trim() + hint)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
