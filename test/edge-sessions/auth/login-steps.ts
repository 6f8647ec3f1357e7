import { login, logout, user } from '../../../src/edge-sessions/auth/index.ts'
import { sessionCodec } from '../../../src/edge-sessions/index.ts'
import { type Browser, rows, SECRET_KEY } from '../../support/test-app.ts'
import { type Action, ALICE, type AuthSite, BOB } from './auth-site.ts'

export const paint: Action = async (c) => c.var.session.set('color', 'green')
export const loginAlice: Action = async (c) => login(c, ALICE)
export const loginBob: Action = async (c) => login(c, BOB)
export const leave: Action = async (c) => logout(c)
const describeVisitor: Action = async (c) =>
  c.json({ user: (await user(c))?.username, color: await c.var.session.get('color') })

/** The user and the color in the session of a browser. */
export async function state(site: AuthSite, browser: Browser): Promise<unknown> {
  return (await site.visit(browser, describeVisitor)).json()
}

/** A visitor with an anonymous session. */
export async function painted(site: AuthSite): Promise<Browser> {
  const browser = site.browser()
  await site.visit(browser, paint)
  return browser
}

/** A visitor with a color who is logged in as Alice. */
export async function loggedIn(site: AuthSite): Promise<Browser> {
  const browser = await painted(site)
  await site.visit(browser, loginAlice)
  return browser
}

/** The data of the only row. */
export async function storedData(): Promise<Record<string, unknown>> {
  const [row] = await rows()
  const data = await sessionCodec({ secretKey: SECRET_KEY }).decode(row?.session_data ?? '')
  return Object.fromEntries(data)
}
