// What a library adds to a Worker: bytes, and the time to load its module.
import { gzipSync } from 'node:zlib'
import { BENCH, bundle, start } from './machine.mjs'
import { begin, progress } from './progress.mjs'
import { median } from './statistics.mjs'

const OURS = '../../src/sessions/index.ts'

/** What an app imports of each: the middleware, and the store where there is one for D1. */
const IMPORTS = {
  'edge-sessions': `import { sessions as a, d1Store as b } from '${OURS}'`,
  'hono-sessions': "import { sessionMiddleware as a } from 'hono-sessions'; const b = a",
  '@hono/session': "import { useSession as a, useSessionStorage as b } from '@hono/session'",
  'Remix session':
    "import { createSession as a } from '@remix-run/session'; import { createCookie as b } from '@remix-run/cookie'",
  'express-session': "import a from 'express-session'; const b = a",
  'better-auth': "import { betterAuth as a } from 'better-auth'; const b = a",
}

/** Modules are loaded once, so there are several that differ in a comment. */
const COPIES = 15

export async function measureSizes() {
  begin('size')
  const sizes = {}
  for (const [name, imports] of Object.entries(IMPORTS)) {
    progress(0, 2, name)
    const code = Buffer.from(
      await bundled(`${imports}; export { a, b }`, { external: ['hono', 'hono/*'], banner: {} }),
    )
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
    const imports = IMPORTS[name] ?? 'const a = null, b = null'
    const code = await bundled(
      `import { Hono } from 'hono'; import { getCookie } from 'hono/cookie'; ${imports}
       export default [new Hono(), getCookie, a, b]`,
    )
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
