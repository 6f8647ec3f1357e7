// What a library adds to a Worker: bytes, and CPU time to load its module.
import { gzipSync } from 'node:zlib'
import { BENCH, bundle, start } from './machine.mjs'

/** The store of this benchmark, for libraries that have none for D1. */
const TABLE = "; export { textTable } from './worker/contenders/text-table.ts'"

/** What an app imports of each: the middleware and a store. */
const IMPORTS = {
  'edge-sessions': "export { sessions, d1Store } from '../../src/edge-sessions/index.ts'",
  'hono-sessions': `export { sessionMiddleware } from 'hono-sessions'${TABLE}`,
  '@hono/session': `export { useSession, useSessionStorage } from '@hono/session'${TABLE}`,
  'Remix session': `export { createSession } from '@remix-run/session'
    export { createCookie } from '@remix-run/cookie'${TABLE}`,
  'express-session': `export { default } from 'express-session'${TABLE}`,
  'better-auth': "export { betterAuth } from 'better-auth'",
}

/** What every app has. */
const HONO = "export { Hono } from 'hono'; export { getCookie } from 'hono/cookie'"

/** An isolate loads a module once, so there are several that differ in a comment. */
const COPIES = 15

export async function measureSizes() {
  const sizes = {}
  for (const [name, imports] of Object.entries(IMPORTS)) {
    const code = await bundled(imports, { external: ['hono', 'hono/*'], banner: {} })
    const gzipped = gzipSync(code, { level: 9 }).length
    sizes[name] = { minified: Buffer.byteLength(code), gzipped }
  }
  const startUps = await timeStartUps()
  for (const name of Object.keys(sizes)) {
    sizes[name].startUpMilliseconds = startUps[name] - startUps.floor
  }
  return sizes
}

async function timeStartUps() {
  const modules = [{ path: 'index.mjs', contents: await bundle('worker/start-up.ts') }]
  const names = ['floor', ...Object.keys(IMPORTS)]
  const pathsOf = (name) =>
    Array.from({ length: COPIES }, (_, copy) => `module-${names.indexOf(name)}-${copy}.mjs`)
  for (const name of names) {
    const code = await bundled(`${HONO}; ${IMPORTS[name] ?? ''}`)
    modules.push(...pathsOf(name).map((path) => ({ path, contents: `/* ${path} */ ${code}` })))
  }
  const machine = await start(modules.map((module) => ({ type: 'ESModule', ...module })))
  try {
    const times = {}
    for (const name of names) {
      const paths = pathsOf(name).map((path) => `./${path}`)
      times[name] = (await machine.measure('', { paths })).cpu / COPIES / 1000
    }
    return times
  } finally {
    await machine.stop()
  }
}

function bundled(contents, options = {}) {
  return bundle(null, { stdin: { contents, resolveDir: BENCH }, minify: true, ...options })
}
