import { d1Store, SessionInterrupted, type SessionVariables, sessions } from 'edge-sessions'
import { type CsrfVariables, csrf, getToken } from 'edge-sessions/csrf'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { validator } from 'hono/validator'

interface Visitor {
  cart: string[]
}

const app = new Hono<{ Bindings: Env; Variables: SessionVariables<Visitor> & CsrfVariables }>()
  .use(sessions<Visitor>((c) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })))
  .use(csrf({ failureView: (c, reason) => c.json({ error: 'csrf', reason }, 403) }))
  .get('/api/csrf', async (c) => c.json({ token: await getToken(c) }))
  .get('/api/cart', async (c) => c.json({ cart: await c.var.session.get('cart', []) }))
  .post('/api/cart', validator('json', parseProduct), async (c) => {
    const { product } = c.req.valid('json')
    const cart = await c.var.session.update('cart', (cart = []) => [...cart, product])
    return c.json({ cart }, 201)
  })

app.onError((error, c) => {
  if (error instanceof SessionInterrupted) return c.json({ error: 'session ended' }, 400)
  if (error instanceof HTTPException) return c.json({ error: error.message }, error.status)
  console.error(error)
  return c.json({ error: 'internal error' }, 500)
})

function parseProduct(body: unknown): { product: string } {
  const product = typeof body === 'object' && body !== null ? Reflect.get(body, 'product') : null
  if (typeof product === 'string') return { product }
  throw new HTTPException(422, { message: 'Expected `product` to be a string' })
}

export type Api = typeof app
export default app
