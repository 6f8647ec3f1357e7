// A running `wrangler dev` with a database and settings of its own.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const ROOT = join(import.meta.dirname, '..', '..')
const BINARIES = join(ROOT, 'node_modules', '.bin')
const MIGRATE_TIMEOUT = 60_000
const START_TIMEOUT = 60_000
const STOP_TIMEOUT = 5000
const SECRET_KEY = 'a-secret-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz'

const children = new Set()
const folders = new Set()

/**
 * Starts a server; returns its origin.
 *
 * @param settings Django's names and values; the others are those of `wrangler.toml`.
 */
export async function startServer(settings) {
  const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-browser-'))
  folders.add(folder)
  await migrate(folder)
  // A file of its own keeps those of `.dev.vars` out.
  const secrets = join(folder, 'secrets')
  writeFileSync(secrets, `SECRET_KEY=${SECRET_KEY}`)
  const port = String(await freePort())
  const address = ['--ip', '127.0.0.1', '--port', port, '--inspector-port', '0']
  const places = ['--persist-to', folder, '--env-file', secrets]
  const variables = Object.entries(settings).flatMap(([name, value]) => [
    '--var',
    `${name}:${value}`,
  ])
  const server = start(folder, ['dev', '--log-level', 'error', ...address, ...places, ...variables])
  const origin = `http://localhost:${port}`
  const deadline = Date.now() + START_TIMEOUT
  while (!(await answers(origin))) {
    if (!children.has(server)) throw new Error('Expected `wrangler dev` to go on running')
    if (Date.now() > deadline) throw new Error('Expected `wrangler dev` to start in time')
    await wait(100)
  }
  return origin
}

async function migrate(folder) {
  const apply = ['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', folder]
  const child = start(folder, apply)
  const timer = setTimeout(() => kill(child, 'SIGKILL'), MIGRATE_TIMEOUT)
  const code = await new Promise((resolve) => child.once('exit', resolve))
  clearTimeout(timer)
  if (code !== 0) throw new Error(`Expected the migrations to succeed:\n${child.output.join('')}`)
}

function start(folder, options) {
  const child = spawn('wrangler', options, {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: `${BINARIES}${delimiter}${process.env.PATH}`,
      CI: 'true',
      TMPDIR: folder,
      WRANGLER_LOG_PATH: join(folder, 'logs'),
      WRANGLER_REGISTRY_PATH: join(folder, 'registry'),
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    },
  })
  child.output = []
  child.stdout.on('data', (data) => child.output.push(String(data)))
  child.stderr.on('data', (data) => child.output.push(String(data)))
  children.add(child)
  child.on('exit', () => children.delete(child))
  return child
}

/** What the servers have printed. */
export function serverOutput() {
  return [...children].flatMap(({ output }) => output).join('')
}

/** Ends every server, gently as far as it is in time, and removes what they have left. */
export async function stopServers() {
  for (const child of children) kill(child, 'SIGTERM')
  const deadline = Date.now() + STOP_TIMEOUT
  while (children.size > 0 && Date.now() < deadline) await wait(20)
  stopAtOnce()
}

/** The same for the very end of this process, where nothing can be waited for. */
export function stopAtOnce() {
  for (const child of children) kill(child, 'SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Signals a process and those it has started. */
function kill(child, signal) {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

async function answers(origin) {
  try {
    await fetch(`${origin}/styles.css`, { signal: AbortSignal.timeout(1000) })
    return true
  } catch {
    return false
  }
}

/** A port that nothing listens on now. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
