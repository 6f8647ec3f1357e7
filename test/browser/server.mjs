// A `wrangler dev` with a separate database and settings.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environmentIn, makeFolder, run, startWrangler } from '../support/processes.mjs'

const ROOT = join(import.meta.dirname, '..', '..')
const MIGRATE_TIMEOUT = 60_000
const SECRET_KEY = 'a-secret-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz'

/**
 * Starts a server and returns its origin.
 *
 * @param settings Django's names and values. Those of `wrangler.toml` are the defaults.
 */
export async function startServer(settings) {
  const folder = makeFolder('browser')
  const options = { cwd: ROOT, env: environmentIn(folder) }
  const migrate = ['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', folder]
  const { code, output } = await run('wrangler', migrate, { ...options, timeout: MIGRATE_TIMEOUT })
  if (code !== 0) throw new Error(`Expected the migrations to succeed:\n${output}`)
  // Ignores the developer's `.dev.vars`.
  const secrets = join(folder, 'secrets')
  writeFileSync(secrets, `SECRET_KEY=${SECRET_KEY}`)
  const places = ['--persist-to', folder, '--env-file', secrets]
  const variables = Object.entries(settings).flatMap(([name, value]) => [
    '--var',
    `${name}:${value}`,
  ])
  const { origin } = await startWrangler(['--log-level', 'error', ...places, ...variables], {
    ...options,
    path: '/styles.css',
  })
  return origin.replace('127.0.0.1', 'localhost')
}
