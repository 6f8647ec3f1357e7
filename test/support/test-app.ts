import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import {
  d1Store,
  type SessionOptions,
  type SessionVariables,
  sessions,
} from '../../src/edge-sessions/index.ts'
import {
  type BrowserOptions,
  FakeClock,
  type Site,
  Browser as TestBrowser,
} from '../../src/edge-sessions/testing/index.ts'

export { FakeClock, type Site }

export const SECRET_KEY = env.SECRET_KEY

/** The time at which fake clocks start. */
export const NOON = new Date('2026-03-01T12:00:00.000Z')

export interface TestData {
  name: string
  other: string
  cart: string[]
  visits: number
}

export type TestEnv = { Variables: SessionVariables<TestData> }

/** Returns an app with sessions of 30 seconds in the real D1, and no routes yet. */
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

/** A browser whose session cookie can be read and set as `name=value`. */
export class Browser extends TestBrowser {
  readonly app: Site

  constructor(app: Site, options?: BrowserOptions) {
    super(app, options)
    this.app = app
  }

  /** Requests a page, by GET unless `init` says otherwise. */
  override get(path: string, init?: RequestInit): Promise<Response> {
    return this.request(path, init)
  }

  get cookie(): string | undefined {
    return this.key === undefined ? undefined : `sessionid=${this.key}`
  }

  set cookie(pair: string | undefined) {
    this.sessionKey = pair?.replace('sessionid=', '')
  }

  get key(): string | undefined {
    return this.sessionKey
  }
}

export interface SessionRow {
  session_key: string
  session_data: string
  expire_date: string
}

/** Returns all rows of the table. */
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
