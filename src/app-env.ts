import type { Context } from 'hono'
import type { SessionVariables } from './sessions/index.ts'

/** What this app keeps about a visitor. */
export interface Visitor {
  /** Stored by `/set-session/`. */
  name: string
}

/** What Hono hands to each page: the Worker's bindings, and the session. */
export interface AppEnv {
  Bindings: Env
  Variables: SessionVariables<Visitor>
}

/** The context of a page. */
export type AppContext = Context<AppEnv>
