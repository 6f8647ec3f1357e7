// Django's dates in SQLite are UTC text, with microseconds unless they are 0, compared as text.
// A `Date` ends at milliseconds. The three digits below are given at random when a row is written:
// they tell a save from an equal one of another request. They count as nothing when a row is read.

/** Django's text for a date. */
export function formatDate(date: Date, microseconds = 0): string {
  const text = date.toISOString().slice(0, -1).replace('T', ' ')
  const digits = text + String(microseconds).padStart(3, '0')
  return digits.endsWith('.000000') ? digits.slice(0, -'.000000'.length) : digits
}

/** The text for the end of a row that is being written: no two are alike, or hardly ever. */
export function uniqueDate(date: Date): string {
  return formatDate(date, Math.floor(Math.random() * 1000))
}

/** The text that live rows are greater than, at this moment. */
export function endOfMillisecond(date: Date): string {
  return formatDate(date, 999)
}

/** Reads Django's text for a date, to the millisecond. */
export function parseDate(text: string): Date {
  return new Date(`${text.slice(0, 'YYYY-MM-DD HH:MM:SS.mmm'.length).replace(' ', 'T')}Z`)
}
