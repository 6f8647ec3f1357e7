import { decodeIdToken, Google, generateCodeVerifier, generateState } from 'arctic'
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
} from 'edge-sessions/auth'
import { type CsrfVariables, csrf, rotateToken } from 'edge-sessions/csrf'
import { type Context, Hono } from 'hono'

interface Bindings {
  DB: D1Database
  SECRET_KEY: string
  GOOGLE_ID: string
  GOOGLE_SECRET: string
}

interface Visitor {
  oauth: { state: string; verifier: string; next: string }
}

interface AppEnv {
  Bindings: Bindings
  Variables: SessionVariables<Visitor> & CsrfVariables & AuthVariables
}

const app = new Hono<AppEnv>()
app.use(sessions<Visitor>((c) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })))
app.use(csrf())
app.use(
  auth((c) => ({
    users: { load: (id) => loadUser(c.env.DB, id) },
    secretKey: c.env.SECRET_KEY,
    loginUrl: '/login',
    onLogin: rotateToken,
  })),
)

app.get('/login', (c) => {
  const [state, verifier] = [generateState(), generateCodeVerifier()]
  // The callback removes it. SameSite=Lax sends the session cookie with the redirect back.
  c.var.session.set('oauth', { state, verifier, next: safeNextUrl(c, c.req.query('next')) })
  return c.redirect(google(c).createAuthorizationURL(state, verifier, ['openid', 'email']).href)
})

app.get('/login/callback', async (c) => {
  const started = await c.var.session.pop('oauth')
  const { code, state } = c.req.query()
  if (!started || !code || state !== started.state) return c.text('Please sign in again.', 400)

  const claims = await readClaims(c, code, started.verifier)
  if (claims === null) return c.text('Google did not confirm the sign-in.', 403)
  await login(c, await findOrCreateUser(c.env.DB, claims))
  return c.redirect(started.next, 303)
})

app.get('/account', loginRequired(), async (c) => c.text(`Hello, ${(await user(c))?.username}`))

app.post('/logout', async (c) => {
  await logout(c)
  return c.redirect('/', 303)
})

function google(c: Context<AppEnv>): Google {
  const callback = new URL('/login/callback', c.req.url).href
  return new Google(c.env.GOOGLE_ID, c.env.GOOGLE_SECRET, callback)
}

interface Claims {
  sub: string
  email: string
}

/**
 * Exchanges the code for an ID token and returns its claims, or `null` if Google confirms none. The
 * token comes from Google over TLS, so it needs no signature check.
 */
async function readClaims(
  c: Context<AppEnv>,
  code: string,
  verifier: string,
): Promise<Claims | null> {
  const tokens = await google(c).validateAuthorizationCode(code, verifier).catch(logError)
  if (tokens === null) return null
  const claims = new Map(Object.entries(decodeIdToken(tokens.idToken())))
  const [sub, email] = [claims.get('sub'), claims.get('email')]
  const isConfirmed = claims.get('email_verified') === true
  return isConfirmed && typeof sub === 'string' && typeof email === 'string' ? { sub, email } : null
}

function logError(error: unknown): null {
  console.warn('Google refused the code:', error instanceof Error ? error.name : error)
  return null
}

/** Users are found by Google's `sub`, because an e-mail address can change hands. */
async function findOrCreateUser(db: D1Database, { sub, email }: Claims): Promise<AuthUser> {
  await db
    .prepare('INSERT INTO users (id, username, password) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    .bind(sub, email, crypto.randomUUID())
    .run()
  const found = await loadUser(db, sub)
  if (found === null) throw new Error('The user is missing right after it was created')
  return found
}

async function loadUser(db: D1Database, id: string): Promise<AuthUser | null> {
  const row = await db
    .prepare('SELECT id, username, password FROM users WHERE id = ?')
    .bind(id)
    .first<{ id: string; username: string; password: string }>()
  return row && { ...row, isActive: true }
}

export default app
