import type { AppContext } from '../../app-env.ts'

/** The answer to an address that does not exist. */
export function notFound(c: AppContext) {
  c.status(404)
  return c.render(
    <>
      <h1>Page not found</h1>
      <p>
        <a href="/">Go to the home page</a>
      </p>
    </>,
    { title: 'Not found' },
  )
}
