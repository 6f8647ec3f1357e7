// The Worker of the benchmark in workerd, with its own D1 database, and the CPU time that it takes.
// Django is a process beside it.
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { findPython, makeFolder, start as startProcess } from '../../support/processes.mjs'

export const BENCH = join(import.meta.dirname, '..')

const [, COMPATIBILITY_DATE] = /^compatibility_date = "(.+)"$/m.exec(
  readFileSync(join(BENCH, '..', '..', 'wrangler.toml'), 'utf8'),
)

let worker

/** Bundles the source of a module as wrangler does. */
export async function bundle(contents, { external = [], ...options } = {}) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: BENCH },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'esnext',
    conditions: ['workerd', 'worker', 'browser'],
    // Express requires the modules of Node.js.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire('/')",
    },
    logLevel: 'error',
    external: ['cloudflare:*', 'node:*', ...builtinModules, ...external],
    ...options,
  })
  return outputFiles[0].text
}

/**
 * Starts the Worker of the benchmark on an empty database.
 *
 * @param options The address of Django, and further modules `{ path, contents }` to load.
 */
export async function start({ django = '', modules = [] } = {}) {
  worker ??= await bundle("export { default, SessionObject } from './worker/index.ts'")
  const known = childrenNow()
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: [{ path: 'index.mjs', contents: worker }, ...modules].map((module) => ({
        type: 'ESModule',
        ...module,
      })),
      durableObjects: { SESSIONS: { className: 'SessionObject', useSQLite: true } },
      compatibilityDate: COMPATIBILITY_DATE,
      d1Databases: { DB: 'bench' },
      bindings: { DJANGO: django },
      resourcePersistencePath: makeFolder('bench'),
    }),
  )
  await miniflare.ready
  const processes = childrenNow().filter((id) => !known.includes(id))

  /** Runs a task and returns its result, with its time by the clock and by the CPU in µs. */
  async function measure(...task) {
    const body = JSON.stringify(task)
    const cpuBefore = cpuTime(processes)
    const start = performance.now()
    const response = await miniflare.dispatchFetch('http://bench.example', { method: 'POST', body })
    const text = await response.text()
    const clock = 1000 * (performance.now() - start)
    const cpu = processes.length > 0 ? cpuTime(processes) - cpuBefore : clock
    if (!response.ok) throw new Error(`${body}: ${text}`)
    return { result: JSON.parse(text), clock, cpu }
  }

  const ask = async (...task) => (await measure(...task)).result
  const { contenders, ours } = await ask('setUp')
  return { ask, measure, contenders, ours, stop: () => miniflare.dispose() }
}

/** Serves Django and returns its origin and version, or `null` without Django. */
export async function startDjango() {
  const python = findPython()
  if (python === null) return null
  const database = join(makeFolder('bench'), 'db.sqlite3')
  const site = join(BENCH, 'django', 'bench_site.py')
  const server = startProcess(python.command, ['-W', 'ignore', site, database])
  const [port] = await once(server.stdout, 'data')
  return { origin: `http://127.0.0.1:${port.trim()}`, version: python.django }
}

/** The child processes. Only Linux tells; elsewhere the clock takes the place of the CPU time. */
function childrenNow() {
  try {
    const text = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    return text.split(' ').filter(Boolean)
  } catch {
    return []
  }
}

/** The time in µs that all threads of the processes have run. */
function cpuTime(processes) {
  let nanoseconds = 0
  for (const id of processes) {
    for (const thread of readdirSync(`/proc/${id}/task`)) {
      const text = readFileSync(`/proc/${id}/task/${thread}/schedstat`, 'utf8')
      nanoseconds += Number(text.split(' ')[0])
    }
  }
  return nanoseconds / 1000
}
