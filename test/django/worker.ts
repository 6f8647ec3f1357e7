import { Hono } from 'hono'
import { html } from 'hono/html'
import { type AuthOptions, auth, djangoUsers } from '../../src/edge-sessions/auth/index.ts'
import {
  type CsrfOptions,
  csrf,
  FIELD_NAME,
  getToken,
  rotateToken,
} from '../../src/edge-sessions/csrf/index.ts'
import { type SessionOptions, sessions } from '../../src/edge-sessions/index.ts'
import { messages } from '../../src/edge-sessions/messages/index.ts'
import { settingsOf } from '../../src/site/settings/settings.ts'
import type { Command, InteropContext, InteropEnv } from './interop-env.ts'
import { SESSION_OPERATIONS } from './operations.ts'
import { USER_OPERATIONS } from './user-operations.ts'

const OPERATIONS = { ...SESSION_OPERATIONS, ...USER_OPERATIONS }

/** The counterpart of the Django site in `website/`, with the same middleware and URLs. */
const app = new Hono<InteropEnv>()

app.use(async (c, next) => {
  const command: Command = JSON.parse(c.req.header('X-Interop') ?? '')
  c.set('command', command)
  c.set('settings', settingsOf({ ...c.env, ...command.settings }))
  await next()
})
app.use(sessions((c) => sessionOptions(c)))
app.use(csrf((c) => csrfOptions(c)))
app.use(auth((c) => authOptions(c)))
app.use(messages())

app.post('/session/', async (c) => {
  const { operations } = await c.req.json<{ operations: [name: string, ...args: never[]][] }>()
  const results: unknown[] = []
  for (const [name, ...args] of operations) {
    const operation = OPERATIONS[name]
    if (operation === undefined) throw new Error(`Expected an operation, got \`${name}\``)
    results.push(await operation(c, ...args))
  }
  return c.json({ results })
})

app.get('/form/', async (c) => {
  const field = html`<input type="hidden" name="${FIELD_NAME}" value="${await getToken(c)}">`
  return c.html(html`<form method="post">${field}<input name="name"></form>`)
})

app.on(['POST', 'PUT', 'DELETE'], '/form/', async (c) => {
  return c.json({ results: [new URLSearchParams(await c.req.text()).get('name')] })
})

app.post('/clearsessions/', async (c) => {
  const { now = () => new Date() } = sessionOptions(c)
  return c.json(await c.var.settings.store?.clearExpired(now()))
})

app.onError((error, c) => {
  if ('getResponse' in error) return error.getResponse()
  return c.json({ error: String(error) }, 500)
})

function sessionOptions({ var: { command, settings } }: InteropContext): SessionOptions {
  const { now } = command
  return now === null ? settings.sessions : { ...settings.sessions, now: () => new Date(now) }
}

function csrfOptions({ var: { settings } }: InteropContext): CsrfOptions {
  return {
    ...settings.csrf,
    exempt: ['/session/', '/clearsessions/'],
    failureView: (c, reason) => c.text(reason),
  }
}

function authOptions({ env, var: { command, settings } }: InteropContext): AuthOptions {
  const { secretKey, secretKeyFallbacks = [] } = settings.sessions
  return {
    users: djangoUsers(env.DB),
    secretKey,
    secretKeyFallbacks,
    backends: command.backends,
    listSessions: command.listSessions,
    onLogin: rotateToken,
  }
}

export default app
