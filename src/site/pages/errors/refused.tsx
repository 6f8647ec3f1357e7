import type { AppContext } from '../../app-env.ts'
import { preferSessionLanguage, wordsOf } from '../../ui/language.ts'
import { errors } from '../../ui/phrases/errors.ts'
import { problem } from './problem.tsx'

/** Renders the page for a form that failed the CSRF check. */
export async function refused(c: AppContext) {
  // The CSRF check precedes `sessionLanguage`. Without a database, the browser's language will do.
  await preferSessionLanguage(c).catch(() => {})
  const words = wordsOf(c, errors).refused
  return problem(c, {
    status: 403,
    heading: words.heading,
    children: (
      <>
        <p>{words.text}</p>
        <ul>
          <li>{words.otherTab}</li>
          <li>{words.noCookies}</li>
        </ul>
      </>
    ),
  })
}
