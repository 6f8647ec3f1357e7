import type { ClearLimits, ClearResult } from '../../sessions/index.ts'

/** A table that is ordered by session key, as `clearInBatches` needs it. */
export interface KeyOrderedTable {
  /** The characters of keys, in their order. Keys are random, so each is equally likely. */
  alphabet: string
  /** Removes the expired records among the first `limit` records after `after`, up to `upTo`. */
  clear(after: string, upTo: string, limit: number): Promise<{ deleted: number; rowsRead: number }>
  /** Returns the key of the `position`-th record after `after`, up to `upTo`, counted from 1. */
  keyAt(
    after: string,
    upTo: string,
    position: number,
  ): Promise<{ key: string | null; rowsRead: number }>
}

/** The characters of Django's session keys. */
export const KEY_ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz'
/** The characters of hashed keys. */
export const HEX_ALPHABET = '0123456789abcdef'

const HOUR = 3_600_000
const HOURS_A_DAY = 24

/** The key space is divided into this many units, so that positions in it are exact integers. */
const UNITS = 2 ** 40
/** The number of characters in the key of a position. */
const POSITION_LENGTH = 8
/** Sorts after every key. */
const END = '\u{10ffff}'

/** The first batch shows how dense the table is: 5,000 records of 20 million. */
const FIRST_WIDTH = UNITS / 2 ** 12
/** Few records say little about the density, so the next batch grows at most this much. */
const MAX_GROWTH = 64
/** The share of `rowsPerStatement` that a batch aims at, so that it seldom takes two steps. */
const AIM = 0.75

/** A run that has read fewer rows than this continues, so a small table is cleared completely. */
const MIN_ROWS = 400
/** A run continues while it removes at least one record for this many rows read. */
const MAX_ROWS_READ_PER_DELETED = 10

/**
 * The fractional part of the golden ratio. Equal steps of this size, or of any multiple of it, soon
 * come near every point of a circle.
 */
const GOLDEN = 0.618_033_988_749_895
/** The distance between the stretches of two consecutive hours. It has no common divisor with 24. */
const HOUR_STEP = 7

/**
 * Clears a share of the key space in batches, each one statement that looks at no more than
 * `rowsPerStatement` records. Continues beyond its share while it finds many expired records.
 *
 * The start of a run depends only on the time, so no state is kept. Hourly runs cover the table
 * once a day in 24 stretches. Each day moves all stretches by the golden ratio, so runs at the same
 * time of each day, week or month also reach every record.
 */
export async function clearInBatches(
  table: KeyOrderedTable,
  now: Date,
  {
    maxStatements = 40,
    rowsPerStatement = 50_000,
    share = 1 / HOURS_A_DAY,
    keyPrefix = '',
  }: ClearLimits = {},
): Promise<ClearResult> {
  const result: ClearResult = { deleted: 0, scanned: 0, statements: 0, complete: false }
  const start = startOfRun(now)
  const leastUnits = Math.min(UNITS, Math.ceil(share * UNITS))
  let covered = 0
  let width = FIRST_WIDTH

  for (const [begin, end] of [
    [start, UNITS],
    [0, start],
  ] as const) {
    let at = begin
    while (at < end) {
      const missing = leastUnits - covered
      const to = Math.min(end, at + Math.min(width, missing > 0 ? missing : UNITS))
      const batch = await clearBatch(keyOf(at), keyOf(to))
      if (batch === null) return result
      covered += to - at
      const growth = (AIM * rowsPerStatement) / Math.max(1, batch.rowsRead)
      width = Math.max(1, Math.floor((to - at) * Math.min(MAX_GROWTH, growth)))
      at = to
      if (covered < UNITS && covered >= leastUnits && !isWorthMore(batch)) return result
    }
  }
  result.complete = true
  return result

  /** Clears the records between two keys in steps; `null` when no statement is left. */
  async function clearBatch(begin: string, end: string) {
    const batch = { deleted: 0, rowsRead: 0 }
    let after = begin
    for (;;) {
      if (result.statements >= maxStatements) return null
      const { deleted, rowsRead } = await table.clear(after, end, rowsPerStatement)
      count(batch, { deleted, rowsRead })
      // A removed record counts as several rows read, so this may be true even at the end.
      const mayHaveMore = rowsRead >= rowsPerStatement
      if (!mayHaveMore) return batch
      const kept = rowsPerStatement - deleted
      if (kept <= 0) continue
      if (result.statements >= maxStatements) return null
      const last = await table.keyAt(after, end, kept)
      count(batch, { deleted: 0, rowsRead: last.rowsRead })
      if (last.key === null) return batch
      after = last.key
    }
  }

  function count(batch: { deleted: number; rowsRead: number }, step: typeof batch): void {
    batch.deleted += step.deleted
    batch.rowsRead += step.rowsRead
    result.deleted += step.deleted
    result.scanned += step.rowsRead
    result.statements += 1
  }

  function isWorthMore(batch: { deleted: number; rowsRead: number }): boolean {
    if (result.scanned < MIN_ROWS) return true
    return batch.deleted * MAX_ROWS_READ_PER_DELETED >= batch.rowsRead
  }

  /** Returns the key that has this many units of the key space before it. */
  function keyOf(units: number): string {
    if (units === 0) return ''
    if (units === UNITS) return END
    let rest = units
    let key = keyPrefix
    for (let index = 0; index < POSITION_LENGTH; index++) {
      rest *= table.alphabet.length
      key += table.alphabet.charAt(Math.floor(rest / UNITS))
      rest %= UNITS
    }
    return key
  }
}

/** Returns the start of a run in the key space, in units. */
function startOfRun(now: Date): number {
  const hours = now.getTime() / HOUR
  const hour = Math.floor(hours)
  const stretch = (hour * HOUR_STEP) % HOURS_A_DAY
  const day = Math.floor(hours / HOURS_A_DAY)
  const turns = (stretch + hours - hour) / HOURS_A_DAY + day * GOLDEN
  return Math.floor((turns - Math.floor(turns)) * UNITS)
}
