import { parseDate } from './dates.ts'

/** The key of the expiry that `setExpiry` sets, in Django's form. */
export const EXPIRY_KEY = '_session_expiry'

/** The key of the time when the session began, in seconds. Written only if `absoluteAge` is set. */
export const STARTED_KEY = '_session_started'

/** Earliest moment that Python's dates can hold, in milliseconds: the beginning of the year 1. */
export const EARLIEST = -62_135_596_800_000

/**
 * Latest moment that a database date can hold, in milliseconds: the end of the year 9999. Later years
 * have more digits and do not compare as strings.
 */
export const LATEST = 253_402_300_799_999

/** The options that decide when a session ends. */
export interface ExpiryPolicy {
  /** Django's `SESSION_COOKIE_AGE`, in seconds: the life of a session unless `setExpiry` was called. */
  cookieAge: number
  /** Django's `SESSION_EXPIRE_AT_BROWSER_CLOSE`. */
  expireAtBrowserClose: boolean
  /** The absolute timeout in seconds, which use does not extend; `null` for none. */
  absoluteAge: number | null
}

/** Returns what `setExpiry` stored: seconds, a date, or `null`. Malformed values count as none. */
export function customExpiry(data: ReadonlyMap<string, unknown>): number | Date | null {
  const stored = data.get(EXPIRY_KEY)
  if (typeof stored === 'number' && Number.isFinite(stored)) return stored
  return typeof stored === 'string' ? parseDate(stored) : null
}

/**
 * Returns when a session saved at `now` ends (Django's `get_expiry_date`), which is never after
 * `absoluteAge`.
 */
export function expiryDate(
  data: ReadonlyMap<string, unknown>,
  policy: ExpiryPolicy,
  now: Date,
): Date {
  const custom = customExpiry(data)
  const sliding =
    custom instanceof Date
      ? custom.getTime()
      : now.getTime() + (custom === null || custom === 0 ? policy.cookieAge : custom) * 1000
  return new Date(Math.min(sliding, absoluteEnd(data, policy, now), LATEST))
}

/** Returns the seconds until the expiry, rounded down if it is a date (Django's `get_expiry_age`). */
export function expiryAge(
  data: ReadonlyMap<string, unknown>,
  policy: ExpiryPolicy,
  now: Date,
): number {
  const seconds = (expiryDate(data, policy, now).getTime() - now.getTime()) / 1000
  return customExpiry(data) instanceof Date ? Math.floor(seconds) : seconds
}

/** Whether the cookie ends with the browser (Django's `get_expire_at_browser_close`). */
export function expiresAtBrowserClose(
  data: ReadonlyMap<string, unknown>,
  policy: ExpiryPolicy,
): boolean {
  const custom = customExpiry(data)
  return custom === null ? policy.expireAtBrowserClose : custom === 0
}

/** Whether the session has reached `absoluteAge`. */
export function hasReachedAbsoluteAge(
  data: ReadonlyMap<string, unknown>,
  policy: ExpiryPolicy,
  now: Date,
): boolean {
  return absoluteEnd(data, policy, now) <= now.getTime()
}

/** The largest difference between the clocks of two servers, in milliseconds. */
const CLOCK_SKEW = 60_000

/**
 * Returns when the absolute timeout ends the session, in milliseconds. It counts from now if the
 * session does not hold its start. With a malformed or future start, the session has ended.
 */
function absoluteEnd(data: ReadonlyMap<string, unknown>, policy: ExpiryPolicy, now: Date): number {
  if (policy.absoluteAge === null) return LATEST
  const started = data.get(STARTED_KEY)
  if (started === undefined) return now.getTime() + policy.absoluteAge * 1000
  const from = typeof started === 'number' ? started * 1000 : Number.NaN
  return from <= now.getTime() + CLOCK_SKEW ? from + policy.absoluteAge * 1000 : EARLIEST
}
