// `npm run test:deploy`: runs `npm run deploy` in a copy of the project against a fake of
// Cloudflare's API on the loopback interface.
import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { environmentIn, makeFolder, run } from '../support/processes.mjs'
import { FakeCloudflare } from './fake-cloudflare.mjs'

const ROOT = join(import.meta.dirname, '..', '..')
const COPIED = ['.scripts', 'migrations', 'package.json', 'src', 'tsconfig.json', 'wrangler.toml']
const SECRETS = 'SECRET_KEY=a-secret-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz\n'
const TIMEOUT = 180_000

const counts = { passed: 0, failed: 0 }
const running = []
const violations = join(makeFolder('deploy-log'), 'violations')

test('asks for a login', { login: false }, async ({ deploy, cloudflare }) => {
  const { code, output } = await deploy()
  assert.equal(code, 1)
  assert.match(output, /Run `npx wrangler login`/)
  assert.doesNotMatch(output, /^\s+at /m)
  assert.deepEqual(changes(cloudflare), [])
})

test('asks for a SECRET_KEY before it changes anything', {}, async ({ deploy, cloudflare }) => {
  const { code, output } = await deploy()
  assert.equal(code, 1)
  assert.match(output, /no SECRET_KEY.*--secrets-file \.prod\.vars/s)
  assert.deepEqual(changes(cloudflare), [])
})

test('deploys twice', {}, async ({ deploy, cloudflare, folder }) => {
  const first = await deploy('--secrets-file', '.prod.vars')
  assert.equal(first.code, 0, first.output)
  assert.match(
    first.output,
    /Deployed\. Visit\n {2}https:\/\/edge-sessions\.example\.workers\.dev\/\n/,
  )
  const [database] = cloudflare.databases.values()
  assert.equal(database.name, 'edge-sessions')
  database.sqlite.prepare('SELECT session_key, session_data, expire_date FROM django_session').all()
  const calls = changes(cloudflare)
  const migrated = calls.findLastIndex((call) => call.endsWith('/query'))
  const uploaded = calls.findIndex((call) => call.endsWith('/scripts/edge-sessions'))
  assert.ok(migrated < uploaded, calls.join('\n'))
  assert.deepEqual(secretsOf(cloudflare), ['SECRET_KEY'])
  assert.equal(read(folder, 'wrangler.toml'), read(ROOT, 'wrangler.toml'))

  cloudflare.requests.length = 0
  const second = await deploy()
  assert.equal(second.code, 0, second.output)
  assert.equal(cloudflare.databases.size, 1)
  assert.deepEqual(secretsOf(cloudflare), ['SECRET_KEY'])
  assert.equal(bindingOf(cloudflare, 'DB').type, 'd1')
  assert.equal(read(folder, 'wrangler.toml'), read(ROOT, 'wrangler.toml'))
})

test('deploys nothing if a migration fails', {}, async ({ deploy, cloudflare }) => {
  cloudflare.failingSql = 'CREATE TABLE django_session'
  const { code, output } = await deploy('--secrets-file', '.prod.vars')
  assert.notEqual(code, 0)
  assert.match(output, /0001_django_session\.sql/)
  assert.equal(cloudflare.workers.size, 0)
  assert.doesNotMatch(output, /Deployed\./)
})

test('asks which of several accounts', { accounts: ['a1', 'b2'] }, async (project) => {
  const { code, output } = await project.deploy('--secrets-file', '.prod.vars')
  assert.equal(code, 1, output)
  assert.match(output, /Account a1.*Account b2.*CLOUDFLARE_ACCOUNT_ID=/s)
  assert.deepEqual(changes(project.cloudflare), [])

  const account = 'b2'.padEnd(32, '0')
  project.env.CLOUDFLARE_ACCOUNT_ID = account
  const chosen = await project.deploy('--secrets-file', '.prod.vars')
  assert.equal(chosen.code, 0, chosen.output)
  for (const call of changes(project.cloudflare)) assert.match(call, new RegExp(account))
})

await Promise.all(running)
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed === 0 ? 0 : 1)

/** Starts a test. They run side by side, since most of their time is wrangler's start. */
function test(title, options, body) {
  running.push(runTest(title, options, body))
}

/** Runs a test in a fresh copy of the project with its own fake of Cloudflare. */
async function runTest(title, { login = true, accounts = ['a1'] }, body) {
  const folder = makeFolder('deploy')
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, '.prod.vars'), SECRETS)
  const scratch = makeFolder('deploy-scratch')
  mkdirSync(join(scratch, 'home'))
  const cloudflare = new FakeCloudflare(accounts)
  const env = {
    ...environmentIn(scratch),
    CI: '',
    WRANGLER_CACHE_DIR: join(scratch, 'cache'),
    HOME: join(scratch, 'home'),
    XDG_CONFIG_HOME: join(scratch, 'home'),
    CLOUDFLARE_API_BASE_URL: await cloudflare.listen(),
    CLOUDFLARE_API_TOKEN: login ? 'a-token' : '',
    NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'loopback-only.mjs'))}`,
    LOOPBACK_VIOLATIONS: violations,
  }
  const deploy = (...options) =>
    run('npm', ['run', 'deploy', '--', ...options], { cwd: folder, env, timeout: TIMEOUT })
  try {
    await body({ deploy, cloudflare, folder, env })
    assert.deepEqual(cloudflare.unknown, [])
    assert.ok(!existsSync(violations), `connected to ${existsSync(violations) && read(violations)}`)
    counts.passed += 1
    console.log(`ok: ${title}`)
  } catch (error) {
    counts.failed += 1
    console.error(`FAILED: ${title}\n${error.stack}`)
  } finally {
    await cloudflare.close()
  }
}

/** Returns the calls that change something. */
function changes({ requests }) {
  return requests.filter((call) => !call.startsWith('GET '))
}

function secretsOf(cloudflare) {
  const { bindings } = cloudflare.workers.get('edge-sessions')
  return bindings.filter(({ type }) => type === 'secret_text').map(({ name }) => name)
}

function bindingOf(cloudflare, name) {
  return cloudflare.workers.get('edge-sessions').bindings.find((binding) => binding.name === name)
}

function read(...path) {
  return readFileSync(join(...path), 'utf8')
}
