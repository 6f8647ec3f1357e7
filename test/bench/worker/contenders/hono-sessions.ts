import type { Context, MiddlewareHandler } from 'hono'
import { type Session, type Store, sessionMiddleware } from 'hono-sessions'
import type { Contender } from '../contender.ts'
import { type Bag, site, type Visitor } from '../site.ts'
import { textTable } from './text-table.ts'

/** The store that the package had for D1 until 0.7. */
export const honoSessions: readonly Contender[] = [
  mounted('hono-sessions', {}),
  mounted('hono-sessions, no extension', { autoExtendExpiration: false }),
]

function mounted(name: string, options: { autoExtendExpiration?: boolean }): Contender {
  const middleware: MiddlewareHandler = (c, next) =>
    sessionMiddleware({ store: storeOf(c.env.DB), expireAfterSeconds: 1_209_600, ...options })(
      c,
      next,
    )
  return { name, fetch: site(bagOf, middleware).fetch }
}

function storeOf(db: D1Database): Store {
  const table = textTable(db, 'hono_sessions')
  return {
    getSessionById: (id) => (id === undefined ? null : table.read(id)),
    createSession: table.insert,
    persistSessionData: table.update,
    deleteSession: table.remove,
  }
}

function bagOf(c: Context): Bag {
  const session: Session<Visitor> = c.get('session')
  return {
    name: () => session.get('name'),
    get: (member) => session.get(member),
    fill(visitor) {
      for (const [member, value] of Object.entries(visitor)) session.set(member, value)
    },
    visit() {
      const visits = (session.get('visits') ?? 0) + 1
      session.set('visits', visits)
      return visits
    },
    put: (member, value) => session.set(member, value),
    renew: () => c.set('session_key_rotation', true),
    end: () => session.deleteSession(),
  }
}
