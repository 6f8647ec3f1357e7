import { d1Store, type SessionVariables, sessions } from 'edge-sessions'
import {
  type AuthUser,
  type AuthVariables,
  auth,
  login,
  loginRequired,
  logout,
  safeNextUrl,
  user,
  userSessions,
} from 'edge-sessions/auth'
import { type CsrfVariables, csrf, FIELD_NAME, getToken, rotateToken } from 'edge-sessions/csrf'
import { Hono } from 'hono'
import { isPassword } from './passwords'

type Variables = SessionVariables & CsrfVariables & AuthVariables

const app = new Hono<{ Bindings: Env; Variables: Variables }>()
app.use(sessions((c) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })))
app.use(csrf())
app.use(
  auth((c) => ({
    users: { load: (id) => findUser(c.env.DB, 'id', id) },
    secretKey: c.env.SECRET_KEY,
    listSessions: true,
    loginUrl: '/login/',
    onLogin: rotateToken,
  })),
)

app.get('/login/', async (c) =>
  c.html(
    <form method="post">
      <input type="hidden" name={FIELD_NAME} value={await getToken(c)} />
      <input type="hidden" name="next" value={safeNextUrl(c, c.req.query('next'), '/account/')} />
      <input name="username" autocomplete="username" required />
      <input type="password" name="password" autocomplete="current-password" required />
      <button type="submit">Sign in</button>
    </form>,
  ),
)

app.post('/login/', async (c) => {
  const form = await c.req.formData()
  const found = await findUser(c.env.DB, 'username', String(form.get('username')))
  const isRight = await isPassword(String(form.get('password')), found?.password)
  if (found === null || !isRight) return c.text('Wrong username or password', 422)
  await login(c, found) // replaces the session key and the CSRF token
  return c.redirect(safeNextUrl(c, String(form.get('next') ?? ''), '/account/'), 303)
})

app.get('/account/', loginRequired(), async (c) => {
  const token = await getToken(c)
  const person = await user(c)
  if (person === null) return c.redirect('/login/')
  const { DB, SECRET_KEY } = c.env
  const own = userSessions(DB, { secretKey: SECRET_KEY })
  return c.html(
    <form method="post">
      <input type="hidden" name={FIELD_NAME} value={token} />
      <h1>{person.username}</h1>
      {(await own.listSessions(person.id, c.var.session.key)).sessions.map((session) => (
        <button type="submit" formaction="/account/end/" name="session" value={session.publicId}>
          End{' '}
          {session.isCurrent
            ? 'this session'
            : `the session that expires ${session.expires.toUTCString()}`}
        </button>
      ))}
      <button type="submit" formaction="/logout/">
        Sign out
      </button>
      <button type="submit" formaction="/account/end-all/">
        Sign out everywhere
      </button>
    </form>,
  )
})

app.post('/account/end/', async (c) => {
  const form = await c.req.formData()
  const person = await user(c)
  const own = userSessions(c.env.DB, { secretKey: c.env.SECRET_KEY })
  if (person !== null) await own.endSession(person.id, String(form.get('session')))
  return c.redirect('/account/', 303)
})

app.post('/account/end-all/', async (c) => {
  const person = await user(c)
  const own = userSessions(c.env.DB, { secretKey: c.env.SECRET_KEY })
  await logout(c)
  if (person !== null) await own.endAllSessions(person.id)
  return c.redirect('/login/', 303)
})

app.post('/logout/', async (c) => {
  await logout(c)
  return c.redirect('/login/', 303)
})

async function findUser(
  db: D1Database,
  column: 'id' | 'username',
  value: string,
): Promise<AuthUser | null> {
  const row = await db
    .prepare(`SELECT id, username, password FROM users WHERE ${column} = ?`)
    .bind(value)
    .first<{ id: string; username: string; password: string }>()
  return row && { ...row, isActive: true }
}

export default app
