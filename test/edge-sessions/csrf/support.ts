import { Hono } from 'hono'
import { vi } from 'vitest'
import {
  type CsrfOptions,
  type CsrfVariables,
  csrf,
  getToken,
} from '../../../src/edge-sessions/csrf/index.ts'
import { maskSecret } from '../../../src/edge-sessions/csrf/token.ts'
import type { SessionVariables } from '../../../src/edge-sessions/index.ts'
import { type Site, Browser as TestBrowser } from '../../../src/edge-sessions/testing/index.ts'

/** The secret of Django's own tests, and another one. */
export const SECRET = 'lcccccccX2kcccccccY2jcccccccssIC'
export const OTHER_SECRET = 'aaaaaaaaBBBBBBBBccccccccDDDDDDDD'
export const TOKEN = maskSecret(SECRET, 'abcdefghijklmnopqrstuvwxyzABCDEF')
export const OTHER_TOKEN = maskSecret(OTHER_SECRET, 'abcdefghijklmnopqrstuvwxyzABCDEF')

export const COOKIE = `csrftoken=${SECRET}`

export type TestEnv = { Variables: CsrfVariables & SessionVariables }

/** An app with `csrf`, a page with a form, a page without one and an unsafe route. */
export function site(options: CsrfOptions = {}): Hono<TestEnv> {
  return addRoutes(new Hono<TestEnv>().use(csrf(options)))
}

export function addRoutes(app: Hono<TestEnv>): Hono<TestEnv> {
  app.get('/form/', async (c) => c.text(await getToken(c)))
  app.get('/plain/', (c) => c.text('plain'))
  app.all('/change/', (c) => c.text('changed'))
  return app
}

/** Sends a request with a valid cookie and a valid token, modified by `init`. */
export async function send(
  app: Site,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string | undefined> } = {},
  url = 'http://testserver/change/',
): Promise<Response> {
  const headers = new Headers({ Cookie: COOKIE, 'X-CSRFToken': TOKEN })
  for (const [name, value] of Object.entries(init.headers ?? {})) {
    if (value === undefined) headers.delete(name)
    else headers.set(name, value)
  }
  return await app.request(url, { method: 'POST', ...init, headers })
}

/** Sends a form by POST, without the header that scripts use. */
export async function sendForm(
  app: Site,
  fields: Record<string, string>,
  headers: Record<string, string | undefined> = {},
): Promise<Response> {
  const body = new URLSearchParams(fields)
  return await send(app, { body, headers: { 'X-CSRFToken': undefined, ...headers } })
}

const warnings: string[] = []

/** Collects warnings for `loggedReason` instead of printing them. */
export function silenceWarnings(): void {
  warnings.length = 0
  vi.spyOn(console, 'warn').mockImplementation((line) => void warnings.push(String(line)))
}

/** The lines logged in this test. */
export function loggedLines(): readonly string[] {
  return warnings
}

/** The logged reason of the latest rejection. */
export function loggedReason(): string | undefined {
  return /^Forbidden \((.*)\): /.exec(warnings.at(-1) ?? '')?.[1]
}

/** The `Set-Cookie` headers of the CSRF cookie. */
export function csrfCookies(response: Response, name = 'csrftoken'): string[] {
  return response.headers.getSetCookie().filter((header) => header.startsWith(`${name}=`))
}

/** The value of the CSRF cookie that a response sets. */
export function secretIn(response: Response): string {
  return /=([^;]*)/.exec(csrfCookies(response)[0] ?? '')?.[1] ?? ''
}

/** A browser that reads tokens from pages and posts them. */
export class Browser extends TestBrowser {
  async token(path = '/form/'): Promise<string> {
    return await (await this.get(path)).text()
  }

  postToken(path: string, csrfmiddlewaretoken: string): Promise<Response> {
    return this.post(path, { csrfmiddlewaretoken })
  }
}
