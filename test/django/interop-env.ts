import type { Context } from 'hono'
import type { AuthVariables } from '../../src/edge-sessions/auth/index.ts'
import type { CsrfVariables } from '../../src/edge-sessions/csrf/index.ts'
import type { SessionVariables } from '../../src/edge-sessions/index.ts'
import type { MessageVariables } from '../../src/edge-sessions/messages/index.ts'
import type { Settings } from '../../src/site/settings/settings.ts'

/** The header `X-Interop`, which tells the Worker what Django knows already. */
export interface Command {
  /** Settings by Django's names. */
  settings: Record<string, unknown>
  /** The time at which the clock is stopped, in milliseconds since 1970; `null` if it runs. */
  now: number | null
  /** The URL that the operation `meanwhile` calls. */
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

/** An operation that the test calls by name. */
export type Operation = (c: InteropContext, ...args: never[]) => unknown
