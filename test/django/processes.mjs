// The Worker of this suite, and the file of its database.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { environmentIn, run, startWrangler } from '../support/processes.mjs'

const HERE = import.meta.dirname
const CONFIG = ['--config', join(HERE, 'wrangler.toml')]
const MIGRATE_TIMEOUT = 30_000

process.on('exit', () => rmSync(join(HERE, '.wrangler'), { recursive: true, force: true }))

/** Applies the migrations of the project to a D1 database in `folder`. */
export async function migrate(folder) {
  const apply = ['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', folder]
  const { code, output } = await run('wrangler', [...apply, ...CONFIG], {
    timeout: MIGRATE_TIMEOUT,
    env: environmentIn(folder),
  })
  if (code !== 0) throw new Error(`Expected the migrations to succeed:\n${output}`)
}

/** Serves the Worker from the database in `folder`. Returns its process and origin. */
export function startServer(folder) {
  const options = [...CONFIG, '--persist-to', folder, '--log-level', 'error']
  return startWrangler(options, { env: environmentIn(folder) })
}

/** Returns the SQLite file of the only D1 database in `folder`. */
export function databaseFile(folder) {
  const place = join(folder, 'v3', 'd1', 'miniflare-D1DatabaseObject')
  const files = readdirSync(place).filter(
    (name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite',
  )
  if (files.length !== 1) throw new Error(`Expected one D1 database, got ${files.length}`)
  return join(place, files[0])
}
