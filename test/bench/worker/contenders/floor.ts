import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { AGE, type Bindings, type Contender, SECRET } from '../contender.ts'
import { type Bag, inHono, type Visitor } from '../site.ts'

const LOAD = 'SELECT data, expires FROM floor WHERE id = ? AND expires > ?'
const CREATE = 'INSERT INTO floor (id, data, expires) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
const SAVE = 'UPDATE floor SET id = ?, data = ?, expires = ? WHERE id = ? AND data = ?'
const DELETE = 'DELETE FROM floor WHERE id = ?'
const COOKIE = 'floor'

/** A handler that uses no session library: the same SQL, by hand. The second one is the control. */
export const floors: readonly Contender[] = [
  inHono('floor', (_, c) => bagOf(c, false)),
  inHono('control', (_, c) => bagOf(c, false)),
  // It signs the row as Django does and sends the headers that ours sends.
  inHono('signing floor', (_, c) => bagOf(c, true)),
]

function bagOf(c: Context<{ Bindings: Bindings }>, isSigning: boolean): Bag {
  const query = (sql: string, ...values: unknown[]) => c.env.DB.prepare(sql).bind(...values)

  async function load() {
    const id = getCookie(c, COOKIE)
    if (isSigning) sendHeaders('private')
    if (id === undefined) return null
    const row = await query(LOAD, id, new Date().toISOString()).first<{ data: string }>()
    if (row === null) return null
    const visitor: Visitor = JSON.parse(isSigning ? await unseal(row.data) : row.data)
    return { id, data: row.data, visitor }
  }

  /** Compares and sets as ours does. A floor that loses updates would be no floor. */
  async function change(edit: (visitor: Visitor) => void, isRenewed = false): Promise<Visitor> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const row = await load()
      const visitor = row?.visitor ?? ({} as Visitor)
      edit(visitor)
      const id = row === null || isRenewed ? crypto.randomUUID() : row.id
      const json = JSON.stringify(visitor)
      const expires = new Date(Date.now() + AGE * 1000).toISOString()
      const values = [id, isSigning ? await seal(json) : json, expires]
      const statement =
        row === null ? query(CREATE, ...values) : query(SAVE, ...values, row.id, row.data)
      const { meta } = await statement.run()
      if (meta.changes > 0) {
        sendCookie(id)
        return visitor
      }
      if (attempt > 0) await scheduler.wait(Math.random() * Math.min(2 ** attempt, 256))
    }
    throw new Error('Expected to save the session')
  }

  function sendCookie(id: string, maxAge = AGE): void {
    if (isSigning) sendHeaders('private, no-store')
    setCookie(c, COOKIE, id, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge })
  }

  function sendHeaders(cacheControl: string): void {
    c.header('Vary', 'Cookie')
    c.header('Cache-Control', cacheControl)
  }

  return {
    get: async (key) => (await load())?.visitor[key],
    set: (values) => change((visitor) => Object.assign(visitor, values)),
    visit: async () => (await change((visitor) => (visitor.visits += 1))).visits,
    renew: () => change(() => {}, true),
    async end() {
      await query(DELETE, getCookie(c, COOKIE)).run()
      sendCookie('', 0)
    },
  }
}

// Django's `signing.dumps` by hand: `base64(json):timestamp:HMAC-SHA256`, as short as it gets.

let key: Promise<CryptoKey> | undefined

async function seal(json: string): Promise<string> {
  const stamped = `${base64Url(json)}:${Math.floor(Date.now() / 1000).toString(36)}`
  return `${stamped}:${await signature(stamped)}`
}

async function unseal(text: string): Promise<string> {
  const end = text.lastIndexOf(':')
  const stamped = text.slice(0, end)
  if ((await signature(stamped)) !== text.slice(end + 1)) throw new Error('Forged')
  return atob(stamped.slice(0, stamped.indexOf(':')).replace(/-/g, '+').replace(/_/g, '/'))
}

async function signature(text: string): Promise<string> {
  key ??= importKey()
  const bytes = await crypto.subtle.sign('HMAC', await key, new TextEncoder().encode(text))
  return base64Url(String.fromCharCode(...new Uint8Array(bytes)))
}

async function importKey(): Promise<CryptoKey> {
  const source = new TextEncoder().encode(`django.contrib.sessionssigner${SECRET}`)
  const bytes = await crypto.subtle.digest('SHA-256', source)
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

function base64Url(binary: string): string {
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
