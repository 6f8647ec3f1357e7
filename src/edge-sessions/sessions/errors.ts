/** The session is larger than `maxBytes`, or than can be read again; nothing was written. */
export class SessionTooLarge extends Error {
  override name = 'SessionTooLarge'

  /**
   * @param bytes Size of the session, encoded or as JSON.
   * @param maxBytes Largest size accepted.
   */
  constructor(bytes: number, maxBytes: number) {
    super(`Expected the session to be at most ${maxBytes} bytes, got ${bytes}`)
  }
}

/**
 * The session was deleted, or its key renewed, by another request while this one was at work
 * (Django's `SessionInterrupted`, answered with status 400). Nothing was saved and no cookie is
 * sent, so that the other request's outcome stands: a logout stays a logout.
 *
 * Hono answers with `getResponse()`; an `app.onError` handler can show a page of its own.
 */
export class SessionInterrupted extends Error {
  override name = 'SessionInterrupted'
  readonly status = 400

  constructor() {
    super('Your session ended in another tab before this request was done, so nothing was saved.')
  }

  /** A small page that says what happened and leads back to the site. */
  getResponse(): Response {
    return new Response(
      `<!doctype html>
<html lang="en">
<meta name="viewport" content="width=device-width">
<title>Your session ended</title>
<h1>Your session ended</h1>
<p>${this.message}</p>
<p><a href="/">Go on</a></p>
`,
      {
        status: this.status,
        headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
      },
    )
  }
}
