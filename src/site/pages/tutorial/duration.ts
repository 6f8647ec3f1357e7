const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** Writes a number of seconds as people say it, such as `59 minutes`. */
export function formatDuration(seconds: number): string {
  if (seconds < 2 * MINUTE) return count(Math.ceil(seconds), 'second')
  if (seconds < HOUR - MINUTE / 2) return count(Math.round(seconds / MINUTE), 'minute')
  return seconds < 2 * DAY
    ? count(Math.round(seconds / HOUR), 'hour')
    : count(Math.round(seconds / DAY), 'day')
}

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`
}
