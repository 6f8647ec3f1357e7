import type { Context } from 'hono'
import type { AuthVariables } from './auth/index.ts'
import type { CsrfVariables } from './csrf/index.ts'
import type { MessageVariables } from './messages/index.ts'
import type { Language } from './pages/phrases.ts'
import type { SessionVariables } from './sessions/index.ts'

/** What this app keeps about a visitor. */
export interface Visitor {
  /** Stored by `/set-session/`. */
  name: string
  /** How many there are of each product in the cart. */
  cart: Record<string, number>
  /** `/preferences/`: the colours of the pages. */
  theme: Theme
  /** `/preferences/`: the language of the pages. */
  language: Language
  /** `/account/`: when the user signed in, in ISO 8601. */
  signedIn: string
  /** `/admin/sessions/`: proof of the password that was entered. */
  admin: string
}

/** Colours; `auto` follows the visitor's system. */
export type Theme = 'auto' | 'light' | 'dark'

/** What Hono hands to each page: the Worker's bindings, and what the middleware sets. */
export interface AppEnv {
  Bindings: Env
  Variables: SessionVariables<Visitor> & CsrfVariables & AuthVariables & MessageVariables
}

/** The context of a page. */
export type AppContext = Context<AppEnv>
