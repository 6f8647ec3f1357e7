import type { Engine } from '../../settings/session-store.ts'

const ROW_GONE = "You are signed out. Your session's row was deleted."

/** The phrases of each `SESSION_ENGINE`. */
export const places: Record<Engine, { signedOut: string }> = {
  db: { signedOut: ROW_GONE },
  durable_objects: { signedOut: 'You are signed out. Your session was deleted.' },
  signed_cookies: { signedOut: 'You are signed out. Your browser has deleted the session.' },
}
