import { env } from 'cloudflare:workers'
import { app } from '../../src/site/app.tsx'
import type { Site } from './test-app.ts'

/** Returns the demo site with the bindings of the tests, some of them replaced by these. */
export function siteWith(bindings: Record<string, unknown>): Site {
  const changed = { ...env, ...bindings }
  return { request: (path, init = {}) => app.request(path, init, changed) }
}

/** The demo site with the settings of `wrangler.toml`. */
export const site = siteWith({})
