import type { AppContext } from '../app-env.ts'

/** The tutorial's first page: stores a name. */
export function setSession(c: AppContext) {
  c.var.session.set('name', 'Ankit')
  return c.render(
    <>
      <h1>Session is set...</h1>
      <p>
        The name <b>Ankit</b> is now in the table, and its key in your cookie <code>sessionid</code>
        .
      </p>
      <ul class="links">
        <li>
          <a href="/get-session/">Read it back</a>
        </li>
      </ul>
    </>,
    { title: 'Session is set' },
  )
}
