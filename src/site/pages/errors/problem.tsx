import { safeNextUrl } from 'edge-sessions/auth'
import type { Child } from 'hono/jsx'
import type { AppContext } from '../../app-env.ts'

interface Problem {
  status: 400 | 403 | 413 | 500 | 503
  heading: string
  /** The explanation: the event, and whether anything was saved. */
  children: Child
}

/** The pages that have forms, and their names in a sentence. */
const FORM_PAGES = new Map([
  ['/set-session/', 'the name'],
  ['/cart/', 'the cart'],
  ['/preferences/', 'your preferences'],
  ['/account/', 'your account'],
  ['/admin/sessions/', 'the list of sessions'],
])

/**
 * Renders an error page with a link that works. The page is plain, because the session or the
 * database may be what failed.
 */
export function problem(c: AppContext, { status, heading, children }: Problem) {
  const { href, label } = wayOn(c)
  c.status(status)
  return c.render(
    <>
      <h1>{heading}</h1>
      {children}
      <p>
        <a href={href}>{label}</a>
      </p>
    </>,
    { title: heading, isPlain: true },
  )
}

/** The same page for a GET request; otherwise the page of the form, which is safe to visit. */
function wayOn(c: AppContext): { href: string; label: string } {
  const { pathname, search } = new URL(c.req.url)
  if (c.req.method === 'GET') return { href: safeNextUrl(c, pathname + search), label: 'Try again' }
  const referrer = safeNextUrl(c, c.req.header('Referer'))
  const sender = FORM_PAGES.get(new URL(referrer, c.req.url).pathname)
  if (sender !== undefined) return { href: referrer, label: `Back to ${sender}` }
  for (const [href, name] of FORM_PAGES) {
    if (pathname.startsWith(href)) return { href, label: `Back to ${name}` }
  }
  return { href: '/', label: 'Go to the home page' }
}
