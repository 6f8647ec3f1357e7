// The Worker of the benchmark in workerd, with its own D1 database, and the CPU time that it takes.
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { makeFolder } from '../../support/processes.mjs'

export const BENCH = join(import.meta.dirname, '..')

const [, COMPATIBILITY_DATE] = /^compatibility_date = "(.+)"$/m.exec(
  readFileSync(join(BENCH, '..', '..', 'wrangler.toml'), 'utf8'),
)

/** Bundles a Worker as wrangler does. */
export async function bundle(entry, options = {}) {
  const { outputFiles } = await build({
    ...(entry === null ? {} : { entryPoints: [join(BENCH, entry)] }),
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
    ...options,
    external: ['cloudflare:*', 'node:*', ...builtinModules, ...(options.external ?? [])],
  })
  return outputFiles[0].text
}

/** Starts a Worker: the source of its module, or a list of modules of which the first is the main one. */
export async function start(source, django = '') {
  const known = childrenNow()
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...(typeof source === 'string' ? { script: source, modules: true } : { modules: source }),
      ...(typeof source === 'string' ? { durableObjects: OBJECTS } : {}),
      compatibilityDate: COMPATIBILITY_DATE,
      d1Databases: { DB: 'bench' },
      bindings: { DJANGO: django },
      resourcePersistencePath: makeFolder('bench'),
    }),
  )
  await miniflare.ready
  const processes = childrenNow().filter((id) => !known.includes(id))

  async function task(name, parameters = {}) {
    const body = JSON.stringify(parameters)
    const url = `http://bench.example/${name}`
    const response = await miniflare.dispatchFetch(url, { method: 'POST', body })
    const text = await response.text()
    if (!response.ok) throw new Error(`${name} ${body}: ${text}`)
    return JSON.parse(text)
  }

  /** Runs a task and returns its result, with its time by the clock and by the CPU in µs. */
  async function measure(name, parameters) {
    const cpuBefore = cpuTime(processes)
    const start = performance.now()
    const result = await task(name, parameters)
    const clock = 1000 * (performance.now() - start)
    return { result, clock, cpu: processes.length > 0 ? cpuTime(processes) - cpuBefore : clock }
  }
  return { task, measure, stop: () => miniflare.dispose() }
}

const OBJECTS = { SESSIONS: { className: 'SessionObject', useSQLite: true } }

/** The child processes. Only Linux tells; elsewhere the clock takes the place of the CPU time. */
function childrenNow() {
  try {
    return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
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
