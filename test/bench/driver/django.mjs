// A Django site on SQLite, if a Python with Django is installed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { makeFolder } from '../../support/processes.mjs'
import { BENCH } from './machine.mjs'

/** Serves Django and returns its origin and version, or `null` without Django. */
export async function startDjango() {
  for (const python of [process.env.PYTHON, 'python3', '/usr/bin/python3'].filter(Boolean)) {
    const server = spawn(python, [join(BENCH, 'django', 'bench_site.py')], {
      env: {
        ...process.env,
        BENCH_DATABASE: join(makeFolder('bench'), 'db.sqlite3'),
        DJANGO_SETTINGS_MODULE: 'bench_site',
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONWARNINGS: 'ignore',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    process.on('exit', () => server.kill())
    const line = await Promise.race([
      once(server.stdout, 'data'),
      once(server, 'exit').then(() => null),
      once(server, 'error').then(() => null),
    ])
    if (line === null) continue
    const { port, version } = JSON.parse(String(line))
    return { origin: `http://127.0.0.1:${port}`, version }
  }
  return null
}
