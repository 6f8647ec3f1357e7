import type { AppContext } from '../../app-env.ts'
import { wordsOf } from '../../ui/language.ts'
import { errors } from '../../ui/phrases/errors.ts'

/** Renders the page for an address that does not exist. */
export function notFound(c: AppContext) {
  const words = wordsOf(c, errors)
  c.status(404)
  return c.render(
    <>
      <h1>{words.notFound.heading}</h1>
      <p>
        <a href="/">{words.home}</a>
      </p>
    </>,
    { title: words.notFound.title },
  )
}
