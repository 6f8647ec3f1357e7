// The processes of the test: each in a group of its own, each wait with an end.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const BINARIES = join(import.meta.dirname, '..', '..', 'node_modules', '.bin')
const START_TIMEOUT = 60_000
const STOP_TIMEOUT = 5000

const running = new Set()

/** A folder for what the processes leave behind; removed by `killAll`. */
const scratch = mkdtempSync(join(tmpdir(), 'edge-sessions-scratch-'))

/** Keeps what npm and wrangler would leave behind elsewhere in `scratch`. */
const ENVIRONMENT = {
  ...process.env,
  PATH: `${BINARIES}${delimiter}${process.env.PATH}`,
  CI: 'true',
  NO_COLOR: '1',
  TMPDIR: scratch,
  WRANGLER_LOG_PATH: join(scratch, 'logs'),
  WRANGLER_REGISTRY_PATH: join(scratch, 'registry'),
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
}

/**
 * Runs a command in `folder` to its end; returns what it printed.
 *
 * @throws Error with the output when it fails, or has not ended in `timeout` milliseconds.
 */
export async function run(folder, timeout, command, ...options) {
  const { child, output } = start(folder, command, options)
  const ended = new Promise((resolve) => {
    child.on('close', resolve)
    child.on('error', (error) => resolve(error.message))
  })
  const timer = setTimeout(() => kill(child), timeout)
  const code = await ended
  clearTimeout(timer)
  if (code === 0) return output.join('')
  throw new Error(`\`${[command, ...options].join(' ')}\`: ${code ?? 'killed'}\n${output.join('')}`)
}

/** Serves the Worker in `folder`; returns its origin, and how to stop it. */
export async function serve(folder) {
  const port = String(await freePort())
  const address = ['--ip', '127.0.0.1', '--port', port, '--inspector-port', '0']
  const { child, output } = start(folder, 'wrangler', ['dev', ...address])
  const origin = `http://127.0.0.1:${port}`
  const deadline = Date.now() + START_TIMEOUT
  while (!(await answers(origin))) {
    if (!running.has(child) || Date.now() > deadline) {
      throw new Error(`Expected \`wrangler dev\` to start in time\n${output.join('')}`)
    }
    await wait(50)
  }
  return { origin, output, stop: () => stop(child) }
}

/** Ends whatever still runs, and leaves nothing. Synchronous, for the end of this process. */
export function killAll() {
  for (const child of running) kill(child)
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
}

/** Lets a server end by itself, as far as it does so in time. */
async function stop(child) {
  child.kill('SIGTERM')
  const deadline = Date.now() + STOP_TIMEOUT
  while (running.has(child) && Date.now() < deadline) await wait(20)
  kill(child)
}

function start(folder, command, options) {
  const child = spawn(command, options, {
    cwd: folder,
    detached: true,
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => output.push(text))
  }
  running.add(child)
  child.on('exit', () => running.delete(child))
  child.on('error', () => running.delete(child))
  return { child, output }
}

/** Ends a process and those it has started. */
function kill(child) {
  if (child.pid === undefined || !running.has(child)) return
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
