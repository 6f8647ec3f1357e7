// What a library adds to a Worker: bytes, and the time to load its module.
import { gzipSync } from 'node:zlib'
import { BENCH, bundle, start } from './machine.mjs'
import { begin, progress } from './progress.mjs'
import { median } from './statistics.mjs'

const OURS = '../../src/edge-sessions/index.ts'

/** For those that have no store for D1, the one of this benchmark. */
const TABLE = "; export { textTable } from './worker/contenders/text-table.ts'"

/** What an app imports of each: the middleware and a store. */
const IMPORTS = {
  'edge-sessions': `export { sessions, d1Store } from '${OURS}'`,
  'hono-sessions': `export { sessionMiddleware } from 'hono-sessions'${TABLE}`,
  '@hono/session': `export { useSession, useSessionStorage } from '@hono/session'${TABLE}`,
  'Remix session': `export { createSession } from '@remix-run/session'
    export { createCookie } from '@remix-run/cookie'${TABLE}`,
  'express-session': `export { default } from 'express-session'${TABLE}`,
  'better-auth': "export { betterAuth } from 'better-auth'",
}

/** What every app has in any case. */
const HONO = "export { Hono } from 'hono'; export { getCookie } from 'hono/cookie'"

/** Modules are loaded once, so there are several that differ in a comment. */
const COPIES = 15

export async function measureSizes() {
  begin('size')
  const sizes = {}
  for (const [name, imports] of Object.entries(IMPORTS)) {
    progress(0, 2, name)
    const alone = { external: ['hono', 'hono/*'], banner: {} }
    const code = Buffer.from(await bundled(imports, alone))
    sizes[name] = { minified: code.length, gzipped: gzipSync(code, { level: 9 }).length }
  }
  progress(1, 2, 'start-up')
  const startUps = await timeStartUps()
  for (const name of Object.keys(sizes)) {
    sizes[name].startUpMilliseconds = startUps[name] - startUps.floor
  }
  return sizes
}

async function timeStartUps() {
  const modules = []
  const names = ['floor', ...Object.keys(IMPORTS)]
  for (const [at, name] of names.entries()) {
    const code = await bundled(`${HONO}; ${IMPORTS[name] ?? ''}`)
    for (let copy = 0; copy < COPIES; copy++) {
      const path = `module-${at}-${copy}.mjs`
      modules.push({ type: 'ESModule', path, contents: `/* ${path} */ ${code}` })
    }
  }
  const main = { type: 'ESModule', path: 'index.mjs', contents: await bundle('worker/start-up.ts') }
  const machine = await start([main, ...modules])
  try {
    const times = await machine.task('', { modules: names.length, copies: COPIES })
    return Object.fromEntries(names.map((name, at) => [name, median(times[at])]))
  } finally {
    await machine.stop()
  }
}

function bundled(contents, options = {}) {
  const stdin = { contents, resolveDir: BENCH }
  return bundle(null, { stdin, minify: true, ...options })
}
