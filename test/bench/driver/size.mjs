// The cost of a library in a Worker: bytes, and CPU time to load its module.
import { gzipSync } from 'node:zlib'
import { bundle, start } from './machine.mjs'

/** The store of this benchmark, for libraries that have none for D1. */
const TABLE = "; export { textTable } from './worker/contenders/text-table.ts'"

/** The imports of an app: the middleware and a store. */
const IMPORTS = {
  'edge-sessions': "export { sessions, d1Store } from '../../src/edge-sessions/index.ts'",
  'hono-sessions': `export { sessionMiddleware } from 'hono-sessions'${TABLE}`,
  '@hono/session': `export { useSession, useSessionStorage } from '@hono/session'${TABLE}`,
  'Remix session': `export { createSession } from '@remix-run/session'
    export { createCookie } from '@remix-run/cookie'${TABLE}`,
  'express-session': `export { default } from 'express-session'${TABLE}`,
  'better-auth': "export { betterAuth } from 'better-auth'",
}

/** The imports of every app. */
const HONO = "export { Hono } from 'hono'; export { getCookie } from 'hono/cookie'"

/** An isolate loads a module once, so there are several copies that differ in a comment. */
export async function measureSizes(_, { rounds }) {
  const sizes = {}
  const modules = []
  for (const [name, imports] of Object.entries({ floor: '', ...IMPORTS })) {
    const code = await bundle(imports, { minify: true, external: ['hono', 'hono/*'], banner: {} })
    const gzipped = gzipSync(code, { level: 9 }).length
    sizes[name] = { minified: Buffer.byteLength(code), gzipped }
    const contents = await bundle(`${HONO}; ${imports}`, { minify: true })
    for (let copy = 0; copy < rounds; copy++) {
      const path = `module-${modules.length}.mjs`
      modules.push({ name, path, contents: `/* ${path} */ ${contents}` })
    }
  }
  const machine = await start({ modules })
  for (const [name, size] of Object.entries(sizes)) {
    const copies = modules.filter((module) => module.name === name)
    const paths = copies.map(({ path }) => `./${path}`)
    size.startUp = (await machine.measure('load', paths)).cpu / rounds / 1000
  }
  await machine.stop()
  const { floor, ...libraries } = sizes
  for (const size of Object.values(libraries)) size.startUp -= floor.startUp
  return libraries
}
