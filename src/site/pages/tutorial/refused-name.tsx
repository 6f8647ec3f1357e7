import type { AppContext } from '../../app-env.ts'
import { wordsOf } from '../../ui/language.ts'
import { tutorial } from '../../ui/phrases/tutorial.ts'
import { NameForm } from './name-form.tsx'

/** Renders the form again for a name that was not saved. */
export function showRefusedName(c: AppContext, name: string, error: string) {
  const words = wordsOf(c, tutorial)
  c.status(422)
  return c.render(
    <>
      <h1>{words.notSaved}</h1>
      <NameForm name={name} errorId="name-error" />
      <p id="name-error" role="alert">
        {error}
      </p>
    </>,
    { title: words.notSavedTitle },
  )
}
