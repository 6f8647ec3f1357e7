import { createCookie } from '@remix-run/cookie'
import { createSession, type Session, type SessionStorage } from '@remix-run/session'
import { AGE, SECRET } from '../contender.ts'
import { type Bag, inHono } from '../site.ts'
import { textTable } from './text-table.ts'

const cookie = createCookie('remix', { secrets: [SECRET], httpOnly: true, maxAge: AGE })

/** Remix's middleware and its storage for Redis, on Hono's context and D1. */
export const remix = inHono('Remix session', bagOf, async function session(c, next) {
  const storage = storageOf(c.env.DB)
  const session = await storage.read(await cookie.parse(c.req.header('Cookie') ?? null))
  c.set('session', session)
  await next()
  const value = await storage.save(session)
  if (value !== null) c.header('Set-Cookie', await cookie.serialize(value), { append: true })
})

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

function bagOf(session: Session): Bag {
  return {
    get: (key) => session.get(key),
    set(values) {
      for (const [key, value] of Object.entries(values)) session.set(key, value)
    },
    renew: () => session.regenerateId(true),
    end: () => session.destroy(),
  }
}
