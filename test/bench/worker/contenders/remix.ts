import { createCookie } from '@remix-run/cookie'
import { createSession, type Session, type SessionStorage } from '@remix-run/session'
import type { Context } from 'hono'
import type { Contender } from '../contender.ts'
import { type Bag, site } from '../site.ts'
import { textTable } from './text-table.ts'

const cookie = createCookie('remix', {
  secrets: ['a-secret-for-benchmarks-only-0123456789-abcdefghijklmnopqrstuvwxyz'],
  httpOnly: true,
  maxAge: 1_209_600,
})

/** Remix's middleware and its storage for Redis, with Hono's context and D1 in their place. */
export const remix: Contender = {
  name: 'Remix session',
  fetch: site(bagOf, async function session(c, next) {
    const storage = storageOf(c.env.DB)
    const session = await storage.read(await cookie.parse(c.req.header('Cookie') ?? null))
    c.set('session', session)
    await next()
    const value = await storage.save(session)
    if (value !== null) c.header('Set-Cookie', await cookie.serialize(value), { append: true })
  }).fetch,
}

function storageOf(db: D1Database): SessionStorage {
  const table = textTable(db, 'remix')
  return {
    async read(id) {
      const data = id ? await table.read<Session['data']>(id) : null
      return id && data ? createSession(id, data) : createSession()
    },
    async save(session) {
      if (session.deleteId) await table.remove(session.deleteId)
      if (session.destroyed) {
        await table.remove(session.id)
        return ''
      }
      if (!session.dirty) return null
      await table.upsert(session.id, session.data)
      return session.id
    },
  }
}

function bagOf(c: Context): Bag {
  const session: Session = c.get('session')
  return {
    name: () => session.get('name'),
    get: (member) => session.get(member),
    fill(visitor) {
      for (const [member, value] of Object.entries(visitor)) session.set(member, value)
    },
    visit() {
      const visits = Number(session.get('visits') ?? 0) + 1
      session.set('visits', visits)
      return visits
    },
    put: (member, value) => session.set(member, value),
    renew: () => session.regenerateId(true),
    end: () => session.destroy(),
  }
}
