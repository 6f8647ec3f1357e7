import { type Context, Hono } from 'hono'
import { type SessionVariables, sessions } from '../../src/sessions/index.ts'
import { settingsOf } from '../../src/settings.ts'
import { OPERATIONS } from './operations.ts'

/**
 * What the test asks for: the same JSON that the Django view of `website/views.py` takes, and
 * what is Django's to know: its settings, and its clock where the test has stopped it.
 */
interface Command {
  /** Operations on the session in their order, each a name and its arguments. */
  operations: [name: string, ...args: never[]][]
  /** Settings by Django's names. */
  settings: Record<string, unknown>
  /** The time in milliseconds since 1970; `null`: the real one. */
  now: number | null
  /** Where the operation `meanwhile` calls. */
  meanwhile: string
}

interface InteropEnv {
  Bindings: Env
  Variables: SessionVariables & { command: Command }
}

const app = new Hono<InteropEnv>()

app.use(async (c, next) => {
  c.set('command', await c.req.json<Command>())
  await next()
})
app.use(sessions(sessionOptions))

app.post('/session/', async (c) => {
  const { operations, meanwhile } = c.var.command
  const results: unknown[] = []
  for (const [name, ...args] of operations) {
    const operation = OPERATIONS[name]
    if (operation === undefined) throw new Error(`Expected an operation, got \`${name}\``)
    results.push(await operation({ session: c.var.session, meanwhile }, ...args))
  }
  return c.json({ results })
})

app.post('/clearsessions/', async (c) => {
  const { store, now = () => new Date() } = sessionOptions(c)
  return c.json(await store.clearExpired(now()))
})

app.onError((error, c) => {
  if ('getResponse' in error) return error.getResponse()
  return c.json({ error: String(error) }, 500)
})

function sessionOptions(c: Context) {
  const { settings, now } = (c as Context<InteropEnv>).var.command
  const options = settingsOf({ ...c.env, ...settings }).sessions
  return now === null ? options : { ...options, now: () => new Date(now) }
}

export default app
