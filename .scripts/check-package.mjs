// `npm run check:package`: packs the package and checks it with publint and Are the Types Wrong.
// Neither tool is a dependency of the project. npm fetches both into its own cache, once.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-check-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

run('npm', 'run', 'build')
// Skips `prepack`, whose output some versions of npm mix into the JSON.
const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
const [{ filename }] = JSON.parse(run('npm', ...pack))
const tarball = join(folder, filename)
console.log(exec('publint@^0.3.25', 'publint', '--strict', tarball))
console.log(exec('@arethetypeswrong/cli@^0.18.5', 'attw', '--profile', 'esm-only', tarball))

function exec(tool, command, ...options) {
  return run('npm', 'exec', '--yes', `--package=${tool}`, '--', command, ...options)
}

/** Runs a command and returns its output. If it fails, prints the output and ends this script. */
function run(command, ...options) {
  const { status, stdout, stderr } = spawnSync(command, options, {
    encoding: 'utf8',
    timeout: 120_000,
  })
  if (status === 0) return stdout
  console.error(stdout, stderr)
  process.exit(1)
}
