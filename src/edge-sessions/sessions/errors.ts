/**
 * The session is larger than `maxBytes`, or too large to be read again. Nothing was saved.
 *
 * @example
 * app.onError((error, c) => {
 *   if (error instanceof SessionTooLarge) return c.text('That is too much to remember.', 413)
 *   throw error
 * })
 */
export class SessionTooLarge extends Error {
  override name = 'SessionTooLarge'

  /**
   * @param bytes The size of the session in bytes, encoded or as JSON.
   * @param maxBytes The largest size accepted, in bytes.
   */
  constructor(bytes: number, maxBytes: number) {
    super(`Expected the session to be at most ${maxBytes} bytes, got ${bytes}`)
  }
}

/**
 * Another request deleted the session or rotated its key during this one (Django's
 * `SessionInterrupted`, answered with status 400). Nothing was saved and no cookie is sent, so the
 * other request's outcome stands and a logout stays a logout.
 *
 * Hono answers with `getResponse()`. An `app.onError` handler can show another page.
 *
 * @see https://docs.djangoproject.com/en/5.2/ref/exceptions/#sessioninterrupted
 */
export class SessionInterrupted extends Error {
  override name = 'SessionInterrupted'
  readonly status = 400

  constructor() {
    super(
      'Your session ended or got a new key in another tab during this request, so its changes were not saved.',
    )
  }

  /** Returns a small page that says what happened and links to the home page. */
  getResponse(): Response {
    return new Response(
      `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Your session has changed</title>
<h1>Your session has changed</h1>
<p>${this.message}</p>
<p><a href="/">Go to the home page</a></p>
</html>
`,
      {
        status: this.status,
        headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
      },
    )
  }
}
