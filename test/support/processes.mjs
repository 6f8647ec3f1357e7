// Processes, free ports and temporary folders for the suites that run programs. Each process leads
// its own group, each wait has a limit, and nothing is left when this process exits.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const BINARIES = join(import.meta.dirname, '..', '..', 'node_modules', '.bin')
const START_TIMEOUT = 60_000
const STOP_TIMEOUT = 5000

const running = new Set()
const folders = new Set()

process.on('exit', killAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

/** Creates a temporary folder that is removed when this process exits. */
export function makeFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `edge-sessions-${name}-`))
  folders.add(folder)
  return folder
}

/** Returns the environment of a program that must keep its caches and logs in `folder`. */
export function environmentIn(folder) {
  return {
    ...process.env,
    PATH: `${BINARIES}${delimiter}${process.env.PATH}`,
    CI: 'true',
    NO_COLOR: '1',
    TMPDIR: folder,
    WRANGLER_LOG_PATH: join(folder, 'logs'),
    WRANGLER_REGISTRY_PATH: join(folder, 'registry'),
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  }
}

/**
 * Starts a program.
 *
 * @param options The options of `spawn`, such as `cwd` and `env`.
 * @returns The child process. Its `output` holds the pieces of stdout and stderr so far.
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  })
  child.output = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => child.output.push(text))
  }
  running.add(child)
  child.on('exit', () => running.delete(child))
  child.on('error', (error) => {
    child.output.push(error.message)
    running.delete(child)
  })
  return child
}

/**
 * Runs a program to its end.
 *
 * @param options The options of `spawn`, and `timeout` in milliseconds.
 * @returns Its exit code, `null` if it was killed or not found, and its output.
 */
export async function run(command, args, { timeout, ...options }) {
  const child = start(command, args, options)
  const timer = setTimeout(() => {
    child.output.push(`\nKilled after ${timeout / 1000} seconds\n`)
    kill(child, 'SIGKILL')
  }, timeout)
  const code = await new Promise((resolve) => {
    child.on('close', resolve)
    child.on('error', () => resolve(null))
  })
  clearTimeout(timer)
  return { code, output: child.output.join('') }
}

/**
 * Starts `wrangler dev` on a free port and waits until it answers.
 *
 * @param options The options of `spawn`, and `path`, the page to wait for.
 * @returns The child process and its origin.
 */
export async function startWrangler(args, { path = '/', ...options }) {
  const port = String(await freePort())
  const address = ['--ip', '127.0.0.1', '--port', port, '--inspector-port', '0']
  const child = start('wrangler', ['dev', ...args, ...address], options)
  const origin = `http://127.0.0.1:${port}`
  const deadline = Date.now() + START_TIMEOUT
  while (!(await answers(origin + path))) {
    if (!running.has(child) || Date.now() > deadline) {
      throw new Error(`Expected \`wrangler dev\` to start in time\n${child.output.join('')}`)
    }
    await wait(50)
  }
  return { child, origin }
}

/** Returns the first Python that has Django, and the version of Django. */
export function findPython() {
  const candidates = [process.env.PYTHON, 'python3', '/usr/bin/python3', 'python']
  for (const command of candidates.filter(Boolean)) {
    const { status, stdout } = spawnSync(
      command,
      ['-c', 'import django; print(django.get_version())'],
      { encoding: 'utf8', timeout: 30_000 },
    )
    if (status === 0) return { command, django: stdout.trim() }
  }
  return null
}

/** Returns the output of the running processes. */
export function runningOutput() {
  return [...running].flatMap(({ output }) => output).join('')
}

/** Ends processes with SIGTERM, or SIGKILL if they take too long. */
export async function stop(...children) {
  for (const child of children) kill(child, 'SIGTERM')
  const deadline = Date.now() + STOP_TIMEOUT
  while (children.some((child) => running.has(child)) && Date.now() < deadline) await wait(20)
  for (const child of children) kill(child, 'SIGKILL')
}

/** Ends all processes, as {@link stop} does. */
export function stopAll() {
  return stop(...running)
}

/** Returns a port of the loopback interface that nothing listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

function killAll() {
  for (const child of running) kill(child, 'SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Sends a signal to a process and those it started. */
function kill(child, signal) {
  if (child.pid === undefined || !running.has(child)) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

async function answers(url) {
  try {
    await fetch(url, { signal: AbortSignal.timeout(1000) })
    return true
  } catch {
    return false
  }
}
