// Programs of this suite: they share a temporary folder for caches and logs.
import * as processes from '../support/processes.mjs'

const INSTALL_TIMEOUT = 180_000

const env = processes.environmentIn(processes.makeFolder('scratch'))

/**
 * Runs a command in `folder` to its end and returns its output.
 *
 * @throws Error with the output if it fails or takes longer than `timeout` milliseconds.
 */
export async function run(folder, timeout, command, ...args) {
  const { code, output } = await processes.run(command, args, { cwd: folder, env, timeout })
  if (code === 0) return output
  throw new Error(`\`${[command, ...args].join(' ')}\`: ${code ?? 'killed'}\n${output}`)
}

/** Installs packages into `folder`, without running their scripts. */
export function install(folder, ...packages) {
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
  return run(folder, INSTALL_TIMEOUT, 'npm', 'install', ...quiet, ...packages)
}

/** Serves the Worker in `folder`. Returns its origin and output, and a function that stops it. */
export async function serve(folder) {
  const { child, origin } = await processes.startWrangler([], { cwd: folder, env })
  return { origin, output: child.output, stop: () => processes.stop(child) }
}
