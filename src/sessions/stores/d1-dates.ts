// Django stores dates in SQLite as UTC strings, with microseconds unless they are 0, and compares
// them as strings. A `Date` ends at milliseconds: the remaining three digits are random in each
// write, so that a save can be told from an equal one of another request. Reads ignore them.

import { EARLIEST } from '../expiry.ts'

/** The end of the year 9999: later years have more digits and do not compare as strings. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** The spellings that Django's `parse_datetime` reads. */
const DATE =
  /^(\d{4})-(\d\d?)-(\d\d?)[T ](\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)? ?(?:Z|([+-])(\d\d):?(\d\d)?)?$/

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

/** Formats the end of the current millisecond: the expiry of live rows is greater. */
export function expiryCutoff(now: Date): string {
  return formatDate(now, 999)
}

/** Parses a date as Django's `parse_datetime` does, to the millisecond. May return Invalid Date. */
export function parseDate(text: string): Date {
  const parts = DATE.exec(text)
  if (parts === null) return new Date(Number.NaN)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part = '0') => Number(part))
  const [fraction = '', sign = '+', hours = '0', minutes = '0'] = parts.slice(7)
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute - offset, second, Number(fraction.padEnd(3, '0').slice(0, 3)))
  return date
}
