import { env } from 'cloudflare:workers'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import {
  type AuthOptions,
  type AuthUser,
  type AuthVariables,
  auth,
  djangoUsers,
} from '../../../src/edge-sessions/auth/index.ts'
import {
  d1Store,
  type SessionOptions,
  type SessionVariables,
  sessions,
} from '../../../src/edge-sessions/index.ts'
import { MeteredDatabase } from '../../support/metered-database.ts'
import { Browser, SECRET_KEY } from '../../support/test-app.ts'

/** An interface, as apps declare it. The functions of `auth` accept any. */
export interface Visitor {
  color: string
  cart: string[]
}

export type AuthEnv = { Variables: SessionVariables<Visitor> & AuthVariables }
export type AuthTestContext = Context<AuthEnv>
// biome-ignore lint/suspicious/noConfusingVoidType: an action may return nothing.
export type Action = (c: AuthTestContext) => Promise<Response | void>

/** A site with a single page that runs the action of the test. */
export class AuthSite {
  readonly metered = new MeteredDatabase(env.DB)
  readonly app = new Hono<AuthEnv>()
  readonly errors: Error[] = []
  #action: Action = async () => {}

  /** @param guard Middleware of the pages below `/private/`. */
  constructor(
    options: Partial<AuthOptions> = {},
    sessionOptions: Partial<SessionOptions> = {},
    guard?: MiddlewareHandler<{ Variables: AuthVariables }>,
  ) {
    const { db } = this.metered
    this.app.use(
      sessions<Visitor>({ store: d1Store(db), secretKey: SECRET_KEY, ...sessionOptions }),
    )
    this.app.use(auth({ users: djangoUsers(db), secretKey: SECRET_KEY, ...options }))
    if (guard !== undefined) this.app.use('/private/*', guard)
    this.app.all('*', async (c) => (await this.#action(c)) ?? c.text('done'))
    this.app.onError((error, c) => {
      this.errors.push(error)
      return 'getResponse' in error ? c.text(error.message, 400) : c.text(error.message, 500)
    })
  }

  browser(cookie?: string): Browser {
    const browser = new Browser(this.app)
    browser.cookie = cookie
    return browser
  }

  /** Sends a request from a browser and runs `action` in it. */
  visit(browser: Browser, action: Action, path = '/'): Promise<Response> {
    // The request reads its action before the first `await`, so requests may overlap.
    this.#action = action
    return browser.get(path)
  }

  /**
   * Starts a request that waits after `action`.
   *
   * @returns A function that lets the request continue and returns its response.
   */
  async hold(browser: Browser, action: Action): Promise<() => Promise<Response>> {
    const acted = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    const response = this.visit(browser, async (c) => {
      await action(c)
      acted.resolve()
      await released.promise
    })
    await Promise.race([acted.promise, response])
    return async () => {
      released.resolve()
      return response
    }
  }
}

/** The `auth_user` table as created by Django's `migrate`. */
const AUTH_USER = `CREATE TABLE IF NOT EXISTS auth_user (
  id integer NOT NULL PRIMARY KEY AUTOINCREMENT, password varchar(128) NOT NULL,
  last_login datetime NULL, is_superuser bool NOT NULL, username varchar(150) NOT NULL UNIQUE,
  last_name varchar(150) NOT NULL, email varchar(254) NOT NULL, is_staff bool NOT NULL,
  is_active bool NOT NULL, date_joined datetime NOT NULL, first_name varchar(150) NOT NULL)`

export const ALICE: AuthUser = {
  id: '1',
  username: 'alice',
  password: 'pbkdf2_sha256$1000000$abcdefghijklmnopqrstuv$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz',
  isActive: true,
}
export const BOB: AuthUser = { ...ALICE, id: '2', username: 'bob', password: 'argon2$bob' }

/** Empties both tables and adds Alice and Bob. */
export async function resetUsers(): Promise<void> {
  const add = `INSERT INTO auth_user VALUES (?, ?, NULL, 0, ?, '', '', 0, 1, '2026-01-01 00:00:00', '')`
  await env.DB.batch([
    env.DB.prepare(AUTH_USER),
    env.DB.prepare('DELETE FROM auth_user'),
    env.DB.prepare('DELETE FROM django_session'),
    ...[ALICE, BOB].map(({ id, password, username }) =>
      env.DB.prepare(add).bind(Number(id), password, username),
    ),
  ])
}

export async function setPassword(id: string, password: string): Promise<void> {
  await env.DB.prepare('UPDATE auth_user SET password = ? WHERE id = ?').bind(password, id).run()
}

export async function setActive(id: string, isActive: boolean): Promise<void> {
  await env.DB.prepare('UPDATE auth_user SET is_active = ? WHERE id = ?')
    .bind(Number(isActive), id)
    .run()
}
