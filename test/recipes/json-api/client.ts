import { hc } from 'hono/client'
import type { Api } from './index'

/**
 * Returns a typed client that sends the CSRF token. Call it again after a login, which replaces the
 * token.
 */
export async function connect(origin: string, send: typeof fetch = fetch) {
  const { token } = await (await hc<Api>(origin, { fetch: send }).api.csrf.$get()).json()
  return hc<Api>(origin, { fetch: send, headers: { 'X-CSRFToken': token } })
}
