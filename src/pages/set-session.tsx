import type { AppContext } from '../app-env.ts'
import { settingsOf } from '../settings.ts'
import { Form } from './form.tsx'
import { formField } from './form-field.ts'
import { places } from './places.ts'

const LONGEST_NAME = 100

/** The tutorial's first page: stores a name. */
export function setSession(c: AppContext) {
  return store(c, 'Ankit')
}

/** The same with a name of the visitor's own. */
export async function storeName(c: AppContext) {
  const text = (await formField(c, 'name')).trim()
  // Counted as people count them: an emoji of several parts is one.
  const length = [...new Intl.Segmenter().segment(text)].length
  if (length >= 1 && length <= LONGEST_NAME) return store(c, text)
  c.status(422)
  return c.render(
    <>
      <h1>That is no name to store</h1>
      <p id="name-error" role="alert">
        Expected a name of 1 to {LONGEST_NAME} characters, got {length}.
      </p>
      <NameForm name={text.slice(0, 200)} isWrong />
    </>,
    { title: 'No name' },
  )
}

function store(c: AppContext, name: string) {
  c.var.session.set('name', name)
  return c.render(
    <>
      <h1>Session is set...</h1>
      <p>
        The name <b>{name}</b> is now {places[settingsOf(c.env).engine].isNow}{' '}
        <code>sessionid</code>.
      </p>
      <ul class="links">
        <li>
          <a href="/get-session/">Read it back</a>
        </li>
      </ul>
      <section class="panel" aria-labelledby="own">
        <h2 id="own">A name of your own</h2>
        <NameForm name="" />
      </section>
    </>,
    { title: 'Session is set' },
  )
}

function NameForm(props: { name: string; isWrong?: boolean }) {
  return (
    <Form action="/set-session/" class="row">
      <label for="name">Name</label>
      <input
        id="name"
        name="name"
        value={props.name}
        autocomplete="nickname"
        required
        aria-invalid={props.isWrong}
        aria-describedby={props.isWrong ? 'name-error' : undefined}
      />
      <button type="submit">Store it</button>
    </Form>
  )
}
