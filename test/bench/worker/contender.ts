import type { SessionObject } from '../../../src/edge-sessions/engines/durable-objects/index.ts'

export interface Bindings {
  DB: D1Database
  SESSIONS: DurableObjectNamespace<SessionObject>
}

/** One session library, behind the routes of `site.ts`. */
export interface Contender {
  name: string
  /** Routes that it cannot serve. */
  lacks?: readonly string[]
  /** Its statements and cookies are compared, but not its time. */
  countsOnly?: boolean
  /** Its sessions are not in D1, so a D1 that answers at once tells nothing. */
  isElsewhere?: boolean
  fetch(request: Request, env: Bindings, ctx: ExecutionContext): Response | Promise<Response>
  /** Creates further tables than those of `TABLES`. */
  migrate?(env: Bindings): Promise<void>
}

export const SECRET = 'a-secret-for-benchmarks-only-0123456789-abcdefghijklmnopqrstuvwxyz'

/** Two weeks, in seconds. */
export const AGE = 1_209_600

/** The cheapest tables possible, so that libraries are compared. better-auth creates its own. */
export const TABLES = [
  `CREATE TABLE django_session (session_key VARCHAR(40) NOT NULL PRIMARY KEY,
     session_data TEXT NOT NULL, expire_date DATETIME NOT NULL) WITHOUT ROWID`,
  'CREATE TABLE floor (id TEXT PRIMARY KEY, data TEXT, expires TEXT) WITHOUT ROWID',
  ...['hono_sessions', 'hono_session', 'remix', 'express'].map(
    (name) => `CREATE TABLE ${name} (id TEXT PRIMARY KEY, data TEXT) WITHOUT ROWID`,
  ),
]
