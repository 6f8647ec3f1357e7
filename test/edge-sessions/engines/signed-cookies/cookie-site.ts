import { Hono } from 'hono'
import { signedCookies } from '../../../../src/edge-sessions/engines/signed-cookies/index.ts'
import { MAX_COOKIE_BYTES } from '../../../../src/edge-sessions/http/cookie.ts'
import {
  Session,
  type SessionConfig,
  type SessionOptions,
  sessionCodec,
  sessions,
} from '../../../../src/edge-sessions/index.ts'
import {
  Browser,
  FakeClock,
  SECRET_KEY,
  type TestData,
  type TestEnv,
} from '../../../support/test-app.ts'

/** The work of a page on the session. */
export type Action = (session: Session<TestData>) => unknown

/** A site without a database, with a single page that runs the action of the test. */
export class CookieSite {
  readonly clock = new FakeClock()
  readonly app = new Hono<TestEnv>()
  readonly errors: Error[] = []
  #action: Action = () => {}

  constructor(options: Partial<SessionOptions> = {}) {
    const { now } = this.clock
    const store = signedCookies()
    this.app.use(
      sessions<TestData>({ store, secretKey: SECRET_KEY, cookieAge: 30, now, ...options }),
    )
    this.app.all('*', async (c) => {
      const result = await this.#action(c.var.session)
      return result instanceof Response ? result : c.json(result ?? null)
    })
    this.app.onError((error, c) => {
      this.errors.push(error)
      return c.text(error.message, 500)
    })
  }

  /** Returns a browser with this cookie, or none. It never drops expired cookies. */
  browser(cookie?: string): Browser {
    const browser = new Browser(this.app, { now: () => new Date(0) })
    browser.sessionKey = cookie
    return browser
  }

  /** Sends a request from a browser and runs `action` in it. */
  visit(browser: Browser, action: Action, init: RequestInit = {}): Promise<Response> {
    // The request reads its action before the first `await`, so requests may overlap.
    this.#action = action
    return browser.get('/', init)
  }

  /** Returns the data of a browser's session. */
  async members(browser: Browser): Promise<unknown> {
    return (await this.visit(browser, (session) => session.toObject())).json()
  }
}

/** The arguments of `new Session` for signed cookies. */
export function cookieConfig(options: Partial<SessionOptions> = {}): SessionConfig {
  const store = signedCookies()
  const codec = sessionCodec({ ...store.selfContained, secretKey: SECRET_KEY, ...options })
  const room = MAX_COOKIE_BYTES - 'sessionid='.length
  return { store, codec, ...options, maxBytes: Math.min(options.maxBytes ?? room, room) }
}

/** The session of a cookie, without HTTP around it. */
export function sessionOf(
  cookie: string | null,
  options: Partial<SessionOptions> = {},
): Session<TestData> {
  return new Session<TestData>(cookie, cookieConfig(options))
}

/** The cookie of a new session. */
export async function cookieOf(
  members: Partial<TestData>,
  options: Partial<SessionOptions> = {},
): Promise<string> {
  const session = sessionOf(null, options)
  session.assign(members)
  await session.save()
  return session.key ?? ''
}
