// What the operations of the store and a clearing run cost in ever larger tables.
import { begin, progress } from './progress.mjs'
import { median } from './statistics.mjs'

const SIZES = [1000, 10_000, 100_000, 1_000_000, 10_000_000]
const OPERATIONS = 100

export async function timeScale(machine, { largest }) {
  begin('scale')
  const sizes = SIZES.filter((size) => size <= largest)
  const scale = []
  await machine.task('emptyTable')
  let rows = 0
  for (const size of sizes) {
    const label = `${size.toLocaleString('en')} rows`
    const added = size - rows
    for (let filled = 0; filled < added; ) {
      progress(rows + filled, largest, label)
      filled = await machine.task('fill', { from: filled, added })
    }
    await machine.task('timeOperations', { operations: 10 })
    const costs = await machine.task('timeOperations', { operations: OPERATIONS })
    const clearing = await machine.task('timeClearing')
    scale.push({ rows: size, operations: summed(costs), clearing: perRow(clearing) })
    rows = await machine.task('countRows')
  }
  return scale
}

function summed(costs) {
  return Object.fromEntries(
    Object.entries(costs).map(([name, { milliseconds, bill }]) => {
      const { statements, read, written } = bill
      return [name, { microseconds: 1000 * median(milliseconds), statements, read, written }]
    }),
  )
}

function perRow({ statements, scanned, deleted, milliseconds, complete }) {
  return {
    statements,
    scanned,
    deleted,
    complete,
    milliseconds,
    microsecondsPerRow: (1000 * milliseconds) / scanned,
  }
}
