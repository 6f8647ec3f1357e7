import { Hono } from 'hono'
import { vi } from 'vitest'
import { type CsrfOptions, type CsrfVariables, csrf, getToken } from '../../src/csrf/index.ts'
import { maskSecret } from '../../src/csrf/token.ts'
import type { SessionVariables } from '../../src/sessions/index.ts'

/** The secret of Django's own tests, and another one. */
export const SECRET = 'lcccccccX2kcccccccY2jcccccccssIC'
export const OTHER_SECRET = 'aaaaaaaaBBBBBBBBccccccccDDDDDDDD'
export const TOKEN = maskSecret(SECRET, 'abcdefghijklmnopqrstuvwxyzABCDEF')
export const OTHER_TOKEN = maskSecret(OTHER_SECRET, 'abcdefghijklmnopqrstuvwxyzABCDEF')

export const COOKIE = `csrftoken=${SECRET}`

export type TestEnv = { Variables: CsrfVariables & SessionVariables }

/** An app under `csrf` that has a page with a form, one without, and one that changes something. */
export function site(options: CsrfOptions = {}): Hono<TestEnv> {
  return addRoutes(new Hono<TestEnv>().use(csrf(options)))
}

export function addRoutes(app: Hono<TestEnv>): Hono<TestEnv> {
  app.get('/form/', async (c) => c.text(await getToken(c)))
  app.get('/plain/', (c) => c.text('plain'))
  app.all('/change/', (c) => c.text('changed'))
  return app
}

/** What answers requests. */
export interface Site {
  request(path: string, init?: RequestInit): Response | Promise<Response>
}

/** Sends a request that has a right cookie and a right token, as changed by `init`. */
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

/** Keeps warnings out of the output, and for `loggedReason`. */
export function silenceWarnings(): void {
  warnings.length = 0
  vi.spyOn(console, 'warn').mockImplementation((line) => void warnings.push(String(line)))
}

/** The lines that were logged in this test. */
export function loggedLines(): readonly string[] {
  return warnings
}

/** The reason of the latest refusal, as it was logged. */
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

/** A browser: keeps the cookies of one site from request to request. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #app: Site

  constructor(app: Site) {
    this.#app = app
  }

  async get(path: string): Promise<Response> {
    return await this.#request(path, {})
  }

  /** Asks a page for a token. */
  async token(path = '/form/'): Promise<string> {
    return await (await this.get(path)).text()
  }

  async post(path: string, csrfmiddlewaretoken: string): Promise<Response> {
    const body = new URLSearchParams({ csrfmiddlewaretoken })
    return await this.#request(path, { method: 'POST', body })
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    const pairs = [...this.cookies].map(([name, value]) => `${name}=${value}`)
    const headers = new Headers({ Origin: 'http://localhost', Cookie: pairs.join('; ') })
    const response = await this.#app.request(path, { ...init, headers })
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
      if (header.includes('Max-Age=0')) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }
}
