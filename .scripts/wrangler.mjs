import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('../node_modules/wrangler/bin/wrangler.js', import.meta.url))

/**
 * Returns the command and the arguments for `spawn` that run the project's wrangler. They bypass
 * npm's link, which Windows cannot start without a shell.
 */
export function wranglerCommand(...args) {
  return [process.execPath, [SCRIPT, ...args]]
}
