import type { SessionRecord } from '../../sessions/index.ts'

/** The current time for stores under test. */
export const NOW = new Date('2026-03-01T12:00:00.000Z')

/** Returns the time this many seconds after `NOW`. */
export function after(seconds: number): Date {
  return new Date(NOW.getTime() + Math.round(seconds * 1000))
}

/** Returns a record that expires this many seconds after `NOW`. */
export function record(data: string, seconds: number): SessionRecord {
  return { data, expires: after(seconds) }
}
