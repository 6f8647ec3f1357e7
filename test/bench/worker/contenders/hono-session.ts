import { type Session, useSession, useSessionStorage } from '@hono/session'
import type { Context } from 'hono'
import type { Contender } from '../contender.ts'
import { type Bag, site, type Visitor } from '../site.ts'
import { textTable } from './text-table.ts'

const secret = 'a-secret-for-benchmarks-only-0123456789-abcdefghijklmnopqrstuvwxyz'

/** Its storage is not awaited, so writes go to `waitUntil`, as in the package's own example. */
const storage = useSessionStorage((c: Context) => {
  const table = textTable(c.env.DB, 'hono_session')
  return {
    get: (id: string) => table.read<Visitor>(id),
    set: (id: string, visitor: Visitor) => c.executionCtx.waitUntil(table.upsert(id, visitor)),
    delete: (id: string) => c.executionCtx.waitUntil(table.remove(id)),
  }
})

/** It has no way to renew an id. */
export const honoSession: Contender = {
  name: '@hono/session',
  lacks: ['/renew'],
  fetch: site(bagOf, storage, useSession<Visitor>({ secret, duration: { absolute: 1_209_600 } }))
    .fetch,
}

function bagOf(c: Context): Bag {
  const session: Session<Visitor> = c.get('session')
  return {
    name: async () => (await session.get())?.name,
    get: async (member) => (await session.get())?.[member],
    fill: (visitor) => session.update(visitor),
    async visit() {
      await session.update((visitor) => withMember(visitor, 'visits', (visitor?.visits ?? 0) + 1))
      return session.data?.visits
    },
    put: (member, value) => session.update((visitor) => withMember(visitor, member, value)),
    renew: () => {
      throw new Error('Expected nobody to ask')
    },
    async end() {
      await session.get()
      session.delete()
    },
  }
}

/** Its `update` replaces the whole of the data. */
function withMember(visitor: Visitor | null, member: string, value: number): Visitor {
  return { ...visitor, [member]: value } as Visitor
}
