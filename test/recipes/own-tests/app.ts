import { type SessionStore, type SessionVariables, sessions } from 'edge-sessions'
import { Hono } from 'hono'

interface Visitor {
  name: string
}

export interface Deps {
  store: SessionStore
  secretKey: string
  now?: () => Date
}

export function makeApp(deps: Deps) {
  const app = new Hono<{ Variables: SessionVariables<Visitor> }>()
  app.use(sessions<Visitor>({ ...deps, cookieAge: 1800 }))
  app.get('/', async (c) => c.text(`Hello, ${await c.var.session.get('name', 'stranger')}`))
  app.post('/name', async (c) => {
    const form = await c.req.formData()
    c.var.session.set('name', String(form.get('name')))
    return c.redirect('/', 303)
  })
  return app
}
