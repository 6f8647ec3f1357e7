import { Hono } from 'hono'
import { appendTrailingSlash } from 'hono/trailing-slash'
import type { AppEnv } from './app-env.ts'
import { showError } from './pages/error.tsx'
import { getSession } from './pages/get-session.tsx'
import { home } from './pages/home.tsx'
import { layout } from './pages/layout.tsx'
import { notFound } from './pages/not-found.tsx'
import { setSession } from './pages/set-session.tsx'
import { sessions } from './sessions/index.ts'
import { settingsOf } from './settings.ts'

/** The demo site: middleware in Django's order, then the pages. */
export const app = new Hono<AppEnv>()

app.use(layout)
app.use(sessions((c) => settingsOf(c.env).sessions))
app.use(appendTrailingSlash({ skip: (path) => !hasPage(`${path}/`) }))

app.get('/', home)
app.get('/set-session/', setSession)
app.get('/get-session/', getSession)

app.notFound(notFound)
app.onError(showError)

/** Django's APPEND_SLASH redirects only to a page that exists. */
function hasPage(path: string): boolean {
  return app.routes.some((route) => route.method === 'GET' && route.path === path)
}
