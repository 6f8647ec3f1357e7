import type { EncryptedKeys } from 'edge-sessions/auth'
import type { AppContext } from '../../app-env.ts'
import { LIVE_SECONDS } from '../../ui/layout.tsx'

/** The path of the list of all sessions. */
export const ADMIN = '/admin/sessions/'

/** Most rows on a page. */
export const PAGE_ROWS = 50

/**
 * The number of rows that a view looks at, starting at its first key. It counts, filters and sorts
 * only these, so its cost does not grow with the table.
 */
export const WINDOW_ROWS = 10_000

/** Pages of a window. */
const MAX_PAGES = WINDOW_ROWS / PAGE_ROWS

/** The filters of the list. */
export const STATES = ['all', 'live', 'expired', 'signed-in', 'anonymous'] as const

/** A filter of the list. */
export type State = (typeof STATES)[number]

/** The orders of the list. */
const ORDERS = ['key', 'expires'] as const

/** An order of the list. */
export type Order = (typeof ORDERS)[number]

/** Longest search, in UTF-16 code units. */
const MAX_SEARCH_LENGTH = 255

/** The part of the table that a page of the list shows, as given by its address. */
export interface View {
  state: State
  /** A user name, a user id or the beginning of a key; empty for all sessions. */
  search: string
  order: Order
  /** The number of the page, from 1. */
  page: number
  /** The first key of the part of the table; empty for its beginning. Encrypted in addresses. */
  from: string
  isLive: boolean
}

/** The view of an address without a query. */
export const FIRST_VIEW: View = {
  state: 'all',
  search: '',
  order: 'key',
  page: 1,
  from: '',
  isLive: false,
}

/** Returns the view of an address; `null` when the address is invalid. */
export async function viewOf(c: AppContext, keys: EncryptedKeys): Promise<View | null> {
  const { state = 'all', q = '', sort = 'key', page = '1', from = '', live } = c.req.query()
  const search = q.trim()
  const key = from === '' ? '' : await keys.decrypt(from)
  const number = /^\d{1,3}$/.test(page) ? Number(page) : 0
  if (!isOneOf(STATES, state) || !isOneOf(ORDERS, sort) || key === null) return null
  if (search.length > MAX_SEARCH_LENGTH || number < 1 || number > MAX_PAGES) return null
  if (live !== undefined && live !== String(LIVE_SECONDS)) return null
  return { state, search, order: sort, page: number, from: key, isLive: live !== undefined }
}

/** Returns the address of a view, whose `from` must be encrypted: an address must hold no key. */
export function addressOf(view: Partial<View>): string {
  const { state, search, order, page, from, isLive } = { ...FIRST_VIEW, ...view }
  const query = new URLSearchParams()
  if (state !== 'all') query.set('state', state)
  if (search !== '') query.set('q', search)
  if (order !== 'key') query.set('sort', order)
  if (page !== 1) query.set('page', String(page))
  if (from !== '') query.set('from', from)
  if (isLive) query.set('live', String(LIVE_SECONDS))
  return query.size === 0 ? ADMIN : `${ADMIN}?${query}`
}

function isOneOf<Value extends string>(values: readonly Value[], text: string): text is Value {
  return values.some((value) => value === text)
}
