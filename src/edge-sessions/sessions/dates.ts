/** Matches the formats of Django's `parse_datetime` and Python's `isoformat`. */
const DATE =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d?)(?::(\d\d?)(?:[.,](\d{1,12}))?)?\s?(?:Z|([+-])(\d\d)(?::?(\d\d)(?::?(\d\d)(?:\.\d{1,6})?)?)?)?)?$/

/** Milliseconds of 400 years, in which the calendar repeats itself. */
const CYCLE = 12_622_780_800_000

/**
 * Parses a date as Django does, to the millisecond. Without an offset it is UTC.
 *
 * @returns `null` when the string is not a date of the years 1 to 9999.
 */
export function parseDate(text: string): Date | null {
  const parts = DATE.exec(text)
  if (parts === null) return null
  const number = (index: number) => Number(parts[index] ?? 0)
  const [year, month, day] = [number(1), number(2), number(3)]
  // `Date.UTC` takes the years 0 to 99 for those of the 20th century.
  const midnight = Date.UTC(year + 400, month - 1, day) - CYCLE
  // 30 February has become a day of March.
  if (new Date(midnight).getUTCMonth() !== month - 1 || year === 0) return null
  const [hour, minute, second] = [number(4), number(5), number(6)]
  if (hour > 23 || minute > 59 || second > 59) return null
  const [hours, minutes, seconds] = [number(9), number(10), number(11)]
  if (hours > 23 || minutes > 59 || seconds > 59) return null

  const ahead = (hours * 3600 + minutes * 60 + seconds) * (parts[8] === '-' ? -1 : 1)
  const since = hour * 3600 + minute * 60 + second - ahead
  const milliseconds = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3))
  return new Date(midnight + since * 1000 + milliseconds)
}

/**
 * Formats a date as Python's `isoformat()` does. Python before 3.11 cannot read JavaScript's form.
 *
 * @param useTz Django's `USE_TZ`: whether to write the offset.
 */
export function formatIsoDate(date: Date, useTz: boolean): string {
  const [seconds, milliseconds] = date.toISOString().slice(0, -1).split('.')
  const fraction = milliseconds === '000' ? '' : `.${milliseconds}000`
  return `${seconds}${fraction}${useTz ? '+00:00' : ''}`
}
