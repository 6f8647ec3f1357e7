import { d1Store, type SessionVariables, sessions } from 'edge-sessions'
import { type CsrfVariables, csrf, FIELD_NAME, getToken } from 'edge-sessions/csrf'
import { Hono } from 'hono'

interface Visitor {
  cart: Record<string, number>
}

const PRODUCTS = ['tea', 'honey', 'bread']

const app = new Hono<{ Bindings: Env; Variables: SessionVariables<Visitor> & CsrfVariables }>()
app.use(sessions<Visitor>((c) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })))
app.use(csrf())

app.get('/cart/', async (c) => {
  const cart = await c.var.session.get('cart', {})
  return c.html(
    <form method="post">
      <input type="hidden" name={FIELD_NAME} value={await getToken(c)} />
      {PRODUCTS.map((product) => (
        <button type="submit" name="product" value={product}>
          {product}: {cart[product] ?? 0}
        </button>
      ))}
    </form>,
  )
})

app.post('/cart/', async (c) => {
  const { product } = await c.req.parseBody()
  if (typeof product !== 'string' || !PRODUCTS.includes(product)) return c.text('No such', 404)
  await c.var.session.update('cart', (cart = {}) => ({
    ...cart,
    [product]: (cart[product] ?? 0) + 1,
  }))
  return c.redirect('/cart/', 303)
})

export default app
