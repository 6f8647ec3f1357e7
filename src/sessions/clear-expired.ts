import type { ClearLimits, ClearResult } from './store.ts'

/** What one statement over a slice of the table did. */
export interface SliceResult {
  deleted: number
  scanned: number
}

/**
 * Removes the expired records whose key is greater than `after` and at most `upTo`.
 */
export type ClearSlice = (after: string, upTo: string) => Promise<SliceResult>

/** Positions in the key space: what eight leading characters of a key can say. */
const SPAN = 36 ** 8
const POSITION_LENGTH = 8

/** First slice, before it is known how many records there are, and how fast slices may change. */
const FIRST_WIDTH = SPAN / 36 ** 2
const LARGEST_STEP = 36

const DAY = 86_400_000

/** Sorts after every key. */
const END = '\u{10ffff}'

/**
 * Walks the keys once around in slices of about `rowsPerStatement` records, and stops early after
 * `maxStatements`.
 *
 * It begins where the time of day points to: at midnight with the first key, at noon in the
 * middle. A table too large for one run is so covered by the runs of a day, and no state is kept.
 */
export async function clearInSlices(
  clearSlice: ClearSlice,
  now: Date,
  { maxStatements = 40, rowsPerStatement = 10_000 }: ClearLimits = {},
): Promise<ClearResult> {
  const result: ClearResult = { deleted: 0, scanned: 0, statements: 0, complete: false }
  let position = Math.floor(((now.getTime() % DAY) / DAY) * SPAN)
  let remaining = SPAN
  let width = FIRST_WIDTH
  while (remaining > 0 && result.statements < maxStatements) {
    const length = Math.ceil(Math.min(width, remaining, SPAN - position))
    const { deleted, scanned } = await clearSlice(keyAt(position), keyAt(position + length))
    result.deleted += deleted
    result.scanned += scanned
    result.statements += 1
    width = nextWidth(length, scanned, rowsPerStatement)
    remaining -= length
    position = (position + length) % SPAN
  }
  result.complete = remaining <= 0
  return result
}

function nextWidth(width: number, scanned: number, target: number): number {
  const factor = scanned === 0 ? LARGEST_STEP : target / scanned
  return Math.max(1, width * Math.min(Math.max(factor, 1 / LARGEST_STEP), LARGEST_STEP))
}

function keyAt(position: number): string {
  if (position === 0) return ''
  if (position >= SPAN) return END
  return position.toString(36).padStart(POSITION_LENGTH, '0')
}
