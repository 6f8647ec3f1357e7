import { d1Store, type SessionVariables, sessions } from 'edge-sessions'
import { Hono } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'

interface Visitor {
  name: string
  cart: string[]
}

const app = new Hono<{
  Bindings: Env & { EXPRESS_SECRET?: string }
  Variables: SessionVariables<Visitor>
}>()
app.use(sessions<Visitor>((c) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })))

/** Moves the old session of the visitor here. Remove it once the last old session has expired. */
app.use(async (c, next) => {
  const cookie = getCookie(c, 'connect.sid')
  if (cookie === undefined || c.var.session.key !== null) return next()
  const { EXPRESS_SECRET: secret } = c.env
  if (!secret) throw new Error('Set the secret EXPRESS_SECRET')
  const id = await unsign(cookie, secret)
  const old = id === null ? null : await takeOldSession(c.env.DB, id)
  if (old === null) return next()

  c.var.session.assign(old)
  deleteCookie(c, 'connect.sid')
  return c.redirect(c.req.url, 307)
})

app.get('/', async (c) => c.json(await c.var.session.toObject()))

/** Returns the id in a cookie `s:id.signature`, or `null` if this secret has not signed it. */
async function unsign(cookie: string, secret: string): Promise<string | null> {
  const [, id = '', signature = ''] = /^s:(.+)\.([A-Za-z\d+/]{43})$/.exec(cookie) ?? []
  const bytes = new TextEncoder().encode(secret)
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes, hmac, false, ['verify'])
  const given = Uint8Array.fromBase64(signature)
  const isRight = await crypto.subtle.verify('HMAC', key, given, new TextEncoder().encode(id))
  return isRight ? id : null
}

/** Reads and removes the row in one statement, so it cannot be taken twice. */
async function takeOldSession(db: D1Database, id: string): Promise<Partial<Visitor> | null> {
  const text = await db
    .prepare('DELETE FROM old_sessions WHERE sid = ? RETURNING sess')
    .bind(id)
    .first<string>('sess')
  if (text === null) return null
  const { cookie, ...data } = JSON.parse(text)
  return cookie.expires && Date.parse(cookie.expires) <= Date.now() ? null : data
}

export default app
