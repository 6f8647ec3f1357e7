import { parseDate } from 'edge-sessions'
import type { Language } from '../../app-env.ts'
import { localeOf } from '../../ui/language.ts'
import { type State, WINDOW_ROWS } from './view.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The bounds of the histogram, in milliseconds from now. */
const BOUNDS = [-7 * DAY, -DAY, -HOUR, -MINUTE, 0, MINUTE, HOUR, DAY, 7 * DAY] as const

/** The bound that divides live rows from expired ones. */
const NOW = BOUNDS.indexOf(0)

/** A number of rows. */
export interface Count {
  value: number
  /** Whether there may be more. */
  isCut: boolean
}

/** The counts of a window of the table. */
export interface Overview {
  /** The number of rows by filter; `null` if only the data of the rows tells. */
  counts: Record<'all' | 'live' | 'expired', Count> & Record<State, Count | null>
  /** The number of rows by expiry: five expired groups, oldest first, and five live ones. */
  expiries: readonly number[]
  /** The first key after the window; `null` if the table ends in it. */
  nextKey: string | null
}

/** Formats a count, such as "504" or "10,000+". */
export function formatCount({ value, isCut }: Count, language: Language): string {
  return `${value.toLocaleString(localeOf(language))}${isCut ? '+' : ''}`
}

/** A row of `countStatement`. */
export interface CountRow {
  /** A date that does not compare as a string; empty for all dates that do. */
  other_date: string
  rows: number
  window_users: number
  users: number
  last_key: string
  [later: `later_${number}`]: number
}

/** Returns the bounds of the histogram as the table writes dates. */
export function momentsOf(now: Date): string[] {
  return BOUNDS.map((bound) => formatMoment(new Date(now.getTime() + bound)))
}

/** Formats the end of a millisecond. Rows with a greater expiry are live then. */
export function formatMoment(date: Date): string {
  return `${date.toISOString().slice(0, -1).replace('T', ' ')}999`
}

/** Adds up the rows of `countStatement`. */
export function overviewOf(rows: readonly CountRow[], now: Date, isIndexed: boolean): Overview {
  const expiries = BOUNDS.map(() => 0).concat(0)
  let total = 0
  let windowUsers = 0
  let users = 0
  let lastKey = ''
  for (const row of rows) {
    total += row.rows
    windowUsers += row.window_users
    users = Math.max(users, row.users)
    if (row.last_key > lastKey) lastKey = row.last_key
    for (const [index, count] of groupsOf(row, now).entries()) {
      expiries[index] = (expiries[index] ?? 0) + count
    }
  }
  const isCut = total > WINDOW_ROWS
  const live = sum(expiries.slice(NOW + 1))
  const count = (value: number) => ({ value: Math.min(value, WINDOW_ROWS), isCut })
  return {
    counts: {
      all: count(total),
      live: count(live),
      expired: count(total - live),
      'signed-in': isIndexed ? { ...count(users), isCut: users > WINDOW_ROWS } : null,
      anonymous: isIndexed ? count(total - windowUsers) : null,
    },
    expiries,
    nextKey: isCut ? lastKey : null,
  }
}

/** Returns the number of rows per group. Parses dates that do not compare, as the store does. */
function groupsOf(row: CountRow, now: Date): number[] {
  if (row.other_date === '') {
    const later = BOUNDS.map((_, index) => row[`later_${index}`] ?? 0)
    return [row.rows, ...later].map((count, index) => count - (later[index] ?? 0))
  }
  const left = (parseDate(row.other_date)?.getTime() ?? Number.NEGATIVE_INFINITY) - now.getTime()
  const group = BOUNDS.filter((bound) => left > bound).length
  return [...BOUNDS, 0].map((_, index) => (index === group ? row.rows : 0))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
