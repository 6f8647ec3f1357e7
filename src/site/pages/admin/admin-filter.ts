import type { EncryptedKeys } from 'edge-sessions/auth'
import type { AppContext } from '../../app-env.ts'
import type { Filter, State } from './session-table.ts'

/** The path of the list of all sessions. */
export const ADMIN = '/admin/sessions/'

/** The states to filter by, and their labels. */
export const states = {
  all: 'live and expired',
  live: 'live',
  expired: 'expired',
} as const satisfies Record<State, string>

const LONGEST_USER = 255

/** Returns the filter in the address; `null` when it is invalid. */
export async function filterOf(c: AppContext, keys: EncryptedKeys): Promise<Filter | null> {
  const { state = 'all', user = '', after = '' } = c.req.query()
  const key = after === '' ? '' : await keys.decrypt(after)
  if (!isState(state) || key === null || user.trim().length > LONGEST_USER) return null
  return { state, user: user.trim(), after: key }
}

/** Returns the address of a page of the list. `after` must be encrypted, because an address must hold no key. */
export function addressOf({ state, user, after }: Filter): string {
  return `${ADMIN}?${new URLSearchParams({ state, user, after })}`
}

function isState(text: string): text is State {
  return Object.hasOwn(states, text)
}
