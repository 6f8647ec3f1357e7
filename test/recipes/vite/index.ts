import { d1Store, type SessionVariables, sessions } from 'edge-sessions'
import { Hono } from 'hono'

interface Visitor {
  visits: number
}

const app = new Hono<{ Bindings: Env; Variables: SessionVariables<Visitor> }>()
app.use(
  sessions<Visitor>((c) => ({
    store: d1Store(c.env.DB),
    secretKey: c.env.SECRET_KEY,
    skip: isAsset,
  })),
)

app.get('/api/visits', async (c) => {
  const visits = await c.var.session.update('visits', (visits = 0) => visits + 1)
  return c.json({ visits })
})

app.get('/assets/*', (c) => c.notFound())

/**
 * Whether a path is an asset, which needs no session. Defined outside of the options, so that every
 * request has the same function.
 */
function isAsset(c: { req: { path: string } }): boolean {
  return c.req.path.startsWith('/assets/')
}

export default app
