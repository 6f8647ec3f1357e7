import type { AppContext } from '../app-env.ts'

/** The answer to an address that does not exist. */
export function notFound(c: AppContext) {
  c.status(404)
  return c.render(
    <>
      <h1>There is no such page</h1>
      <p>
        <a href="/">Go to the start page</a>
      </p>
    </>,
    { title: 'Not found' },
  )
}
