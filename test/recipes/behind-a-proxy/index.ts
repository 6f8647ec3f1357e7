import { type SessionVariables, sessions } from 'edge-sessions'
import { type CsrfVariables, csrf, getToken } from 'edge-sessions/csrf'
import { signedCookies } from 'edge-sessions/signed-cookies'
import { Hono } from 'hono'

interface Bindings {
  SECRET_KEY: string
}

const app = new Hono<{ Bindings: Bindings; Variables: SessionVariables & CsrfVariables }>()
app.use(sessions((c) => ({ store: signedCookies(), secretKey: c.env.SECRET_KEY })))
app.use(csrf())

app.get('/', async (c) => {
  c.var.session.set('visited', true)
  return c.json({ token: await getToken(c) })
})

app.post('/', (c) => c.text('saved'))

export default {
  fetch: (request: Request, env: Bindings) => app.fetch(withPublicUrl(request), env),
}

/**
 * Returns the request under the URL that the browser used. Use it only if nothing but the proxy can
 * reach the server, because anyone could send these headers.
 */
function withPublicUrl(request: Request): Request {
  const { protocol, host, pathname, search } = new URL(request.url)
  const isSecure = request.headers.get('X-Forwarded-Proto') === 'https'
  const origin = `${isSecure ? 'https:' : protocol}//${request.headers.get('X-Forwarded-Host') ?? host}`
  return new Request(origin + pathname + search, request)
}
