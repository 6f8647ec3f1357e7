import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { appendTrailingSlash } from 'hono/trailing-slash'
import { authOptionsOf } from './accounts.ts'
import type { AppContext, AppEnv } from './app-env.ts'
import { auth } from './auth/index.ts'
import { type CsrfOptions, csrf } from './csrf/index.ts'
import { memoize } from './memoize.ts'
import { messages } from './messages/index.ts'
import { account } from './pages/account.tsx'
import { admin } from './pages/admin.tsx'
import { cart } from './pages/cart.tsx'
import { showError } from './pages/error.tsx'
import { getSession } from './pages/get-session.tsx'
import { home } from './pages/home.tsx'
import { inspect } from './pages/inspect.tsx'
import { layout } from './pages/layout.tsx'
import { notFound } from './pages/not-found.tsx'
import { FRESH } from './pages/own-age.tsx'
import { preferences } from './pages/preferences.tsx'
import { refused } from './pages/refused.tsx'
import { freshSession, setSession, storeName } from './pages/set-session.tsx'
import { styleSheet } from './pages/style-sheet.ts'
import { requestLimits } from './request-limits.ts'
import { type SecuritySettings, security } from './security.ts'
import { sessions } from './sessions/index.ts'
import { type Settings, settingsOf } from './settings.ts'

/** The CSRF settings, with a page of this site for refused forms. */
const csrfOptionsOf = memoize(
  (settings: Settings): CsrfOptions => ({ ...settings.csrf, failureView: refused }),
)

/** Django's APPEND_SLASH redirects only to a page that exists. */
const appendSlash = appendTrailingSlash({
  skip: (path) =>
    !app.routes.some(({ method, path: page }) => method === 'GET' && page === `${path}/`),
})

/** Returns `null` for bad settings: the next middleware reports them, on a page with headers. */
function securitySettings(c: AppContext): SecuritySettings | null {
  try {
    return settingsOf(c.env).security
  } catch {
    return null
  }
}

/** The demo site: middleware in Django's order, then the pages. */
export const app = new Hono<AppEnv>()

app.use(layout)
app.use(security(securitySettings))
app.use(requestLimits)
app.use(sessions((c) => settingsOf(c.env).sessions))
app.use((c, next) => (settingsOf(c.env).appendSlash ? appendSlash(c, next) : next()))
app.use(csrf((c) => csrfOptionsOf(settingsOf(c.env))))
app.use(auth((c) => authOptionsOf(settingsOf(c.env))))
app.use(messages())

app.get('/styles.css', etag(), styleSheet)
app.get('/', home)
app.get('/set-session/', setSession)
app.post('/set-session/', storeName)
app.post(FRESH, freshSession)
app.get('/get-session/', getSession)
app.get('/inspect/', inspect)
app.route('/', cart)
app.route('/', preferences)
app.route('/', account)
app.route('/', admin)

app.notFound(notFound)
app.onError(showError)
