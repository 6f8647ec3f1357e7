// `npm run clearsessions [-- --remote]`: clears the whole table of expired sessions, in batches.
import { execFileSync } from 'node:child_process'
import {
  clearInBatches,
  HEX_ALPHABET,
  KEY_ALPHABET,
} from '../src/edge-sessions/engines/d1/clear-in-batches.ts'
import { formatDate, looseCutoff } from '../src/edge-sessions/engines/d1/columns.ts'
import { wranglerCommand } from './wrangler.mjs'

const options = process.argv.slice(2)
const target = options.includes('--remote') ? options : ['--local', ...options]
// Each statement starts wrangler, which is slow, so batches are larger than those of the Worker.
const limits = { share: 1, maxStatements: Number.POSITIVE_INFINITY, rowsPerStatement: 200_000 }
const now = new Date()
const end = quote(formatDate(now))
const looseEnd = quote(looseCutoff(now))

const { deleted } = await clearInBatches({ alphabet: findAlphabet(), clear, keyAt }, now, limits)
console.log(`Removed ${deleted} expired ${deleted === 1 ? 'session' : 'sessions'}`)

/** Returns the alphabet of the keys: hashed keys are hexadecimal. */
function findAlphabet() {
  const [row] = execute('SELECT max(session_key) AS last FROM django_session')
  return (row?.last ?? 'z') > 'g' ? KEY_ALPHABET : HEX_ALPHABET
}

async function clear(after, upTo, limit) {
  const rows = execute(
    `DELETE FROM django_session WHERE session_key IN (
       SELECT session_key FROM (
         SELECT session_key, expire_date FROM django_session WHERE ${between(after, upTo)}
         ORDER BY session_key LIMIT ${limit}
       ) WHERE expire_date < ${end} AND (expire_date NOT LIKE '____-%-%-%' OR expire_date < ${looseEnd})
     ); SELECT changes() AS deleted, count(*) AS kept FROM (
       SELECT session_key FROM django_session WHERE ${between(after, upTo)} LIMIT ${limit}
     )`,
  )
  const [{ deleted, kept }] = rows
  return { deleted, rowsRead: deleted + kept }
}

async function keyAt(after, upTo, position) {
  const [row] = execute(
    `SELECT session_key FROM django_session WHERE ${between(after, upTo)}
     ORDER BY session_key LIMIT 1 OFFSET ${position - 1}`,
  )
  return { key: row?.session_key ?? null, rowsRead: position }
}

/** Runs SQL and returns the rows of its last statement. */
function execute(sql) {
  const arguments_ = ['d1', 'execute', 'DB', ...target, '--json', '--command', sql]
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' }
  const answer = execFileSync(...wranglerCommand(...arguments_), { encoding: 'utf8', env })
  return JSON.parse(answer).at(-1).results
}

function between(after, upTo) {
  return `session_key > ${quote(after)} AND session_key <= ${quote(upTo)}`
}

function quote(text) {
  return `'${text.replaceAll("'", "''")}'`
}
