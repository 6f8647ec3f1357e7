import { d1Store, type SessionVariables, sessions, shardedStore } from 'edge-sessions'
import { type Context, Hono } from 'hono'

interface Visitor {
  visits: number
}

interface Bindings {
  EUROPE: D1Database
  ASIA: D1Database
  AMERICA: D1Database
  SECRET_KEY: string
}

type AppEnv = { Bindings: Bindings; Variables: SessionVariables<Visitor> }

/** Each database by the first character of its session keys. */
function storeOf(env: Bindings, continent?: unknown) {
  return shardedStore(
    { e: d1Store(env.EUROPE), s: d1Store(env.ASIA), m: d1Store(env.AMERICA) },
    { create: () => shardFor(continent) },
  )
}

/** Returns the shard for a new session. */
function shardFor(continent: unknown): 'e' | 's' | 'm' {
  if (continent === 'EU' || continent === 'AF') return 'e'
  return continent === 'AS' || continent === 'OC' ? 's' : 'm'
}

const app = new Hono<AppEnv>()
app.use(
  sessions<Visitor>((c: Context<AppEnv>) => ({
    store: storeOf(c.env, c.req.raw.cf?.continent),
    secretKey: c.env.SECRET_KEY,
  })),
)

app.get('/', async (c) => {
  const visits = await c.var.session.update('visits', (count = 0) => count + 1)
  return c.text(`You have been here ${visits} times.`)
})

export default {
  fetch: app.fetch,
  async scheduled({ scheduledTime }, env, _ctx) {
    await storeOf(env).clearExpired(new Date(scheduledTime))
  },
} satisfies ExportedHandler<Bindings>
