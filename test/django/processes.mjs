// The processes of the test: each in a group of its own, each wait with an end.
import { spawn } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const HERE = import.meta.dirname
const BINARIES = join(HERE, '..', '..', 'node_modules', '.bin')

const CONFIG = ['--config', join(HERE, 'wrangler.toml')]
const MIGRATE_TIMEOUT = 30_000
const START_TIMEOUT = 30_000
const STOP_TIMEOUT = 5000

const ENVIRONMENT = {
  ...process.env,
  PATH: `${BINARIES}${delimiter}${process.env.PATH}`,
  CI: 'true',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
}

const running = new Set()
let stopping = false

/** Makes the tables of the project's migrations in a D1 database under `folder`. */
export async function migrate(folder) {
  const apply = ['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', folder]
  const command = [...apply, ...CONFIG]
  const { code, stdout } = await run('wrangler', command, MIGRATE_TIMEOUT, privateFolders(folder))
  if (code !== 0) throw new Error(`Expected the migrations to succeed:\n${stdout}`)
}

/** Keeps what wrangler would leave behind elsewhere under `folder`. */
function privateFolders(folder) {
  return {
    TMPDIR: folder,
    WRANGLER_LOG_PATH: join(folder, 'logs'),
    WRANGLER_REGISTRY_PATH: join(folder, 'registry'),
  }
}

/** Serves the Worker from the database under `folder`; returns it with its origin. */
export async function startServer(folder) {
  const port = String(await freePort())
  const address = ['--ip', '127.0.0.1', '--port', port, '--inspector-port', '0']
  const dev = ['dev', ...CONFIG, '--persist-to', folder, '--log-level', 'error', ...address]
  const server = start('wrangler', dev, privateFolders(folder), 'inherit')
  server.on('exit', (code, signal) => {
    if (!stopping) console.error(`wrangler dev ended by itself: ${signal ?? code}`)
  })
  const origin = `http://127.0.0.1:${port}`
  const deadline = Date.now() + START_TIMEOUT
  while (!(await answers(origin))) {
    if (server.exitCode !== null) throw new Error('Expected `wrangler dev` to go on running')
    if (Date.now() > deadline) throw new Error('Expected `wrangler dev` to start in time')
    await wait(50)
  }
  return { server, origin }
}

/** The SQLite file of the one D1 database under `folder`. */
export function databaseFile(folder) {
  const place = join(folder, 'v3', 'd1', 'miniflare-D1DatabaseObject')
  const files = readdirSync(place).filter(
    (name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite',
  )
  if (files.length !== 1) throw new Error(`Expected one D1 database, got ${files.length}`)
  return join(place, files[0])
}

/** Runs a command to its end, or to the end of its time; returns its output and its status. */
export async function run(command, options, timeout, environment = {}) {
  const child = start(command, options, environment, 'pipe')
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  const timer = setTimeout(() => {
    stdout += `\nEnded after ${timeout / 1000} seconds\n`
    kill(child)
  }, timeout)
  const code = await new Promise((resolve) => {
    child.on('close', resolve)
    child.on('error', resolve)
  })
  clearTimeout(timer)
  return { code, stdout }
}

/** Lets the server end by itself, as far as it does so in time. */
export async function stopServer(server) {
  stopping = true
  server.kill('SIGTERM')
  const deadline = Date.now() + STOP_TIMEOUT
  while (running.has(server) && Date.now() < deadline) await wait(20)
}

/** Ends whatever still runs. Synchronous, for the very end of this process. */
export function stopAll() {
  stopping = true
  for (const child of running) kill(child)
  rmSync(join(HERE, '.wrangler'), { recursive: true, force: true })
}

function start(command, options, environment, stdout) {
  const child = spawn(command, options, {
    detached: true,
    env: { ...ENVIRONMENT, ...environment },
    stdio: ['ignore', stdout, 'inherit'],
  })
  running.add(child)
  child.on('exit', () => running.delete(child))
  return child
}

/** Ends a process and those it has started. */
function kill(child) {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

async function answers(origin) {
  try {
    await fetch(origin, { signal: AbortSignal.timeout(1000) })
    return true
  } catch {
    return false
  }
}

/** A port that nothing listens on now. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
