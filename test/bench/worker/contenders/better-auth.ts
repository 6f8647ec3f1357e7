import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { Hono } from 'hono'
import type { Bindings, Contender } from '../contender.ts'

const PASSWORD = 'a-password-for-benchmarks-only'

/** It keeps who is signed in and nothing else, so only its way to read can be compared. */
export const betterAuths: readonly Contender[] = [
  mounted('better-auth', false),
  mounted('better-auth, cookie cache', true),
]

function mounted(name: string, enabled: boolean): Contender {
  // One for each database: made for each request, it would run two statements more.
  const made = new WeakMap<D1Database, ReturnType<typeof make>>()
  function authOf({ DB }: Bindings) {
    const auth = made.get(DB) ?? make(DB, enabled)
    made.set(DB, auth)
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
    const body = { name: 'Ankit', email, password: PASSWORD }
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
    secret: 'a-secret-for-benchmarks-only-0123456789-abcdefghijklmnopqrstuvwxyz',
    emailAndPassword: {
      enabled: true,
      // How long a password takes to hash is not the question here.
      password: { hash: async (password) => password, verify: async () => true },
    },
    session: { cookieCache: { enabled, maxAge: 1_209_600 } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
  })
}
