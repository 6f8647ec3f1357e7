// `npm run test:django`: a real Django on the local D1 file that a running `wrangler dev` serves.
import { join } from 'node:path'
import { findPython, makeFolder, run, stop } from '../support/processes.mjs'
import { databaseFile, migrate, startServer } from './processes.mjs'

/** Timeout of one run of the cases, in milliseconds. */
const RUN_TIMEOUT = 180_000

const SECRET_KEY = 'a-secret-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz'

/**
 * The table, Django's USE_TZ, and the number of random payloads from Django. Half as many come from
 * the Worker. Django's own table replaces the other one, so it comes last.
 */
const RUNS = [
  { table: 'worker', useTz: true, payloads: 1000 },
  { table: 'worker', useTz: false, payloads: 100 },
  { table: 'django', useTz: true, payloads: 1000 },
]

const folder = makeFolder('django')
const python = findPython()
if (python === null) {
  console.log('skipped: no Python with Django was found (set PYTHON, or install python3-django)')
} else {
  process.exit((await testWith(python)) ? 0 : 1)
}

/** Runs all cases and returns whether they passed. */
async function testWith({ command, django }) {
  await migrate(folder)
  const { child: server, origin } = await startServer(folder)
  const database = databaseFile(folder)

  const total = { passed: 0, failed: 0 }
  for (const { table, useTz, payloads } of RUNS) {
    const whose = table === 'worker' ? 'the table of migrations/' : "Django's own table"
    console.log(`\nDjango ${django}, ${whose}, USE_TZ = ${useTz ? 'True' : 'False'}`)
    const { passed, failed } = await runCases(command, {
      INTEROP_DATABASE: database,
      INTEROP_WORKER: origin,
      INTEROP_SECRET_KEY: SECRET_KEY,
      INTEROP_TABLE: table,
      INTEROP_USE_TZ: String(useTz),
      INTEROP_PAYLOADS: String(payloads),
      NO_PROXY: '127.0.0.1',
    })
    total.passed += passed
    total.failed += failed
  }
  if (server.exitCode !== null) console.error(`wrangler dev ended: ${server.output.join('')}`)
  await stop(server)
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0
}

/** Runs the cases. A run that crashes counts as a failure. */
async function runCases(python, environment) {
  const script = join(import.meta.dirname, 'interop.py')
  const { code, output } = await run(python, [script], {
    timeout: RUN_TIMEOUT,
    env: {
      ...process.env,
      DJANGO_SETTINGS_MODULE: 'website.settings',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONIOENCODING: 'utf-8',
      PYTHONUNBUFFERED: '1',
      PYTHONWARNINGS: 'ignore',
      ...environment,
    },
  })
  process.stdout.write(output)
  const counts = /^(\d+) passed, (\d+) failed\s*$/m.exec(output)
  const passed = Number(counts?.[1] ?? 0)
  const failed = Number(counts?.[2] ?? 0)
  return { passed, failed: code === 0 ? failed : Math.max(1, failed) }
}
