import { env } from 'cloudflare:workers'
import { app } from '../../src/site/app.tsx'
import type { Site } from './test-app.ts'

/** The demo site with the bindings of the tests, and others in their place. */
export function siteWith(bindings: Record<string, unknown>): Site {
  const changed = { ...env, ...bindings }
  return { request: (path, init = {}) => app.request(path, init, changed) }
}

/** The demo site as `wrangler.toml` sets it up. */
export const site = siteWith({})
