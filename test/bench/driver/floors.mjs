// What was to be reached, and whether it was.
import { styleText } from 'node:util'
import { kilobytes, ratio } from './format.mjs'
import { peersAhead } from './peers-ahead.mjs'

const MOST_TIME = 1.1
const MOST_BYTES = 8 * 1024
const TIMED = ['read', 'first write', 'change', 'renew key', 'logout']

/** So much more in the largest table is noise, or a tree one level deeper; a scan would be tenfold. */
const FLAT = 1.5

export function printFloors(results) {
  const ahead = peersAhead(results)
  console.log('\nFloors\n')
  print([...timeFloors(results), sizeFloor(results), ...flatFloors(results), ...ahead.missed])
  console.log('\nFewer or faster, but not the same work\n')
  for (const what of ahead.different) console.log(`       ${what}`)
}

function print(floors) {
  for (const { isReached, what } of floors) {
    console.log(`${isReached ? styleText('green', 'ok    ') : styleText('red', 'MISSED')} ${what}`)
  }
}

function timeFloors({ times }) {
  return TIMED.map((scenario) => {
    const { median } = times[scenario].db
    const what = `${scenario} within ${ratio(MOST_TIME)} of the floor: ${ratio(median)}`
    return { isReached: median <= MOST_TIME, what }
  })
}

function sizeFloor({ sizes }) {
  const { gzipped } = sizes['edge-sessions']
  const what = `at most ${kilobytes(MOST_BYTES)} minified and gzipped: ${kilobytes(gzipped)}`
  return { isReached: gzipped <= MOST_BYTES, what }
}

function flatFloors({ scale }) {
  const [small] = scale
  const large = scale.at(-1)
  return Object.entries(large.operations).map(([name, cost]) => {
    const before = small.operations[name]
    const growth = cost.microseconds / before.microseconds
    const isSameBill = cost.read === before.read && cost.written === before.written
    const bill = isSameBill ? 'the same rows' : 'other rows'
    const what = `${name} flat from ${small.rows} to ${large.rows} rows: ${ratio(growth)} of the time, ${bill}`
    return { isReached: isSameBill && growth <= FLAT, what }
  })
}
