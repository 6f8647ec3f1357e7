import type { MiddlewareHandler } from 'hono'
import { type Session, type Store, sessionMiddleware } from 'hono-sessions'
import { AGE, type Contender } from '../contender.ts'
import { type Bag, inHono, type Visitor } from '../site.ts'
import { textTable } from './text-table.ts'

export const honoSessions: readonly Contender[] = [
  mounted('hono-sessions', {}),
  mounted('hono-sessions, no extension', { autoExtendExpiration: false }),
]

function mounted(name: string, options: { autoExtendExpiration?: boolean }): Contender {
  const middleware: MiddlewareHandler = (c, next) =>
    sessionMiddleware({ store: storeOf(c.env.DB), expireAfterSeconds: AGE, ...options })(c, next)
  return inHono<Session<Visitor>>(
    name,
    (session, c): Bag => ({
      get: (key) => session.get(key),
      set(values) {
        for (const [key, value] of Object.entries(values)) session.set(key, value)
      },
      renew: () => c.set('session_key_rotation', true),
      end: () => session.deleteSession(),
    }),
    middleware,
  )
}

/** The store that the package had for D1 until 0.7. */
function storeOf(db: D1Database): Store {
  const table = textTable(db, 'hono_sessions')
  return {
    getSessionById: (id) => (id === undefined ? null : table.read(id)),
    createSession: async (id, data) => void (await table.insert(id, data)),
    persistSessionData: async (id, data) => void (await table.update(id, data)),
    deleteSession: async (id) => void (await table.remove(id)),
  }
}
