import type { Engine } from '../session-store.ts'

/** What the pages say of where sessions are kept. */
interface Place {
  /** After "The name … is now". */
  isNow: string
  /** What made the greeting possible. */
  knew: string
  /** How a developer would look at it, besides the browser's tools. */
  shownBy: string
  heading: string
  parts: string
  signedOut: string
}

const GONE = 'You are signed out, and that session is gone.'

/** The same in the words of each `SESSION_ENGINE`. */
export const places: Record<Engine, Place> = {
  db: {
    isNow: 'in the table, and its key in your cookie',
    knew: 'Your browser sent a key, and the table knew the name that goes with it.',
    shownBy: "as your browser's tools and a database browser would show it",
    heading: 'In the table: your row',
    parts: 'The row, taken apart',
    signedOut: GONE,
  },
  durable_objects: {
    isNow: 'in a Durable Object, and its key in your cookie',
    knew: 'Your browser sent a key, and the Durable Object of that key knew the name.',
    shownBy: "as your browser's tools would show it, and its Durable Object from within",
    heading: 'In a Durable Object: your session',
    parts: 'Its data, taken apart',
    signedOut: GONE,
  },
  signed_cookies: {
    isNow: 'in your cookie, signed. It is called',
    knew: 'Your browser sent the name itself, and it is signed by this site.',
    shownBy: "as your browser's tools would show it",
    heading: 'In your cookie: all of it',
    parts: 'The cookie, taken apart',
    signedOut: 'You are signed out, and this browser has forgotten that session.',
  },
}
