import { parseDate } from './dates.ts'

/** Member that holds the expiry set with `setExpiry`, in Django's form. */
export const EXPIRY_MEMBER = '_session_expiry'

/** Member that holds when the session began, in seconds; written only where `absoluteAge` is set. */
export const STARTED_MEMBER = '_session_started'

/** Earliest moment that Python's dates can hold, in milliseconds: the beginning of the year 1. */
export const EARLIEST = -62_135_596_800_000

/** Latest moment a database date can hold, in milliseconds: the end of the year 9999. */
export const LATEST = 253_402_300_799_999

/** When sessions end. */
export interface ExpiryPolicy {
  /** Django's `SESSION_COOKIE_AGE`, in seconds: the life of a session that says nothing else. */
  cookieAge: number
  /** Django's `SESSION_EXPIRE_AT_BROWSER_CLOSE`. */
  expireAtBrowserClose: boolean
  /** Longest life of a session in seconds, however often it is used; `null`: no limit. */
  absoluteAge: number | null
}

/** What `setExpiry` stored: seconds of life, a date, or `null` for nothing. */
export function customExpiry(members: ReadonlyMap<string, unknown>): number | Date | null {
  const stored = members.get(EXPIRY_MEMBER)
  if (typeof stored === 'number' && Number.isFinite(stored)) return stored
  return typeof stored === 'string' ? parseDate(stored) : null
}

/** When a session saved at `now` ends (Django's `get_expiry_date`, and never after `absoluteAge`). */
export function expiryDate(
  members: ReadonlyMap<string, unknown>,
  policy: ExpiryPolicy,
  now: Date,
): Date {
  const custom = customExpiry(members)
  const sliding =
    custom instanceof Date
      ? custom.getTime()
      : now.getTime() + (custom === null || custom === 0 ? policy.cookieAge : custom) * 1000
  return new Date(Math.min(sliding, absoluteEnd(members, policy, now), LATEST))
}

/** Seconds from `now` until then; whole ones where a date was set (Django's `get_expiry_age`). */
export function expiryAge(
  members: ReadonlyMap<string, unknown>,
  policy: ExpiryPolicy,
  now: Date,
): number {
  const seconds = (expiryDate(members, policy, now).getTime() - now.getTime()) / 1000
  return customExpiry(members) instanceof Date ? Math.floor(seconds) : seconds
}

/** Whether the cookie ends with the browser (Django's `get_expire_at_browser_close`). */
export function expiresAtBrowserClose(
  members: ReadonlyMap<string, unknown>,
  policy: ExpiryPolicy,
): boolean {
  const custom = customExpiry(members)
  return custom === null ? policy.expireAtBrowserClose : custom === 0
}

/** Whether the session has reached `absoluteAge`. */
export function isOutlived(
  members: ReadonlyMap<string, unknown>,
  policy: ExpiryPolicy,
  now: Date,
): boolean {
  return absoluteEnd(members, policy, now) <= now.getTime()
}

/** How far the clocks of two servers may differ, in milliseconds. */
const CLOCK_SKEW = 60_000

/**
 * In milliseconds. A session that does not say when it began counts from now; one that says
 * something other than a moment in the past has reached its end.
 */
function absoluteEnd(
  members: ReadonlyMap<string, unknown>,
  policy: ExpiryPolicy,
  now: Date,
): number {
  if (policy.absoluteAge === null) return LATEST
  const started = members.get(STARTED_MEMBER)
  if (started === undefined) return now.getTime() + policy.absoluteAge * 1000
  const from = typeof started === 'number' ? started * 1000 : Number.NaN
  return from <= now.getTime() + CLOCK_SKEW ? from + policy.absoluteAge * 1000 : EARLIEST
}
