import { EARLIEST, LATEST } from '../../sessions/index.ts'
import { sha256Hex } from '../../signing/index.ts'

/** Returns the value of the column `session_key` for a session key. */
export type ToStoredKey = (key: string) => Promise<string>

/** The number of cached hashes, enough for concurrent requests. */
const MAX_REMEMBERED = 100

/** Hexadecimal digits of a hash that fit Django's column: 160 bits. */
const HASH_LENGTH = 40

// A request uses one key several times. Strings, not promises: a Worker must not await the promise
// of another request.
const remembered = new Map<string, string>()

/** Returns the beginning of the SHA-256 of a key. */
export async function hashKey(key: string): Promise<string> {
  const known = remembered.get(key)
  if (known !== undefined) return known
  const hash = (await sha256Hex(key)).slice(0, HASH_LENGTH)
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(key, hash)
  return hash
}

// Django stores dates in SQLite as UTC strings, with microseconds unless they are 0, and compares
// them as strings. A `Date` has only milliseconds. The other three digits are random in each write,
// which distinguishes a save from an equal one of another request. Reads ignore them.

/** A day, in milliseconds. No UTC offset is larger. */
const DAY = 86_400_000

/** Formats a date as Django does. Dates outside the years 1 to 9999 become the nearest inside. */
export function formatDate(date: Date, microseconds = 0): string {
  const within = new Date(Math.min(LATEST, Math.max(EARLIEST, date.getTime())))
  const iso = within.toISOString()
  const seconds = `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
  const fraction = iso.slice(20, 23) + String(microseconds).padStart(3, '0')
  return fraction === '000000' ? seconds : `${seconds}.${fraction}`
}

/** Formats the expiry of a row that is being written, with random microseconds. */
export function formatExpiry(date: Date): string {
  return formatDate(date, Math.floor(Math.random() * 1000))
}

/**
 * Formats a cutoff that sorts before the dates of all live rows, in whatever form they are written.
 * A date with an offset sorts by its local time, which may be a day behind UTC. So some rows after
 * the cutoff have expired: parse their dates.
 */
export function looseCutoff(now: Date): string {
  return formatDate(new Date(now.getTime() - DAY))
}
