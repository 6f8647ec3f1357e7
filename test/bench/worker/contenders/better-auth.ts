import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { Hono } from 'hono'
import { AGE, type Bindings, type Contender, SECRET } from '../contender.ts'

/** It stores who is signed in and nothing else, so only its reads can be compared. */
export const betterAuths: readonly Contender[] = [
  mounted('better-auth', false),
  mounted('better-auth, cookie cache', true),
]

function mounted(name: string, isCaching: boolean): Contender {
  // One for each database. One for each request would run two more statements.
  const known = new WeakMap<D1Database, ReturnType<typeof make>>()
  function authOf({ DB }: Bindings) {
    const auth = known.get(DB) ?? make(DB, isCaching)
    known.set(DB, auth)
    return auth
  }

  const app = new Hono<{ Bindings: Bindings }>()
  app.get('/untouched', (c) => c.text('ok'))
  app.get('/read', async (c) => {
    const found = await authOf(c.env).api.getSession({ headers: c.req.raw.headers })
    return c.text(`Hello, ${found?.user.name ?? 'stranger'}`)
  })
  app.get('/write', (c) => {
    const email = `${crypto.randomUUID()}@bench.example`
    const body = { name: 'Ankit', email, password: 'a-password-for-benchmarks-only' }
    return authOf(c.env).api.signUpEmail({ body, asResponse: true })
  })
  return {
    name,
    lacks: ['/write', '/change', '/renew', '/logout'],
    fetch: app.fetch,
    migrate: async (env) => (await getMigrations(authOf(env).options)).runMigrations(),
  }
}

function make(database: D1Database, isCaching: boolean) {
  return betterAuth({
    database,
    baseURL: 'http://bench.example',
    secret: SECRET,
    // The time that hashing takes is not compared.
    emailAndPassword: {
      enabled: true,
      password: { hash: async (password) => password, verify: async () => true },
    },
    session: { cookieCache: { enabled: isCaching, maxAge: AGE } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
  })
}
