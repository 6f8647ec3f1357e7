/** Names that snippets use without declaring them. A declaration in the snippet wins. */

import type { Hono as HonoApp, Context as HonoContext } from 'hono'
import type { AuthUser, AuthVariables } from '../../src/edge-sessions/auth/index.ts'
import type { CsrfVariables } from '../../src/edge-sessions/csrf/index.ts'
import type { SessionStore, SessionVariables } from '../../src/edge-sessions/index.ts'
import type { MessageVariables } from '../../src/edge-sessions/messages/index.ts'

interface TheVisitor {
  name: string
  visits: number
  cart: string[]
  role: string
}

interface TheEnv {
  Bindings: Env & { DB_A: D1Database; DB_B: D1Database; EUROPE: D1Database; ASIA: D1Database }
  Variables: SessionVariables<TheVisitor> & AuthVariables & CsrfVariables & MessageVariables
}

declare global {
  type Visitor = TheVisitor
  type AppEnv = TheEnv
  type Context<E extends import('hono').Env = TheEnv> = HonoContext<E>

  const app: HonoApp<TheEnv>
  const c: HonoContext<TheEnv>
  const session: import('../../src/edge-sessions/index.ts').Session<TheVisitor>
  const env: TheEnv['Bindings']
  const secretKey: string
  const store: SessionStore
  const html: typeof import('hono/html').html

  function authenticate(form: FormData): Promise<AuthUser | null>
  function storeNewPassword(id: string, form: FormData): Promise<string>
  function redisStore(client: unknown): SessionStore
  const row: { session_data: string }
  const client: { flushDb(): Promise<void> }
}
