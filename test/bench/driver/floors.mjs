// What was to be reached, and whether it was.
import { styleText } from 'node:util'
import { kilobytes, ratio } from './format.mjs'

const MOST_TIME = 1.1
const MOST_BYTES = 8 * 1024
const TIMED = ['read', 'first write', 'change', 'renew key', 'logout']

/** A larger table may cost so much more, which is noise; a scan would cost ten times more. */
const FLAT = 1.5

export function floors(results) {
  return [
    ...timeFloors(results),
    sizeFloor(results),
    ...flatFloors(results),
    ...peersAhead(results),
  ]
}

export function printFloors(results) {
  console.log('\nFloors\n')
  for (const { isReached, what } of floors(results)) {
    console.log(`${isReached ? styleText('green', 'ok    ') : styleText('red', 'MISSED')} ${what}`)
  }
}

function timeFloors({ times }) {
  return TIMED.map((scenario) => {
    const { median } = times[scenario].db
    const what = `${scenario} within ${MOST_TIME.toFixed(2)} of the floor: ${ratio(median)}`
    return { isReached: median <= MOST_TIME, what }
  })
}

function sizeFloor({ sizes }) {
  const { gzipped } = sizes['edge-sessions']
  const what = `at most ${kilobytes(MOST_BYTES)} minified and gzipped: ${kilobytes(gzipped)}`
  return { isReached: gzipped <= MOST_BYTES, what }
}

function flatFloors({ scale }) {
  const [first] = scale
  const last = scale.at(-1)
  return Object.entries(last.operations).map(([name, cost]) => {
    const before = first.operations[name]
    const growth = cost.microseconds / before.microseconds
    const isSameBill = cost.read === before.read && cost.written === before.written
    const what = `${name} flat from ${first.rows} to ${last.rows} rows: ${ratio(growth)} of the time, ${isSameBill ? 'the same' : 'other'} rows`
    return { isReached: isSameBill && growth <= FLAT, what }
  })
}

/** Every row in which a peer is ahead of `db`; the times of two engines differ by noise, too. */
function peersAhead({ counts, times, sizes, probes, ours }) {
  const ahead = []
  const compare = (what, values, margin = 1) => {
    for (const [name, value] of Object.entries(values)) {
      const isPeer = name !== 'floor' && !ours.includes(name)
      if (isPeer && value * margin < values.db) {
        ahead.push({ isReached: false, what: `${name} ahead, ${what}: ${value} to ${values.db}` })
      }
    }
  }
  const each = (found, value) =>
    Object.fromEntries(Object.entries(found).map(([name, one]) => [name, value(one)]))
  for (const [scenario, found] of Object.entries(counts)) {
    for (const part of ['statements', 'read', 'written', 'cookies']) {
      compare(
        `${scenario}, ${part}`,
        each(withoutForeign(found, part), (one) => one[part]),
      )
    }
  }
  for (const [scenario, found] of Object.entries(times)) {
    compare(
      `${scenario}, time`,
      each(found, (one) => Number(ratio(one.median))),
      1.02,
    )
  }
  const { 'edge-sessions': db, ...others } = each(sizes, (one) => one.gzipped)
  compare('gzipped bytes', { db, ...others })
  for (const [probe, findings] of Object.entries(probes)) {
    compare(
      probe,
      each(findings, (one) => (one === true || one === 0 || one === null ? 0 : 1)),
    )
  }
  return ahead.length > 0 ? ahead : [{ isReached: true, what: 'no peer ahead in any row' }]
}

/** The rows that Django reads and writes in SQLite are not counted. */
function withoutForeign(found, part) {
  const { Django, ...others } = found
  return part === 'read' || part === 'written' ? others : found
}
