// Where a peer needs less than we do.
import { ratio } from './format.mjs'

/** Times that differ by less than this are equal: they vary so from run to run. */
const NOISE = 1.03

/** A peer that reads from the cookie is measured by the engine of ours that does so, if any. */
const RIVALS = { 'better-auth, cookie cache': 'cookies' }
const LAGGING = 'who was signed out elsewhere stays signed in until the cookie ends'

/** What a peer leaves out in a scenario, by the probe that shows it. */
const LEFT_OUT = {
  '50 changes at once': ['keeps 50 additions at once', 'it loses most of them'],
  change: ['stays logged out after a slow write', 'its upsert brings ended sessions back'],
}

/** `missed`: floors that were not reached; `different`: what is less, but for a reason. */
export function peersAhead(results) {
  const all = [...costs(results), ...times(results), ...sizes(results), ...findings(results)]
  const ahead = all.flatMap((comparison) => comparedWithOurs(comparison, results))
  const missed = ahead.filter(({ reason }) => reason === null)
  return {
    missed:
      missed.length > 0
        ? missed.map(({ what }) => ({ isReached: false, what }))
        : [{ isReached: true, what: 'no peer ahead in any row' }],
    different: ahead
      .filter(({ reason }) => reason !== null)
      .map(({ what, reason }) => `${what}: ${reason}`),
  }
}

function comparedWithOurs({ what, values, scenario, part, margin = 1 }, { ours, probes }) {
  return Object.entries(values).flatMap(([name, value]) => {
    if (name === 'floor' || ours.includes(name)) return []
    const readsCookie = name in RIVALS && scenario === 'read'
    const rival = readsCookie && RIVALS[name] in values ? RIVALS[name] : 'db'
    const own = values[rival]
    if (!(value * margin < own)) return []
    const reason = readsCookie && rival === 'db' ? LAGGING : leftOut(name, scenario, part, probes)
    return [{ what: `${name} ahead of ${rival}, ${what}: ${value} to ${own}`, reason }]
  })
}

function leftOut(name, scenario, part, probes) {
  const [probe, reason] = LEFT_OUT[scenario] ?? []
  // An upsert saves the row that must be read to see whether it is still there; not the time.
  if (probe === undefined || (scenario === 'change' && part !== 'read')) return null
  const finding = probes[probe][name]
  return finding === true || finding === 0 ? null : reason
}

function* costs({ counts }) {
  for (const [scenario, found] of Object.entries(counts)) {
    const { Django: _, ...onD1 } = found
    yield comparison(`${scenario}, statements`, found, (one) => one.statements, scenario)
    for (const part of ['read', 'written']) {
      yield comparison(`${scenario}, rows ${part}`, onD1, (one) => one[part], scenario, part)
    }
    // The floor sends what has to be sent: a cookie that lives on, or its end.
    const needed = found.floor.cookies
    const superfluous = (one) => Math.abs(one.cookies - needed)
    yield comparison(`${scenario}, cookies too many or too few`, found, superfluous, scenario)
  }
}

function* times({ times }) {
  for (const [scenario, found] of Object.entries(times)) {
    const value = (one) => Number(ratio(one.median))
    yield { ...comparison(`${scenario}, time`, found, value, scenario, 'time'), margin: NOISE }
  }
}

function* sizes({ sizes }) {
  const { 'edge-sessions': db, ...others } = sizes
  yield comparison('gzipped bytes', { db, ...others }, (one) => one.gzipped)
}

function* findings({ probes }) {
  for (const [probe, found] of Object.entries(probes)) {
    yield comparison(probe, found, failures)
  }
}

function failures(finding) {
  return typeof finding === 'number' ? finding : Number(finding === false)
}

function comparison(what, found, value, scenario = null, part = null) {
  const values = Object.fromEntries(Object.entries(found).map(([name, one]) => [name, value(one)]))
  return { what, values, scenario, part }
}
