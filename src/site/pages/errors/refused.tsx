import type { AppContext } from '../../app-env.ts'
import { problem } from './problem.tsx'

/** Renders the page for a form that failed the CSRF check. */
export function refused(c: AppContext) {
  return problem(c, {
    status: 403,
    heading: 'Please send that again',
    children: (
      <>
        <p>
          We could not verify that this form came from you, so nothing changed (CSRF check). The
          usual causes:
        </p>
        <ul>
          <li>You signed in or out in another tab. Open the form again and send it once more.</li>
          <li>Your browser blocks cookies for this site. Forms need them.</li>
        </ul>
      </>
    ),
  })
}
