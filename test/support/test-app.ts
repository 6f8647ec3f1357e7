import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import {
  d1Store,
  type SessionOptions,
  type SessionVariables,
  sessions,
} from '../../src/sessions/index.ts'

export const SECRET_KEY = env.SECRET_KEY

/** A moment to start fake clocks at. */
export const NOON = new Date('2026-03-01T12:00:00.000Z')

/** A clock that moves when it is told to. */
export class FakeClock {
  #time = NOON.getTime()

  readonly now = (): Date => new Date(this.#time)

  advance(seconds: number): void {
    this.#time += Math.round(seconds * 1000)
  }
}

export interface TestData {
  name: string
  other: string
  cart: string[]
  visits: number
}

export type TestEnv = { Variables: SessionVariables<TestData> }

/** An app with sessions of 30 seconds in the real D1, and no routes yet. */
export function testApp(options: Partial<SessionOptions> = {}): Hono<TestEnv> {
  const app = new Hono<TestEnv>()
  app.use(
    sessions<TestData>({
      store: d1Store(env.DB, { sleep: async () => {} }),
      secretKey: SECRET_KEY,
      cookieAge: 30,
      ...options,
    }),
  )
  return app
}

/** What answers requests. */
export interface Site {
  request(path: string, init?: RequestInit): Response | Promise<Response>
}

/** A browser: keeps the cookies of one site from request to request. */
export class Browser {
  readonly app: Site
  readonly cookies = new Map<string, string>()

  constructor(app: Site) {
    this.app = app
  }

  async get(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    const pairs = [...this.cookies].map(([name, value]) => `${name}=${value}`)
    if (pairs.length > 0 && !headers.has('Cookie')) headers.set('Cookie', pairs.join('; '))
    const response = await this.app.request(path, { ...init, headers })
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
      if (header.includes('Max-Age=0')) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }

  /** Sends a form of this site, with the token that goes with the CSRF cookie. */
  async post(path: string, fields: Record<string, string> = {}): Promise<Response> {
    const token = this.cookies.get('csrftoken') ?? ''
    return this.get(path, {
      method: 'POST',
      headers: { Origin: 'http://localhost' },
      body: new URLSearchParams({ ...fields, csrfmiddlewaretoken: token }),
    })
  }

  /** The session cookie as it is sent. */
  get cookie(): string | undefined {
    return this.key === undefined ? undefined : `sessionid=${this.key}`
  }

  set cookie(pair: string | undefined) {
    this.cookies.delete('sessionid')
    if (pair !== undefined) this.cookies.set('sessionid', pair.replace('sessionid=', ''))
  }

  /** The session key in the cookie. */
  get key(): string | undefined {
    return this.cookies.get('sessionid')
  }
}

export interface SessionRow {
  session_key: string
  session_data: string
  expire_date: string
}

/** All rows of the table. */
export async function rows(): Promise<SessionRow[]> {
  const { results } = await env.DB.prepare(
    'SELECT * FROM django_session ORDER BY session_key',
  ).run<SessionRow>()
  return results
}

/** Empties the table. */
export async function emptyTable(): Promise<void> {
  await env.DB.prepare('DELETE FROM django_session').run()
}
