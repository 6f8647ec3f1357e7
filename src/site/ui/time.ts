import type { Language } from '../app-env.ts'
import { localeOf } from './language.ts'

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

type Unit = 'second' | 'minute' | 'hour' | 'day'

/** Formats a number of seconds as people say it, such as "59 minutes". */
export function formatDuration(seconds: number, language: Language): string {
  const { count, unit } = inUnits(seconds)
  const options = { style: 'unit', unit, unitDisplay: 'long' } as const
  return new Intl.NumberFormat(localeOf(language), options).format(count)
}

/** Formats a time relative to now, such as "in 59 min" or "5 sec ago". */
export function formatRelative(date: Date, now: Date, language: Language): string {
  const seconds = (date.getTime() - now.getTime()) / 1000
  const { count, unit } = inUnits(Math.abs(seconds))
  // "now" instead of "in 0 sec".
  const numeric = count === 0 ? 'auto' : 'always'
  const format = new Intl.RelativeTimeFormat(localeOf(language), { style: 'short', numeric })
  return format.format(seconds < 0 ? -count : count, unit)
}

/** Formats a date and time, such as "25 Nov 2026, 20:07 UTC". */
export function formatDate(
  date: Date,
  language: Language,
  timeZone: string,
  hasSeconds = false,
): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(hasSeconds ? { second: '2-digit' } : {}),
    hour12: false,
    timeZone,
    timeZoneName: 'short',
  }).format(date)
}

/** Returns the visitor's time zone, if Cloudflare knows it, or UTC. */
export function timeZoneOf(request: Request): string {
  const timeZone: unknown = request.cf?.timezone
  if (typeof timeZone !== 'string') return 'UTC'
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}

function inUnits(seconds: number): { count: number; unit: Unit } {
  if (seconds < 2 * MINUTE) return { count: Math.ceil(seconds), unit: 'second' }
  if (seconds < HOUR - MINUTE / 2) return { count: Math.round(seconds / MINUTE), unit: 'minute' }
  return seconds < 2 * DAY
    ? { count: Math.round(seconds / HOUR), unit: 'hour' }
    : { count: Math.round(seconds / DAY), unit: 'day' }
}
