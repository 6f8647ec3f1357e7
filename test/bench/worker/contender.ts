import type { SessionObject } from '../../../src/edge-sessions/engines/durable-objects/index.ts'

/** What a contender may use; the counting run hands in bindings that keep account. */
export interface Bindings {
  DB: D1Database
  SESSIONS: DurableObjectNamespace<SessionObject>
}

/** One way to keep sessions, with the routes of `site.ts` behind it. */
export interface Contender {
  name: string
  /** Routes it has no way to serve; their cells stay empty. */
  lacks?: readonly string[]
  /** Only its statements and cookies can be compared, not its time. */
  countsOnly?: boolean
  /** Its sessions are not in D1, so there is no measuring it without its own store. */
  isElsewhere?: boolean
  fetch(request: Request, env: Bindings, ctx: ExecutionContext): Response | Promise<Response>
  /** The tables it needs besides those of `schema.ts`. */
  migrate?(env: Bindings): Promise<void>
}
