// The targets, and the places where a peer needs less.
import { styleText } from 'node:util'

/** µs of CPU time beyond the floor. */
const MOST_ALONE = { read: 20, 'first write': 34, change: 30 }

const MOST_GZIPPED = 9.5 * 1024

/** Growth that may be noise, or one more level of the tree. A scan would be tenfold. */
const FLAT = 1.5

/** Times by the clock that differ by less are equal: those of the floor and the control do. */
const NOISE = 1.08

/** Peers that answer reads from a cookie are compared with ours that does so. */
const RIVALS = { 'better-auth, cookie cache': 'cookieCache' }

const FLOORS = ['floor', 'control', 'signing floor']

/** The work that a peer leaves out of a scenario, with the probe that shows it. */
const LEFT_OUT = {
  '50 changes at once': ['keeps 50 additions at once', 'it loses most of them'],
  change: ['stays logged out after a slow write', 'its upsert brings ended sessions back'],
}

export function printTargets(results) {
  const ahead = [...peersAhead(results)]
  const missed = ahead.filter(({ reason }) => reason === null)
  const peers = { isReached: missed.length === 0, what: 'no peer ahead' }
  console.log('\nTargets\n')
  for (const { isReached = false, what } of [...ownTargets(results), peers, ...missed]) {
    console.log(`${isReached ? styleText('green', 'ok    ') : styleText('red', 'MISSED')} ${what}`)
  }
  console.log('\nLess, but not the same work\n')
  for (const { what, reason } of ahead) if (reason !== null) console.log(`  ${what}: ${reason}`)
  console.log('\nA few µs of CPU time cheaper\n')
  for (const what of cheaperPeers(results)) console.log(`  ${what}`)
}

function* ownTargets({ alone, sizes, scale }) {
  for (const [scenario, most] of Object.entries(MOST_ALONE)) {
    const beyond = alone[scenario].db - alone[scenario].floor
    const what = `${scenario}: at most ${most} µs beyond the floor, ${Math.round(beyond)}`
    yield { isReached: beyond <= most, what }
  }
  const { gzipped } = sizes['edge-sessions']
  yield { isReached: gzipped <= MOST_GZIPPED, what: `at most 9.5 KB gzip: ${gzipped} bytes` }
  const [small] = Object.values(scale)
  const [rows, large] = Object.entries(scale).at(-1)
  for (const [name, cost] of Object.entries(large.operations)) {
    const before = small.operations[name]
    const growth = cost.microseconds / before.microseconds
    const isSame = cost.read === before.read && cost.written === before.written
    const what = `${name} costs ${growth.toFixed(2)} times as much with ${rows} rows, ${isSame ? 'the same' : 'other'} rows`
    yield { isReached: isSame && growth <= FLAT, what }
  }
}

/** Compares db with its peers wherever less is better. */
function* peersAhead(results) {
  const others = [...FLOORS, ...results.ours]
  for (const { what, found, value, scenario = '', margin = 1 } of comparisons(results)) {
    for (const name of Object.keys(found).filter((name) => !others.includes(name))) {
      const rival = scenario.includes('read') && RIVALS[name] in found ? RIVALS[name] : 'db'
      const [theirs, own] = [value(found[name]), value(found[rival])]
      if (theirs * margin >= own) continue
      const reason = leftOut(name, scenario, what, results)
      yield { what: `${name} ahead of ${rival}, ${what}: ${theirs} to ${own}`, reason }
    }
  }
}

/** Statements, rows, cookies, the time with a distant database, sizes and findings. */
function* comparisons({ counts, times, sizes, probes }) {
  for (const [scenario, found] of Object.entries(counts)) {
    const { Django: _, ...onD1 } = found
    const excess = ({ cookies }) => Math.abs(cookies - found.floor.cookies)
    const about = (what) => ({ what: `${scenario}, ${what}`, scenario })
    yield { ...about('statements'), found, value: ({ statements }) => statements }
    yield { ...about('rows read'), found: onD1, value: ({ read }) => read }
    yield { ...about('rows written'), found: onD1, value: ({ written }) => written }
    yield { ...about('cookies too many or too few'), found, value: excess }
  }
  for (const distance of [5, 30]) {
    for (const [scenario, found] of Object.entries(times[distance])) {
      // Without a statement, only the noise of the machine is left.
      if (counts[scenario]?.db.statements === 0) continue
      const value = ({ least }) => Math.round(least)
      yield { what: `${scenario}, µs at ${distance} ms`, found, scenario, value, margin: NOISE }
    }
  }
  const { 'edge-sessions': db, ...others } = sizes
  yield { what: 'bytes gzipped', found: { db, ...others }, value: ({ gzipped }) => gzipped }
  const failures = (finding) => (typeof finding === 'number' ? finding : Number(finding === false))
  for (const [what, found] of Object.entries(probes)) yield { what, found, value: failures }
}

/** Returns the reason why a peer ahead does less work, or `null`. */
function leftOut(name, scenario, what, { probes }) {
  const [probe, reason] = LEFT_OUT[scenario] ?? []
  // An upsert saves a read of the row, but no statement.
  if (probe === undefined || (scenario === 'change' && !what.includes('rows read'))) return null
  const finding = probes[probe][name]
  return finding === true || finding === 0 ? null : reason
}

function* cheaperPeers({ alone, ours }) {
  for (const [scenario, found] of Object.entries(alone)) {
    const noise = Math.abs(found.control - found.floor)
    for (const [name, least] of Object.entries(found)) {
      if (name === 'floor' || name === 'control' || ours.includes(name)) continue
      const saved = found.db - least
      if (saved > noise) yield `${name}, ${scenario}: ${Math.round(saved)} µs less than db`
    }
  }
}
