// A Django site behind gunicorn, with SQLite, where a Python has both.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../support/processes.mjs'
import { atExit, temporaryFolder } from './leftovers.mjs'
import { BENCH } from './machine.mjs'

const VERSIONS = 'import django, gunicorn; print(django.get_version(), gunicorn.__version__)'
const START_TIMEOUT = 20_000

/** Serves it; returns its origin and versions, or `null` where there is no Django. */
export async function startDjango() {
  const python = findPython()
  if (python === null) return null

  const environment = {
    ...process.env,
    BENCH_DATABASE: join(temporaryFolder(), 'db.sqlite3'),
    DJANGO_SETTINGS_MODULE: 'bench_site',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONPATH: join(BENCH, 'django'),
    PYTHONWARNINGS: 'ignore',
  }
  spawnSync(python.command, ['-m', 'django', 'migrate'], { env: environment, timeout: 60_000 })

  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const gunicorn = ['-m', 'gunicorn', 'bench_wsgi', '--bind', `127.0.0.1:${port}`]
  const server = spawn(python.command, [...gunicorn, '--threads', '8', '--keep-alive', '0'], {
    env: environment,
    stdio: 'ignore',
  })
  atExit(() => server.kill())
  server.unref()
  await answers(`${origin}/untouched`)
  return { origin, versions: python.versions }
}

function findPython() {
  const candidates = [process.env.PYTHON, 'python3', '/usr/bin/python3', 'python']
  for (const command of candidates.filter(Boolean)) {
    const { status, stdout } = spawnSync(command, ['-c', VERSIONS], {
      encoding: 'utf8',
      timeout: 30_000,
    })
    if (status === 0) return { command, versions: stdout.trim() }
  }
  return null
}

async function answers(url) {
  for (const deadline = Date.now() + START_TIMEOUT; Date.now() < deadline; await wait(50)) {
    try {
      await fetch(url, { signal: AbortSignal.timeout(1000) })
      return
    } catch {
      // Not yet.
    }
  }
  throw new Error('Expected gunicorn to start in time')
}
