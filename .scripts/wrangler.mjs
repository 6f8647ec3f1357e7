import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('../node_modules/wrangler/bin/wrangler.js', import.meta.url))

/**
 * The command and the arguments, as `spawn` takes them, that run the project's wrangler. Without the
 * link of npm, which Windows cannot start without a shell.
 */
export function wranglerCommand(...args) {
  return [process.execPath, [SCRIPT, ...args]]
}
