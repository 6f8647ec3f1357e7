// A Django site on SQLite, if a Python with Django is installed.
import { once } from 'node:events'
import { join } from 'node:path'
import { findPython, makeFolder, start } from '../../support/processes.mjs'
import { BENCH } from './machine.mjs'

/** Serves Django and returns its origin and version, or `null` without Django. */
export async function startDjango() {
  const python = findPython()
  if (python === null) return null
  const database = join(makeFolder('bench'), 'db.sqlite3')
  const site = join(BENCH, 'django', 'bench_site.py')
  const server = start(python.command, ['-W', 'ignore', site, database])
  const [port] = await once(server.stdout, 'data')
  return { origin: `http://127.0.0.1:${port.trim()}`, version: python.django }
}
