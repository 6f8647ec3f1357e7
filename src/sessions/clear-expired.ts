import type { ClearLimits, ClearResult } from './store.ts'

/** What `clearInSlices` needs of a table that is ordered by key. */
export interface SlicedTable {
  /** How many digits and letters keys are made of: `0-9a-z` or `0-9a-f`. Default: 36. */
  digits?: 16 | 36
  /**
   * Returns the key of the `rows`-th record among those greater than `after` and at most `upTo`, or
   * `null` when there are fewer.
   */
  findEnd(
    after: string,
    upTo: string,
    rows: number,
  ): Promise<{ key: string | null; scanned: number }>
  /** Removes the expired records greater than `after` and at most `upTo`. */
  clear(after: string, upTo: string): Promise<{ deleted: number; scanned: number }>
}

const DAY = 86_400_000

/** Sorts before and after every key. */
const BEGIN = ''
const END = '\u{10ffff}'

/** Leading characters of a key that tell where in the day it has its turn. */
const POSITION_LENGTH = 8

/**
 * Walks the table once around in slices of `rowsPerStatement` records, so that no statement keeps
 * the database busy for long, and stops early after `maxStatements`.
 *
 * It begins where the time of day points to: at midnight with the first key, at noon in the
 * middle. A table too large for one run is so covered by the runs of a day, and no state is kept.
 */
export async function clearInSlices(
  table: SlicedTable,
  now: Date,
  { maxStatements = 40, rowsPerStatement = 25_000 }: ClearLimits = {},
): Promise<ClearResult> {
  const result: ClearResult = { deleted: 0, scanned: 0, statements: 0, complete: false }
  const start = keyAtTimeOfDay(now, table.digits ?? 36)
  const legs =
    start === BEGIN
      ? [[BEGIN, END]]
      : [
          [start, END],
          [BEGIN, start],
        ]

  for (const [begin = BEGIN, end = END] of legs) {
    let after: string | null = begin
    while (after !== null) {
      if (result.statements + 2 > maxStatements) return result
      const found = await table.findEnd(after, end, rowsPerStatement)
      const cleared = await table.clear(after, found.key ?? end)
      result.deleted += cleared.deleted
      result.scanned += found.scanned + cleared.scanned
      result.statements += 2
      after = found.key
    }
  }
  result.complete = true
  return result
}

/** Keys are random, so a share of the key space is about the same share of the records. */
function keyAtTimeOfDay(now: Date, digits: number): string {
  const share = (now.getTime() % DAY) / DAY
  const position = Math.floor(share * digits ** POSITION_LENGTH)
  return position === 0 ? BEGIN : position.toString(digits).padStart(POSITION_LENGTH, '0')
}
