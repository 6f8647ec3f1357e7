// The Worker of the benchmark, in workerd, with a D1 database of its own.
import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { temporaryFolder } from './leftovers.mjs'

export const BENCH = join(import.meta.dirname, '..')
export const ROOT = join(BENCH, '..', '..')

const [, COMPATIBILITY_DATE] = /^compatibility_date = "(.+)"$/m.exec(
  readFileSync(join(ROOT, 'wrangler.toml'), 'utf8'),
)

/** All that takes part shares the Hono of the project. */
const oneHono = {
  name: 'one-hono',
  setup({ onResolve, resolve, initialOptions }) {
    if (initialOptions.external.includes('hono')) return
    onResolve({ filter: /^hono(\/|$)/ }, ({ path, kind, resolveDir }) =>
      resolveDir === ROOT ? undefined : resolve(path, { kind, resolveDir: ROOT }),
    )
  },
}

/** Bundles a Worker. */
export async function bundle(entry, options = {}) {
  const { outputFiles } = await build({
    ...(entry === null ? {} : { entryPoints: [join(BENCH, entry)] }),
    bundle: true,
    write: false,
    format: 'esm',
    target: 'esnext',
    // As wrangler does.
    conditions: ['workerd', 'worker', 'browser'],
    plugins: [oneHono],
    // For Express, whose packages ask for the modules of Node.js by `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire('/')",
    },
    logLevel: 'error',
    ...options,
    external: ['cloudflare:*', 'node:*', ...builtinModules, ...(options.external ?? [])],
  })
  return outputFiles[0].text
}

/**
 * Starts a Worker on loopback; `stop` ends it.
 *
 * @param source The text of its module, or a list of modules of which the first is the main one.
 */
export async function start(source, options = {}) {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...(typeof source === 'string' ? { script: source, modules: true } : { modules: source }),
      compatibilityDate: COMPATIBILITY_DATE,
      d1Databases: { DB: 'bench' },
      resourcePersistencePath: temporaryFolder(),
      ...options,
    }),
  )
  await miniflare.ready
  return {
    async task(name, parameters = {}) {
      const response = await miniflare.dispatchFetch(`http://bench.example/${name}`, {
        method: 'POST',
        body: JSON.stringify(parameters),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${name}: ${text}`)
      return JSON.parse(text)
    },
    stop: () => miniflare.dispose(),
  }
}

export const OBJECTS = {
  durableObjects: { SESSIONS: { className: 'SessionObject', useSQLite: true } },
}
