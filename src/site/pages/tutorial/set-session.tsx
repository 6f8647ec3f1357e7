import type { AppContext } from '../../app-env.ts'
import { settingsOf } from '../../settings/settings.ts'
import { Form } from '../../ui/form.tsx'
import { formField } from '../../ui/form-field.ts'
import { places } from '../inspect/places.ts'
import { agesOf, OwnAge } from './own-age.tsx'

/** Longest name accepted, in characters as people count them: an emoji of several parts is one. */
const MAX_CHARACTERS = 100

/** Longest name whose characters are counted, in UTF-16 code units; a character may have many. */
const MAX_COUNTED = 2500

/** The tutorial's first page: stores a name. */
export function setSession(c: AppContext) {
  return store(c, 'Ankit')
}

/** Stores a name that the visitor chose. */
export async function storeName(c: AppContext) {
  const name = (await formField(c, 'name', Number.POSITIVE_INFINITY)).trim()
  if (name.length > MAX_COUNTED) return refuse(c, '', 'has far more')
  const length = [...new Intl.Segmenter().segment(name)].length
  if (length >= 1 && length <= MAX_CHARACTERS) return store(c, name)
  return refuse(c, name, `has ${length}`)
}

/** Ends a session that lives for longer, and leads to a new one. */
export async function freshSession(c: AppContext) {
  await c.var.session.flush()
  return c.redirect('/set-session/', 303)
}

async function store(c: AppContext, name: string) {
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
      <OwnAge {...(await agesOf(c))} />
      <section class="panel" aria-labelledby="own">
        <h2 id="own">Try your own name</h2>
        <NameForm name="" />
      </section>
    </>,
    { title: 'Session is set' },
  )
}

function refuse(c: AppContext, name: string, fault: string) {
  c.status(422)
  return c.render(
    <>
      <h1>That name was not saved</h1>
      <p id="name-error" role="alert">
        Enter 1 to {MAX_CHARACTERS} characters; yours {fault}.
      </p>
      <NameForm name={name} isWrong />
    </>,
    { title: 'Name not saved' },
  )
}

function NameForm({ name, isWrong = false }: { name: string; isWrong?: boolean }) {
  return (
    <Form action="/set-session/" class="row">
      <label for="name">Name</label>
      <input
        id="name"
        name="name"
        value={name}
        autocomplete="nickname"
        required
        autofocus={isWrong}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? 'name-error' : undefined}
      />
      <button type="submit">Save name</button>
    </Form>
  )
}
