import { d1Store, type SessionVariables, sessions } from 'edge-sessions'
import { Hono } from 'hono'

interface Visitor {
  visits: number
}

const app = new Hono<{ Bindings: Env; Variables: SessionVariables<Visitor> }>()
app.use(sessions<Visitor>((c) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })))

app.get('/', async (c) => {
  const visits = await c.var.session.update('visits', (visits = 0) => visits + 1)
  return c.text(`Visit ${visits}`)
})

export default {
  fetch: app.fetch,
  async scheduled({ scheduledTime }, env, _ctx) {
    await d1Store(env.DB).clearExpired(new Date(scheduledTime))
  },
} satisfies ExportedHandler<Env>
