import {
  d1Store,
  ImproperlyConfigured,
  type Session,
  type SessionVariables,
  sessions,
} from 'edge-sessions'
import { type AuthUser, type AuthVariables, auth, login, logout, user } from 'edge-sessions/auth'
import { type CsrfVariables, csrf, getToken, rotateToken } from 'edge-sessions/csrf'
import { type MessageVariables, messages } from 'edge-sessions/messages'
import { Hono } from 'hono'

interface Visitor {
  name: string
  visits: number
}

interface AppEnv {
  Bindings: { DB: D1Database; SECRET_KEY: string }
  Variables: SessionVariables<Visitor> & CsrfVariables & AuthVariables & MessageVariables
}

const alice: AuthUser = { id: '1', username: 'alice', password: 'a hash', isActive: true }
const users = { load: async (id: string) => (id === alice.id ? alice : null) }

const app = new Hono<AppEnv>()
app.use(
  sessions<Visitor>((c) => ({
    store: d1Store(c.env.DB),
    secretKey: c.env.SECRET_KEY,
    cookieAge: 30,
  })),
)
app.use(csrf())
app.use(auth((c) => ({ users, secretKey: c.env.SECRET_KEY, onLogin: rotateToken })))
app.use(messages())

app.get('/form/', async (c) => c.text(await getToken(c)))

app.get('/set/', (c) => {
  c.var.session.set('name', 'Ankit')
  return c.text('set')
})

app.get('/get/', async (c) => {
  const session: Session<Visitor> = c.get('session')
  return c.json({ name: (await session.get('name')) ?? null, user: (await user(c))?.username })
})

app.post('/visit/', async (c) => {
  const visits: number = await c.var.session.update('visits', (n = 0) => n + 1)
  return c.text(String(visits))
})

app.post('/login/', async (c) => {
  await login(c, alice)
  c.var.messages.success('Welcome')
  return c.redirect('/', 303)
})

app.get('/messages/', async (c) => {
  const taken = await c.var.messages.take()
  return c.json(taken.map(({ text, tags }) => ({ text, tags })))
})

app.post('/logout/', async (c) => {
  await logout(c)
  return c.redirect('/', 303)
})

app.onError((error, c) => c.text(error.message, error instanceof ImproperlyConfigured ? 501 : 500))

export default {
  fetch: app.fetch,
  async scheduled(_: unknown, env: AppEnv['Bindings']): Promise<void> {
    console.log('cleared', await d1Store(env.DB).clearExpired(new Date()))
  },
}
