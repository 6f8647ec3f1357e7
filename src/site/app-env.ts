import type { SessionVariables } from 'edge-sessions'
import type { AuthVariables } from 'edge-sessions/auth'
import type { CsrfVariables } from 'edge-sessions/csrf'
import type { MessageVariables } from 'edge-sessions/messages'
import type { Context } from 'hono'
import type { Device } from './pages/account/device.ts'

/** The session data of this app. */
export interface Visitor {
  /** Stored by `/set-session/`. */
  name: string
  /** Quantities in the cart, by product id. */
  cart: Record<string, number>
  /** `/preferences/`: the theme of the pages. */
  theme: Theme
  /** `/preferences/`: the language of the pages. */
  language: Language
  /** `/account/`: when the user signed in, in ISO 8601. */
  signedIn: string
  /** `/account/`: the browser and the system that the user signed in with. */
  device: Device
  /** `/admin/sessions/`: proof of the password that was entered. */
  admin: string
}

/** The theme; `auto` follows the visitor's device. */
export type Theme = 'auto' | 'light' | 'dark'

/** The code of a language of the pages. */
export type Language = 'en' | 'de' | 'hi'

/** The D1 bill of one request. */
export interface Cost {
  statements: number
  rowsRead: number
  rowsWritten: number
}

/** The session record that a request has loaded or written. */
export interface RememberedRow {
  /** The session key, which is a secret. */
  key: string
  /** `session_data`, signed. */
  data: string
}

/** The bindings of the Worker and the variables of the middleware. */
export interface AppEnv {
  Bindings: Env
  Variables: SessionVariables<Visitor> &
    CsrfVariables &
    AuthVariables &
    MessageVariables &
    PageVariables
}

/** The variables that this site sets for every page. */
interface PageVariables {
  /** The language of the page. */
  language: Language
  /** The D1 bill of the request so far. */
  cost: Cost
  /** The stored session of the visitor. Set by the store, see `storedRow`. */
  row: RememberedRow | undefined
}

/** The context of a page. */
export type AppContext = Context<AppEnv>
