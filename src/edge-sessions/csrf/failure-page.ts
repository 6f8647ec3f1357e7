import type { Context } from 'hono'
import { html } from 'hono/html'

/**
 * Answers a refused request with advice for the visitor (Django's `csrf_failure`). Only the log has
 * the reason, because it would help an attacker more than the visitor.
 */
export function failurePage(c: Context): Response | Promise<Response> {
  const page = formPage(c)
  return c.html(html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Please send the form again</title>
<h1>Please send the form again</h1>
<p>We could not verify that this form came from you, so nothing changed (CSRF check).</p>
<ul>
<li>If you signed in or out in another tab, reload the page of the form and send it again.</li>
<li>Allow cookies for this site. Forms do not work without them.</li>
<li>If an extension or a setting hides the <code>Referer</code> or <code>Origin</code> header, allow
it for this site.</li>
</ul>
${page === null ? '' : html`<p><a href="${page}">Back to the form</a></p>`}
<p><a href="/">Go to the home page</a></p>
</html>
`)
}

/** Returns the path of the page that sent the form, if it is a page of this site. */
function formPage(c: Context): string | null {
  const referer = c.req.header('Referer') ?? ''
  if (!URL.canParse(referer)) return null
  const { origin, pathname, search } = new URL(referer)
  const isOwn = origin === new URL(c.req.url).origin && !pathname.startsWith('//')
  return isOwn ? pathname + search : null
}
