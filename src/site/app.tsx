import { sessions } from 'edge-sessions'
import { auth } from 'edge-sessions/auth'
import { type CsrfOptions, csrf } from 'edge-sessions/csrf'
import { messages } from 'edge-sessions/messages'
import { Hono } from 'hono'
import { contextStorage } from 'hono/context-storage'
import { appendTrailingSlash } from 'hono/trailing-slash'
import type { AppContext, AppEnv } from './app-env.ts'
import { memoize } from './memoize.ts'
import { account } from './pages/account/account.tsx'
import { authOptionsOf } from './pages/account/accounts.ts'
import { admin } from './pages/admin/admin.tsx'
import { cart } from './pages/cart/cart.tsx'
import { showError } from './pages/errors/error.tsx'
import { notFound } from './pages/errors/not-found.tsx'
import { refused } from './pages/errors/refused.tsx'
import { home } from './pages/home/home.tsx'
import { inspect } from './pages/inspect/inspect.tsx'
import { preferences } from './pages/preferences.tsx'
import { getSession } from './pages/tutorial/get-session.tsx'
import { FRESH } from './pages/tutorial/own-age.tsx'
import { freshSession, setSession, storeName } from './pages/tutorial/set-session.tsx'
import { requestLimits } from './request-limits.ts'
import { type SecuritySettings, security } from './security.ts'
import { type Settings, settingsOf } from './settings/settings.ts'
import { showCost } from './ui/cost.ts'
import { browserLanguage, sessionLanguage } from './ui/language.ts'
import { layout } from './ui/layout.tsx'
import { STYLE_SHEET_ROUTE, styleSheet } from './ui/style-sheet.ts'

/** The CSRF settings, with a page of this site for refused forms. */
const csrfOptionsOf = memoize(
  (settings: Settings): CsrfOptions => ({ ...settings.csrf, failureView: refused }),
)

/** Django's APPEND_SLASH redirects only to a page that exists. */
const appendSlash = appendTrailingSlash({
  skip: (path) =>
    !app.routes.some(({ method, path: page }) => method === 'GET' && page === `${path}/`),
})

/** Returns `null` for invalid settings. Later middleware reports them, on a page with headers. */
function securitySettings(c: AppContext): SecuritySettings | null {
  try {
    return settingsOf(c.env).security
  } catch {
    return null
  }
}

/** The demo site: middleware in Django's order, then the pages. */
export const app = new Hono<AppEnv>()

app.use(contextStorage())
app.use(browserLanguage)
app.use(showCost)
app.use(layout)
app.use(security(securitySettings))
app.get(STYLE_SHEET_ROUTE, styleSheet)
app.use(requestLimits)
app.use(sessions((c) => settingsOf(c.env).sessions))
app.use((c, next) => (settingsOf(c.env).appendSlash ? appendSlash(c, next) : next()))
app.use(csrf((c) => csrfOptionsOf(settingsOf(c.env))))
app.use(auth((c) => authOptionsOf(settingsOf(c.env))))
app.use(messages())
app.use(sessionLanguage)

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
