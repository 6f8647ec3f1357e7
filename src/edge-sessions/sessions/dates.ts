/** The spellings that Django's `parse_datetime` and Python's `isoformat` know. */
const DATE =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d?)(?::(\d\d?)(?:[.,](\d{1,12}))?)?\s?(?:Z|([+-])(\d\d)(?::?(\d\d)(?::?(\d\d)(?:\.\d{1,6})?)?)?)?)?$/

/**
 * Parses a date as Django does, to the millisecond. Without an offset it is UTC.
 *
 * @returns `null` when the string is not a date of the years 1 to 9999.
 */
export function parseDate(text: string): Date | null {
  const parts = DATE.exec(text)
  if (parts === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part = '0') => Number(part))
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // 30 February has become a day of March.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || year === 0) return null
  if (hour > 23 || minute > 59 || second > 59) return null

  const [fraction = '', sign = '+', ...offset] = parts.slice(7)
  const [hours = 0, minutes = 0, seconds = 0] = offset.map((part = '0') => Number(part))
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  const ahead = (hours * 3600 + minutes * 60 + seconds) * (sign === '-' ? -1 : 1)
  date.setUTCHours(hour, minute, second - ahead, Number(fraction.padEnd(3, '0').slice(0, 3)))
  return date
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
