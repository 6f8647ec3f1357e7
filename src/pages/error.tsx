import { HTTPException } from 'hono/http-exception'
import type { AppContext } from '../app-env.ts'
import { SessionInterrupted, SessionTooLarge } from '../sessions/index.ts'

/** The answer when a request could not be carried out. */
export function showError(error: Error, c: AppContext) {
  if (error instanceof SessionInterrupted) return interrupted(c, error)
  if (error instanceof SessionTooLarge) return tooLarge(c)
  if (error instanceof HTTPException) return error.getResponse()
  console.error(error)
  c.status(500)
  return c.render(
    <>
      <h1>Something went wrong</h1>
      <p>Nothing was changed. The fault is on this side, and has been logged.</p>
      <p>
        <a href={c.req.url}>Try again</a> or <a href="/">go to the start page</a>
      </p>
    </>,
    { title: 'Error', isPlain: true },
  )
}

function tooLarge(c: AppContext) {
  c.status(413)
  return c.render(
    <>
      <h1>That is more than your session can hold</h1>
      <p>Nothing was changed.</p>
      <p>
        <a href="/">Go to the start page</a>
      </p>
    </>,
    { title: 'Too large', isPlain: true },
  )
}

function interrupted(c: AppContext, error: SessionInterrupted) {
  c.status(error.status)
  c.header('Cache-Control', 'no-store')
  return c.render(
    <>
      <h1>Your session has ended</h1>
      <p>
        You signed in or out in another tab or window while this page was at work, so nothing was
        saved here.
      </p>
      <p>
        <a href={c.req.url}>Try again</a> or <a href="/">go to the start page</a>
      </p>
    </>,
    { title: 'Session has ended', isPlain: true },
  )
}
