import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { AGE, type Bindings, type Contender, SECRET } from '../contender.ts'
import { type Bag, site, type Visitor } from '../site.ts'
import { seal, unseal } from './seal.ts'

const LOAD = 'SELECT data, expires FROM floor WHERE id = ? AND expires > ?'
const CREATE = 'INSERT INTO floor (id, data, expires) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
const SAVE = 'UPDATE floor SET id = ?, data = ?, expires = ? WHERE id = ? AND data = ?'
const DELETE = 'DELETE FROM floor WHERE id = ?'
const COOKIE = 'floor'

/** A handler that uses no session library: the same SQL, by hand. The second one is the control. */
export const floors: readonly Contender[] = [
  mounted('floor', false),
  mounted('control', false),
  // It signs the row as Django does and sends the headers that ours sends.
  mounted('signing floor', true),
]

function mounted(name: string, isSigning: boolean): Contender {
  return { name, fetch: site((c) => bagOf(c, isSigning)).fetch }
}

function bagOf(c: Context<{ Bindings: Bindings }>, isSigning: boolean): Bag {
  const db = c.env.DB

  async function load() {
    const id = getCookie(c, COOKIE)
    if (isSigning) c.header('Vary', 'Cookie')
    if (isSigning) c.header('Cache-Control', 'private')
    if (id === undefined) return null
    const values = [id, new Date().toISOString()]
    const row = await db
      .prepare(LOAD)
      .bind(...values)
      .first<{ data: string }>()
    if (row === null) return null
    const json = isSigning ? await unseal(row.data, SECRET) : row.data
    const visitor: Visitor = JSON.parse(json)
    return { id, data: row.data, visitor }
  }

  /** Compares and sets as ours does. A floor that loses updates would be no floor. */
  async function change(edit: (visitor: Visitor) => void, rotates = false): Promise<Visitor> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const row = await load()
      if (row === null) return create(edit)
      edit(row.visitor)
      const id = rotates ? crypto.randomUUID() : row.id
      const values = [id, await stored(row.visitor), expiry(), row.id, row.data]
      const { meta } = await db
        .prepare(SAVE)
        .bind(...values)
        .run()
      if (meta.changes > 0) {
        sendCookie(id)
        return row.visitor
      }
      if (attempt > 0) await pause(Math.random() * Math.min(2 ** attempt, 256))
    }
    throw new Error('Expected to save the session')
  }

  async function create(edit: (visitor: Visitor) => void): Promise<Visitor> {
    const visitor = {} as Visitor
    edit(visitor)
    const id = crypto.randomUUID()
    await db
      .prepare(CREATE)
      .bind(id, await stored(visitor), expiry())
      .run()
    sendCookie(id)
    return visitor
  }

  async function stored(visitor: Visitor): Promise<string> {
    const json = JSON.stringify(visitor)
    return isSigning ? seal(json, SECRET) : json
  }

  function sendCookie(id: string, maxAge = AGE): void {
    if (isSigning) c.header('Vary', 'Cookie')
    if (isSigning) c.header('Cache-Control', 'private, no-store')
    setCookie(c, COOKIE, id, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge })
  }

  return {
    get: async (key) => (await load())?.visitor[key],
    set: (values) => change((visitor) => Object.assign(visitor, values)),
    visit: async () => (await change((visitor) => (visitor.visits += 1))).visits,
    renew: () => change(() => {}, true),
    async end() {
      await db.prepare(DELETE).bind(getCookie(c, COOKIE)).run()
      sendCookie('', 0)
    },
  }
}

function expiry(): string {
  return new Date(Date.now() + AGE * 1000).toISOString()
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
