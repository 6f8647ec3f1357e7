import { Form } from '../../ui/form.tsx'
import { useWords } from '../../ui/language.ts'
import { tutorial } from '../../ui/phrases/tutorial.ts'

interface NameFormProps {
  name?: string
  /** The id of the error message, if the name was refused. */
  errorId?: string
}

/** The form for the visitor's own name. */
export function NameForm({ name = '', errorId }: NameFormProps) {
  const words = useWords(tutorial)
  const isWrong = errorId !== undefined
  return (
    <Form action="/set-session/" class="row">
      <label for="name">{words.name}</label>
      <input
        id="name"
        name="name"
        value={name}
        autocomplete="nickname"
        required
        autofocus={isWrong}
        aria-invalid={isWrong}
        aria-describedby={errorId}
      />
      <button type="submit" class={isWrong ? 'primary' : undefined}>
        {words.saveName}
      </button>
    </Form>
  )
}
