import { type Context, Hono } from 'hono'
import { expectTypeOf } from 'vitest'
import {
  type AuthUser,
  type AuthVariables,
  auth,
  login,
  user,
} from '../../src/edge-sessions/auth/index.ts'
import { type Csrf, type CsrfVariables, csrf } from '../../src/edge-sessions/csrf/index.ts'
import {
  d1Store,
  memoryStore,
  type Session,
  type SessionOptions,
  type SessionVariables,
  sessions,
} from '../../src/edge-sessions/index.ts'
import { type Messages, messages } from '../../src/edge-sessions/messages/index.ts'
import { Browser, FakeClock } from '../../src/edge-sessions/testing/index.ts'

// Checked by `npm run check:types`, never run.

interface Visitor {
  name: string
  visits: number
}

interface Person extends AuthUser {
  readonly email: string
}

declare const db: D1Database
declare const person: Person
declare const options: SessionOptions
const users = { load: async (): Promise<Person | null> => person }

// A chain knows the variables that its middleware sets, in `c.var` and in `c.get`.
new Hono().use(sessions<Visitor>(options)).get('/', async (c) => {
  expectTypeOf(c.var.session).toEqualTypeOf<Session<Visitor>>()
  expectTypeOf(c.get('session')).toEqualTypeOf<Session<Visitor>>()
  expectTypeOf(c.var.session.get('name')).resolves.toEqualTypeOf<string | undefined>()
  // @ts-expect-error There is no such key.
  c.var.session.set('nmae', 'Ankit')
  // @ts-expect-error Visits are a number.
  c.get('session').set('visits', 'many')
  // @ts-expect-error The middleware `messages` is missing.
  c.var.messages
  return c.text('')
})

// All middleware, one after the other, or in one `use`.
new Hono()
  .use(sessions<Visitor>(options))
  .use(csrf())
  .use(auth({ users, secretKey: '' }))
  .use(messages())
  .get('/', async (c) => {
    expectTypeOf(c.var.session).toEqualTypeOf<Session<Visitor>>()
    expectTypeOf(c.var.csrf).toEqualTypeOf<Csrf>()
    expectTypeOf(c.var.messages).toEqualTypeOf<Messages>()
    expectTypeOf(user(c)).resolves.toEqualTypeOf<Person | null>()
    await login(c, person)
    // @ts-expect-error A user of this app has an address.
    await login(c, { id: '1', username: 'alice', password: '', isActive: true })
    return c.text('')
  })
new Hono().use(sessions<Visitor>(options), csrf(), messages()).get('/', (c) => {
  expectTypeOf(c.var.session).toEqualTypeOf<Session<Visitor>>()
  expectTypeOf(c.var.csrf).toEqualTypeOf<Csrf>()
  return c.text('')
})

// Without a chain, the app declares the types once, and `use` accepts them.
interface AppEnv {
  Bindings: { DB: D1Database; SECRET_KEY: string }
  Variables: SessionVariables<Visitor> & CsrfVariables & AuthVariables<Person>
}
const app = new Hono<AppEnv>()
app.use(sessions<Visitor>((c) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })))
app.use(
  sessions((c: Context<AppEnv>) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })),
)
app.use(
  // @ts-expect-error An annotated context knows its bindings.
  sessions((c: Context<AppEnv>) => ({ store: d1Store(c.env.NOPE), secretKey: c.env.SECRET_KEY })),
)
app.use(csrf((c) => ({ trustedOrigins: [c.env.ORIGIN] })))
app.use('/account/*', auth({ users, secretKey: '' }))
app.get('/', (c) => {
  expectTypeOf(c.get('session')).toEqualTypeOf<Session<Visitor>>()
  expectTypeOf(c.var.session).toEqualTypeOf<Session<Visitor>>()
  return c.text('')
})

// Without a type for the data, every key is allowed, and its value is unknown.
new Hono().use(sessions(options)).get('/', async (c) => {
  expectTypeOf(c.var.session).toEqualTypeOf<Session>()
  expectTypeOf(c.var.session.get('name')).resolves.toEqualTypeOf<unknown>()
  return c.text('')
})

// Options.
sessions({ store: d1Store(db), secretKey: '' })
sessions({ store: d1Store(db.withSession('first-primary')), secretKey: '' })
sessions({ store: memoryStore(), secretKey: '', cookieSameSite: false, cookieSecure: 'auto' })
// An option may be given as undefined.
declare const domain: string | undefined
sessions({ store: d1Store(db, { hashKeys: undefined }), secretKey: '', cookieDomain: domain })
csrf({ cookieDomain: domain, failureView: undefined, exempt: undefined })
auth({ users, secretKey: '', loginUrl: domain, onLogin: undefined })
// @ts-expect-error The store is missing.
sessions({ secretKey: '' })
// @ts-expect-error The secret is missing.
sessions({ store: memoryStore() })
// @ts-expect-error Seconds are a number.
sessions({ store: memoryStore(), secretKey: '', cookieAge: '30' })
// @ts-expect-error A misspelt option is an error.
sessions({ store: memoryStore(), secretKey: '', cookieAges: 30 })
// @ts-expect-error A database is no store.
sessions({ store: db, secretKey: '' })

// For tests: any Hono app is a site, whatever its bindings.
new Browser(app, { bindings: { DB: db }, now: new FakeClock().now })
new Browser(new Hono())
new Browser({ request: (url) => fetch(url) })
// @ts-expect-error Not a site.
new Browser('http://localhost')
