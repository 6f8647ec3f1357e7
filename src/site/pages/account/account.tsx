import {
  login,
  logout,
  type SessionList,
  safeNextUrl,
  type UserSessions,
  user,
} from 'edge-sessions/auth'
import { Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import type { AppContext, AppEnv } from '../../app-env.ts'
import { type Settings, settingsOf } from '../../settings/settings.ts'
import { formField } from '../../ui/form-field.ts'
import { places } from '../inspect/places.ts'
import { OwnSessions } from './account-sessions.tsx'
import { AccountsOff, SignIn } from './account-sign-in.tsx'
import { authenticate, userSessionsOf } from './accounts.ts'

/** How long the session of a signed-in user lives, in seconds: longer than this site's sessions. */
const ACCOUNT_AGE = 3600

/** The pages to sign in and out, and to end the user's sessions. */
export const account = new Hono<AppEnv>()

account.get('/account/', async (c) => {
  const current = await user(c)
  if (current === null) return signedOut(c)
  const sessions = sessionsOf(c)
  const list = sessions === null ? null : await listOwn(c, sessions, current.id)
  // The back button must not show it after signing out.
  c.header('Cache-Control', 'private, no-store')
  return c.render(<OwnSessions username={current.username} list={list} />, {
    title: 'Account',
  })
})

account.post('/account/login/', async (c) => {
  if (!settingsOf(c.env).demoAccounts) return accountsOff(c, 404)
  const [username, password, next] = await Promise.all([
    formField(c, 'username'),
    formField(c, 'password'),
    formField(c, 'next'),
  ])
  const found = await authenticate(username, password)
  if (found === null) {
    c.status(422)
    return c.render(<SignIn username={username.slice(0, 150)} next={next} isWrong />, {
      title: 'Not signed in',
    })
  }
  await login(c, found)
  c.var.session.set('signedIn', new Date().toISOString())
  const age = accountAge(settingsOf(c.env))
  c.var.session.setExpiry(age)
  const life = age === ACCOUNT_AGE ? 'an hour' : `${age} seconds`
  c.var.messages.success(
    `Welcome, ${found.username}. Your session lives for ${life} from its last change.`,
  )
  return c.redirect(safeNextUrl(c, next, '/account/'), 303)
})

account.post('/account/logout/', signOut)

account.post('/account/sessions/end/', async (c) => {
  const current = await user(c)
  if (current === null) return c.redirect('/account/', 303)
  const sessions = sessionsOf(c)
  if (sessions === null) return c.notFound()
  const { session, messages } = c.var
  const id = await formField(c, 'session')
  const list = await sessions.listSessions(current.id, session.key)
  if (list.sessions.some(({ isCurrent, publicId }) => isCurrent && publicId === id))
    return signOut(c)
  if (await sessions.endSession(current.id, id)) messages.success('Session ended.')
  else messages.warning('That session does not exist any more.')
  return c.redirect('/account/', 303)
})

account.post('/account/sessions/end-others/', async (c) => {
  const current = await user(c)
  if (current === null) return c.redirect('/account/', 303)
  const sessions = sessionsOf(c)
  if (sessions === null) return c.notFound()
  const count = await sessions.endOtherSessions(current.id, c.var.session.key)
  c.var.messages.success(count === 1 ? 'Ended 1 session.' : `Ended ${count} sessions.`)
  return c.redirect('/account/', 303)
})

/** The query of the next address says so, because a message would start a new session. */
async function signOut(c: AppContext) {
  await logout(c)
  c.header('Clear-Site-Data', '"cache"')
  return c.redirect('/account/?signed-out', 303)
}

async function signedOut(c: AppContext) {
  if (!settingsOf(c.env).demoAccounts) return accountsOff(c, 200)
  const isSignedOut = c.req.query('signed-out') !== undefined
  const notice = isSignedOut ? places[settingsOf(c.env).engine].signedOut : await lossOf(c)
  return c.render(<SignIn next={c.req.query('next') ?? ''} notice={notice} />, {
    title: 'Sign in',
  })
}

/** Returns what became of a session whose cookie the browser still sends. */
async function lossOf(c: AppContext): Promise<string | undefined> {
  const { cookieName = 'sessionid' } = settingsOf(c.env).sessions
  if (getCookie(c, cookieName) === undefined) return undefined
  if ((await c.var.session.getStoredExpiryDate()) !== null) return undefined
  return 'Your session was ended or has expired. Sign in again.'
}

/** A signed cookie is valid for `SESSION_COOKIE_AGE`, whatever the session says. */
function accountAge({ engine, sessions }: Settings): number {
  const { cookieAge = ACCOUNT_AGE } = sessions
  return engine === 'signed_cookies' ? Math.min(ACCOUNT_AGE, cookieAge) : ACCOUNT_AGE
}

function accountsOff(c: AppContext, status: 200 | 404) {
  c.status(status)
  return c.render(<AccountsOff hasDjango={settingsOf(c.env).djangoUsers} />, {
    title: 'Accounts are off',
  })
}

function sessionsOf(c: AppContext) {
  return userSessionsOf(settingsOf(c.env))
}

/** Lists the user's sessions. One that was started on a Django site must be attached first. */
async function listOwn(
  c: AppContext,
  sessions: UserSessions,
  userId: string,
): Promise<SessionList> {
  const { key } = c.var.session
  const list = await sessions.listSessions(userId, key)
  if (key === null || list.sessions.some(({ isCurrent }) => isCurrent)) return list
  await sessions.attach(key, userId)
  return sessions.listSessions(userId, key)
}
