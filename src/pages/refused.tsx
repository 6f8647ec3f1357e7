import type { Context } from 'hono'

/** The answer to a form that did not come from a page of this site, or of this visit. */
export function refused(c: Context) {
  c.status(403)
  return c.render(
    <>
      <h1>Please send that again</h1>
      <p>
        This site could not tell that it was you who sent the request, so nothing was done. That
        protects you from other sites that act in your name.
      </p>
      <ul>
        <li>
          Go back, load the page anew and send the form again: it may have been open since before
          you signed in or out.
        </li>
        <li>Allow cookies for this site; without them no form works.</li>
      </ul>
      <p>
        <a href="/">Go to the start page</a>
      </p>
    </>,
    { title: 'Please send that again', isPlain: true },
  )
}
