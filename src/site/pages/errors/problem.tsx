import { safeNextUrl } from 'edge-sessions/auth'
import type { Child } from 'hono/jsx'
import type { AppContext } from '../../app-env.ts'
import { wordsOf } from '../../ui/language.ts'
import { errors } from '../../ui/phrases/errors.ts'

interface Problem {
  status: 400 | 403 | 413 | 500 | 503
  heading: string
  /** The explanation: the event, and whether anything was saved. */
  children: Child
}

/** The pages that have forms, and the names of the links back to them. */
const FORM_PAGES = new Map<string, keyof (typeof errors)['en']['backTo']>([
  ['/set-session/', 'name'],
  ['/cart/', 'cart'],
  ['/preferences/', 'preferences'],
  ['/account/', 'account'],
  ['/admin/sessions/', 'sessions'],
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

/** Returns a link to the same page after a GET, or else to the page of the form. Both are safe. */
function wayOn(c: AppContext): { href: string; label: string } {
  const words = wordsOf(c, errors)
  const { pathname, search } = new URL(c.req.url)
  if (c.req.method === 'GET') return { href: safeNextUrl(c, pathname + search), label: words.again }
  const referrer = safeNextUrl(c, c.req.header('Referer'))
  const sender = FORM_PAGES.get(new URL(referrer, c.req.url).pathname)
  if (sender !== undefined) return { href: referrer, label: words.backTo[sender] }
  for (const [href, name] of FORM_PAGES) {
    if (pathname.startsWith(href)) return { href, label: words.backTo[name] }
  }
  return { href: '/', label: words.home }
}
