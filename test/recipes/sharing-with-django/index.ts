import { d1Store, type SessionVariables, sessions } from 'edge-sessions'
import {
  type AuthVariables,
  auth,
  djangoUsers,
  loginRequired,
  secretKeyFingerprint,
  user,
} from 'edge-sessions/auth'
import { csrf } from 'edge-sessions/csrf'
import { Hono } from 'hono'

interface Visitor {
  cart: number[]
}

interface Bindings {
  DB: D1Database
  SECRET_KEY: string
  OLD_SECRET_KEY?: string
}

// In `.dev.vars`, put the key in single quotes: SECRET_KEY='…'. Without them it is cut at `#`.
let isKeyLogged = false

const app = new Hono<{ Bindings: Bindings; Variables: SessionVariables<Visitor> & AuthVariables }>()
app.use(async (c, next) => {
  // Compare it with Django's. A key that was cut has another fingerprint.
  if (!isKeyLogged) {
    isKeyLogged = true
    console.log(`SECRET_KEY fingerprint: ${await secretKeyFingerprint(c.env.SECRET_KEY)}`)
  }
  return next()
})
app.use(
  sessions<Visitor>((c) => ({ ...secrets(c.env), store: d1Store(c.env.DB), useTz: true })),
  csrf(),
  auth((c) => ({ ...secrets(c.env), users: djangoUsers(c.env.DB) })),
)

app.get('/shop/cart/', loginRequired(), async (c) => {
  const person = await user(c)
  const cart = await c.var.session.get('cart', [])
  return c.json({ username: person?.username, cart })
})

app.post('/shop/cart/:product{\\d+}/', async (c) => {
  const product = Number(c.req.param('product'))
  await c.var.session.update('cart', (cart = []) => [...cart, product])
  return c.redirect('/shop/cart/', 303)
})

/** Django's `SECRET_KEY` and `SECRET_KEY_FALLBACKS`. */
function secrets({ SECRET_KEY, OLD_SECRET_KEY }: Bindings) {
  return { secretKey: SECRET_KEY, secretKeyFallbacks: OLD_SECRET_KEY ? [OLD_SECRET_KEY] : [] }
}

export default app
