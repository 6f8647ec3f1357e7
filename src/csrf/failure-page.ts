import type { Context } from 'hono'

/**
 * Answers a refused request with what the visitor can do about it (Django's `csrf_failure`). The
 * reason is left to the log: it helps the site's owner, and an attacker, more than the visitor.
 */
export function failurePage(c: Context): Response | Promise<Response> {
  return c.html(FAILURE_PAGE)
}

const FAILURE_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Please send that again</title>
<h1>Please send that again</h1>
<p>This site could not tell that it was you who sent the request, so nothing was done.
This protects you from other sites that act in your name.</p>
<ul>
<li>Go back, load the page anew and send the form again. The page may have been open since before
you signed in or out.</li>
<li>Allow cookies for this site: without them no form works.</li>
<li>If you use an extension or a setting that hides where you come from (the <code>Referer</code>
or <code>Origin</code> header), allow it for this site.</li>
</ul>
<p><a href="/">Go to the start page</a></p>
</html>
`
