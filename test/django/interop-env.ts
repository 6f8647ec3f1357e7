import type { Context } from 'hono'
import type { AuthVariables } from '../../src/edge-sessions/auth/index.ts'
import type { CsrfVariables } from '../../src/edge-sessions/csrf/index.ts'
import type { SessionVariables } from '../../src/edge-sessions/index.ts'
import type { MessageVariables } from '../../src/edge-sessions/messages/index.ts'
import type { Settings } from '../../src/site/settings/settings.ts'

/** The header `X-Interop`: what is Django's to know. A request is the same for both sides else. */
export interface Command {
  /** Settings by Django's names. */
  settings: Record<string, unknown>
  /** The time in milliseconds since 1970, where the test has stopped the clock; or `null`. */
  now: number | null
  /** Where the operation `meanwhile` calls. */
  meanwhile: string
  /** Django's AUTHENTICATION_BACKENDS. */
  backends: string[]
  /** Whether the table has the column of `migrations/0002_session_user.sql`. */
  listSessions: boolean
}

export interface InteropEnv {
  Bindings: Env
  Variables: { command: Command; settings: Settings } & SessionVariables &
    CsrfVariables &
    AuthVariables &
    MessageVariables
}

export type InteropContext = Context<InteropEnv>

/** What the test can ask for by name. */
export type Operation = (c: InteropContext, ...args: never[]) => unknown
