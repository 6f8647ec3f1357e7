import type { AppContext } from '../app-env.ts'

/** The tutorial's second page: greets by the stored name, until the session has expired. */
export async function getSession(c: AppContext) {
  const name = await c.var.session.get('name')
  return name === undefined ? expired(c) : greeting(c, String(name))
}

function greeting(c: AppContext, name: string) {
  return c.render(
    <>
      <h2>Hello, {name}</h2>
      <p>
        Your browser sent a key, and the table knew the name that goes with it. Wait a little, load
        this page again, and it will have been forgotten.
      </p>
    </>,
    { title: 'Hello' },
  )
}

function expired(c: AppContext) {
  return c.render(
    <>
      <h2>Session has expired</h2>
      <p>There is no live session that goes with your browser.</p>
      <ul class="links">
        <li>
          <a href="/set-session/">Set a session</a>
        </li>
      </ul>
    </>,
    { title: 'Session has expired' },
  )
}
