import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Bindings, Contender } from '../contender.ts'
import { type Bag, site, type Visitor } from '../site.ts'

const LOAD = 'SELECT data, expires FROM floor WHERE id = ? AND expires > ?'
const CREATE = 'INSERT INTO floor (id, data, expires) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
const SAVE = 'UPDATE floor SET data = ?, expires = ? WHERE id = ? AND data = ?'
const RENEW = 'UPDATE floor SET id = ?, data = ?, expires = ? WHERE id = ? AND data = ?'
const DELETE = 'DELETE FROM floor WHERE id = ?'

const COOKIE = 'floor'
const AGE = 1_209_600
const MAX_CONFLICTS = 100
const MAX_PAUSE = 256

interface Row {
  data: string
  expires: string
}

/** What a handler does that knows no session library: the same SQL, by hand. */
export const floor: Contender = { name: 'floor', fetch: site(bagOf).fetch }

function bagOf(c: Context<{ Bindings: Bindings }>): Bag {
  const db = c.env.DB
  const id = getCookie(c, COOKIE)

  async function load(): Promise<Row | null> {
    if (id === undefined) return null
    return db.prepare(LOAD).bind(id, new Date().toISOString()).first<Row>()
  }

  /** The same compare-and-set as ours: a floor that loses updates would be none. */
  async function change(edit: (visitor: Visitor) => void, newId = id): Promise<Visitor> {
    if (id === undefined || newId === undefined) throw new Error('Expected a session')
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
      const row = await load()
      if (row === null) throw new Error('Expected a session')
      const visitor: Visitor = JSON.parse(row.data)
      edit(visitor)
      const written = [JSON.stringify(visitor), expiry()]
      const found = [id, row.data]
      const { meta } = await (newId === id
        ? db.prepare(SAVE).bind(...written, ...found)
        : db.prepare(RENEW).bind(newId, ...written, ...found)
      ).run()
      if (meta.changes > 0) {
        keepCookie(c, newId)
        return visitor
      }
      await pause(attempt)
    }
    throw new Error('Expected to save the session')
  }

  return {
    async name() {
      const row = await load()
      return row === null ? undefined : JSON.parse(row.data).name
    },
    async get(member) {
      const row = await load()
      return row === null ? undefined : JSON.parse(row.data)[member]
    },
    async fill(visitor) {
      const newId = crypto.randomUUID()
      await db.prepare(CREATE).bind(newId, JSON.stringify(visitor), expiry()).run()
      keepCookie(c, newId)
    },
    async visit() {
      const visitor = await change((present) => {
        present.visits += 1
      })
      return visitor.visits
    },
    put: (member, value) =>
      change((visitor) => {
        Object.assign(visitor, { [member]: value })
      }),
    renew: () => change(() => {}, crypto.randomUUID()),
    async end() {
      if (id !== undefined) await db.prepare(DELETE).bind(id).run()
      setCookie(c, COOKIE, '', { path: '/', maxAge: 0 })
    },
  }
}

/** As ours: those that compete fall out of step. */
async function pause(attempt: number): Promise<void> {
  if (attempt === 0) return
  const milliseconds = Math.random() * Math.min(2 ** attempt, MAX_PAUSE)
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
}

function expiry(): string {
  return new Date(Date.now() + AGE * 1000).toISOString()
}

function keepCookie(c: Context, id: string): void {
  setCookie(c, COOKIE, id, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: AGE })
}
