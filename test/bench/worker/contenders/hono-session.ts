import { type Session, useSession, useSessionStorage } from '@hono/session'
import type { Context } from 'hono'
import { AGE, type Contender, SECRET } from '../contender.ts'
import { type Bag, inHono, type Visitor } from '../site.ts'
import { textTable } from './text-table.ts'

/** The library does not await its storage, so writes go to `waitUntil`, as in its own example. */
const storage = useSessionStorage((c: Context) => {
  const table = textTable(c.env.DB, 'hono_session')
  return {
    get: (id: string) => table.read<Visitor>(id),
    set: (id: string, visitor: Visitor) => c.executionCtx.waitUntil(table.upsert(id, visitor)),
    delete: (id: string) => c.executionCtx.waitUntil(table.remove(id)),
  }
})
const middleware = useSession<Visitor>({ secret: SECRET, duration: { absolute: AGE } })

/** It cannot renew an id. */
export const honoSession: Contender = {
  ...inHono('@hono/session', bagOf, storage, middleware),
  lacks: ['/renew'],
}

function bagOf(session: Session<Visitor>): Bag {
  return {
    get: async (key) => (await session.get())?.[key],
    // Its `update` replaces all data.
    set: (values) => session.update((visitor) => ({ ...visitor, ...values }) as Visitor),
    renew: () => Promise.reject(new Error('Cannot renew an id')),
    async end() {
      await session.get()
      session.delete()
    },
  }
}
