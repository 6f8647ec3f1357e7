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

/** A browser: keeps the cookie of one site from request to request. */
export class Browser {
  cookie: string | undefined
  readonly app: Site

  constructor(app: Site) {
    this.app = app
  }

  async get(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.cookie !== undefined) headers.set('Cookie', this.cookie)
    const response = await this.app.request(path, { ...init, headers })
    for (const header of response.headers.getSetCookie()) {
      const [pair = ''] = header.split(';')
      this.cookie = header.includes('Max-Age=0') ? undefined : pair
    }
    return response
  }

  /** The session key in the cookie. */
  get key(): string | undefined {
    return this.cookie?.split('=')[1]
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
