// Django stores dates in SQLite as UTC strings, with microseconds unless they are 0, and compares
// them as strings. A `Date` ends at milliseconds: the remaining three digits are random in each
// write, so that a save can be told from an equal one of another request. Reads ignore them.

import { EARLIEST, LATEST } from '../../sessions/index.ts'

/** No offset is larger, in milliseconds. */
const DAY = 86_400_000

/** Formats a date as Django does. Dates outside the years 1 to 9999 become the nearest in them. */
export function formatDate(date: Date, microseconds = 0): string {
  const within = new Date(Math.min(LATEST, Math.max(EARLIEST, date.getTime())))
  const text = within.toISOString().slice(0, -1).replace('T', ' ')
  const digits = text + String(microseconds).padStart(3, '0')
  return digits.endsWith('.000000') ? digits.slice(0, -'.000000'.length) : digits
}

/** Formats the expiry of a row that is being written, with random microseconds. */
export function formatExpiry(date: Date): string {
  return formatDate(date, Math.floor(Math.random() * 1000))
}

/**
 * Formats a moment that no live row is below, however its date is written. A date with an offset
 * compares as the local time, which may be a day behind: whatever finds it must parse it.
 */
export function looseCutoff(now: Date): string {
  return formatDate(new Date(now.getTime() - DAY))
}
