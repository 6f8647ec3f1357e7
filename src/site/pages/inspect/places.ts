import type { Engine } from '../../settings/session-store.ts'

/** The phrases of the pages that depend on the session engine. */
interface Place {
  /** After "The name … is now". */
  isNow: string
  /** How this page knows the name. */
  knew: string
  /** Which tools show the same. */
  shownBy: string
  heading: string
  parts: string
  signedOut: string
}

const ROW_GONE = "You are signed out. Your session's row was deleted."

/** The phrases of each `SESSION_ENGINE`. */
export const places: Record<Engine, Place> = {
  db: {
    isNow: 'in the table, and its key is in your cookie',
    knew: 'Your browser sent a key, and the row with that key holds the name.',
    shownBy: "as your browser's tools and a database browser show it",
    heading: 'In the table: your row',
    parts: 'What the row contains',
    signedOut: ROW_GONE,
  },
  durable_objects: {
    isNow: 'in a Durable Object, and its key is in your cookie',
    knew: 'Your browser sent a key, and the Durable Object of that key holds the name.',
    shownBy: "as your browser's tools and its Durable Object show it",
    heading: 'In a Durable Object: your session',
    parts: 'What its data contains',
    signedOut: 'You are signed out. Your session was deleted.',
  },
  signed_cookies: {
    isNow: 'in your cookie, signed. It is called',
    knew: 'Your browser sent the name itself, signed by this site.',
    shownBy: "as your browser's tools show it",
    heading: 'In your cookie: all of it',
    parts: 'What the cookie contains',
    signedOut: 'You are signed out. Your browser has deleted the session.',
  },
}
