import { env } from 'cloudflare:workers'
import { d1Store, type SessionVariables, sessions } from 'edge-sessions'
import { Hono } from 'hono'

interface Visitor {
  visits: number
}

const app = new Hono<{ Variables: SessionVariables<Visitor> }>()
app.use(sessions<Visitor>({ store: d1Store(env.DB), secretKey: env.SECRET_KEY }))

app.get('/', async (c) => {
  const visits = await c.var.session.update('visits', (visits = 0) => visits + 1)
  return c.text(`Visit ${visits}`)
})

export default app
