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
import { wordsOf } from '../../ui/language.ts'
import { account as phrases } from '../../ui/phrases/account.ts'
import { formatDuration } from '../../ui/time.ts'
import { ConfirmEndOthers, OwnSessions } from './account-sessions.tsx'
import { AccountsOff, SignIn } from './account-sign-in.tsx'
import { authenticate, userSessionsOf } from './accounts.ts'
import { parseDevice } from './device.ts'

/** Seconds that the session of a signed-in user lives. Other sessions of this site are shorter. */
const ACCOUNT_AGE = 3600

/** The address of the account page. The fragment moves the focus to the content. */
const BACK = '/account/#main'

/** The pages to sign in and out, and to end the user's sessions. */
export const account = new Hono<AppEnv>()

account.get('/account/', async (c) => {
  const current = await user(c)
  if (current === null) return signedOut(c)
  const sessions = sessionsOf(c)
  const list = sessions === null ? null : await listOwn(c, sessions, current.id)
  // The back button must not show this page after signing out.
  c.header('Cache-Control', 'private, no-store')
  const total =
    sessions !== null && list?.isComplete === false
      ? await sessions.countSessions(current.id)
      : (list?.sessions.length ?? 0)
  return c.render(
    <OwnSessions
      username={current.username}
      sessions={list?.sessions ?? null}
      total={total}
      now={new Date()}
    />,
    { title: wordsOf(c, phrases).title },
  )
})

account.post('/account/login/', async (c) => {
  if (!settingsOf(c.env).demoAccounts) return accountsOff(c, 404)
  const [username, password, next] = await Promise.all([
    formField(c, 'username'),
    formField(c, 'password'),
    formField(c, 'next'),
  ])
  const words = wordsOf(c, phrases)
  const found = await authenticate(username, password)
  if (found === null) {
    c.status(422)
    return c.render(<SignIn username={username.slice(0, 150)} next={next} isWrong />, {
      title: words.notSignedIn,
    })
  }
  await login(c, found)
  const { session, messages } = c.var
  session.set('signedIn', new Date().toISOString())
  const device = parseDevice(c.req.header('User-Agent'))
  if (device === null) session.delete('device')
  else session.set('device', device)
  const age = accountAge(settingsOf(c.env))
  session.setExpiry(age)
  messages.success(words.welcome(found.username, formatDuration(age, c.var.language)))
  return c.redirect(safeNextUrl(c, next, BACK), 303)
})

account.post('/account/logout/', signOut)

// A refused sign-in is shown at the address that its form posts to. A reload opens that by GET.
for (const form of ['login/', 'logout/']) {
  account.get(`/account/${form}`, (c) => c.redirect('/account/', 303))
}

account.post('/account/sessions/end/', async (c) => {
  const current = await user(c)
  if (current === null) return c.redirect('/account/', 303)
  const sessions = sessionsOf(c)
  if (sessions === null) return c.notFound()
  const { messages } = c.var
  const words = wordsOf(c, phrases)
  const id = await formField(c, 'session')
  if (await sessions.endSession(current.id, id)) messages.success(words.ended)
  else messages.warning(words.gone)
  return c.redirect(BACK, 303)
})

account.get('/account/sessions/end-others/', async (c) => {
  const current = await user(c)
  const sessions = sessionsOf(c)
  if (current === null || sessions === null) return c.redirect('/account/', 303)
  const others = (await sessions.countSessions(current.id)) - 1
  if (others < 1) return c.redirect('/account/', 303)
  c.header('Cache-Control', 'private, no-store')
  return c.render(<ConfirmEndOthers count={others} />, {
    title: wordsOf(c, phrases).endOthersTitle,
  })
})

account.post('/account/sessions/end-others/', async (c) => {
  const current = await user(c)
  if (current === null) return c.redirect('/account/', 303)
  const sessions = sessionsOf(c)
  if (sessions === null) return c.notFound()
  const count = await sessions.endOtherSessions(current.id, c.var.session.key)
  c.var.messages.success(wordsOf(c, phrases).endedMany(count))
  return c.redirect(BACK, 303)
})

/** Signs out. The next address reports it in its query: a message would start a new session. */
async function signOut(c: AppContext) {
  await logout(c)
  c.header('Clear-Site-Data', '"cache"')
  return c.redirect('/account/?signed-out#main', 303)
}

async function signedOut(c: AppContext) {
  if (!settingsOf(c.env).demoAccounts) return accountsOff(c, 200)
  const words = wordsOf(c, phrases)
  const isSignedOut = c.req.query('signed-out') !== undefined
  const notice = isSignedOut ? words.signedOut[settingsOf(c.env).engine] : await lossOf(c)
  return c.render(<SignIn next={c.req.query('next') ?? ''} notice={notice} />, {
    title: words.signInTitle,
  })
}

/** Returns a notice if the browser still sends the cookie of a session that has ended. */
async function lossOf(c: AppContext): Promise<string | undefined> {
  const { cookieName = 'sessionid' } = settingsOf(c.env).sessions
  if (getCookie(c, cookieName) === undefined) return undefined
  if ((await c.var.session.getStoredExpiryDate()) !== null) return undefined
  return wordsOf(c, phrases).lost
}

/** Returns the age of a signed-in session. A signed cookie cannot outlive `SESSION_COOKIE_AGE`. */
function accountAge({ engine, sessions }: Settings): number {
  const { cookieAge = ACCOUNT_AGE } = sessions
  return engine === 'signed_cookies' ? Math.min(ACCOUNT_AGE, cookieAge) : ACCOUNT_AGE
}

function accountsOff(c: AppContext, status: 200 | 404) {
  c.status(status)
  return c.render(<AccountsOff hasDjango={settingsOf(c.env).djangoUsers} />, {
    title: wordsOf(c, phrases).offTitle,
  })
}

function sessionsOf(c: AppContext) {
  return userSessionsOf(settingsOf(c.env))
}

/** Lists the user's sessions. Attaches the current one if it was started on a Django site. */
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
