import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { Hono } from 'hono'
import { AGE, type Bindings, type Contender, SECRET } from '../contender.ts'

/** It stores who is signed in and nothing else, so only its reads can be compared. */
export const betterAuths: readonly Contender[] = [
  mounted('better-auth', false),
  mounted('better-auth, cookie cache', true),
]

function mounted(name: string, enabled: boolean): Contender {
  // One for each database. One for each request would run two more statements.
  const known = new WeakMap<D1Database, ReturnType<typeof make>>()
  function authOf({ DB }: Bindings) {
    const auth = known.get(DB) ?? make(DB, enabled)
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
    async migrate({ DB }) {
      const { runMigrations } = await getMigrations(make(DB, enabled).options)
      await runMigrations()
    },
  }
}

function make(database: D1Database, enabled: boolean) {
  return betterAuth({
    database,
    baseURL: 'http://bench.example',
    secret: SECRET,
    emailAndPassword: {
      enabled: true,
      // The time that hashing takes is not compared.
      password: { hash: async (password) => password, verify: async () => true },
    },
    session: { cookieCache: { enabled, maxAge: AGE } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
  })
}
