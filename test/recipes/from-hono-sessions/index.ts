import { d1Store, type SessionVariables, sessions } from 'edge-sessions'
import { Hono } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'

interface Visitor {
  name: string
  cart: string[]
}

/** The data that hono-sessions stored: each value, and whether it was for one page only. */
interface OldSession {
  _data: { [Name in keyof Visitor]?: { value: Visitor[Name]; flash: boolean } }
  _expire: string | null
}

const app = new Hono<{ Bindings: Env; Variables: SessionVariables<Visitor> }>()
app.use(sessions<Visitor>((c) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })))

/** Moves the old session of the visitor here. Remove it once the last old session has expired. */
app.use(async (c, next) => {
  const id = getCookie(c, 'session')
  if (id === undefined || c.var.session.key !== null) return next()
  const old = await takeOldSession(c.env.DB, id)
  if (old === null) return next()

  c.var.session.assign(old)
  deleteCookie(c, 'session')
  return c.redirect(c.req.url, 307)
})

app.get('/', async (c) => c.json(await c.var.session.toObject()))

/** Reads and removes the row in one statement, so it cannot be taken twice. */
async function takeOldSession(db: D1Database, id: string): Promise<Partial<Visitor> | null> {
  const text = await db
    .prepare('DELETE FROM sessions WHERE id = ? RETURNING data')
    .bind(id)
    .first<string>('data')
  if (text === null) return null
  const { _data, _expire }: OldSession = JSON.parse(text)
  if (_expire !== null && Date.parse(_expire) <= Date.now()) return null
  const lasting = Object.entries(_data).filter(([, entry]) => !entry.flash)
  return Object.fromEntries(lasting.map(([name, entry]) => [name, entry.value]))
}

export default app
