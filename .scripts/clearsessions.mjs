// `npm run clearsessions [-- --remote]`: what the Cron Trigger does, by hand and to the end.
import { execFileSync } from 'node:child_process'
import { clearInSlices } from '../src/sessions/clear-expired.ts'

const options = process.argv.slice(2)
const target = options.includes('--remote') ? options : ['--local', ...options]
// Each statement is a call of wrangler here, so slices are larger than those of the Worker.
const limits = { maxStatements: Number.POSITIVE_INFINITY, rowsPerStatement: 100_000 }
const now = new Date()

const { deleted } = await clearInSlices({ findEnd, clear }, now, limits)
console.log(`Removed ${deleted} expired sessions`)

async function findEnd(after, upTo, rows) {
  const found = execute(
    `SELECT session_key FROM django_session WHERE ${between(after, upTo)}
     ORDER BY session_key LIMIT 1 OFFSET ${rows - 1}`,
  )
  return { key: found[0]?.session_key ?? null, scanned: rows }
}

async function clear(after, upTo) {
  const expired = `expire_date < ${quote(now.toISOString().slice(0, 19).replace('T', ' '))}`
  const [{ n }] = execute(
    `DELETE FROM django_session WHERE ${between(after, upTo)} AND ${expired}; SELECT changes() AS n`,
  )
  return { deleted: n, scanned: 0 }
}

/** Runs SQL and returns the rows of its last statement. */
function execute(sql) {
  const arguments_ = ['d1', 'execute', 'DB', ...target, '--json', '--command', sql]
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' }
  const answer = execFileSync('wrangler', arguments_, { encoding: 'utf8', env })
  return JSON.parse(answer).at(-1).results
}

function between(after, upTo) {
  return `session_key > ${quote(after)} AND session_key <= ${quote(upTo)}`
}

function quote(text) {
  return `'${text.replaceAll("'", "''")}'`
}
