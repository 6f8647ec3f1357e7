import type { Context } from 'hono'

/** The name of the hidden input that carries the token. */
export const FIELD_NAME = 'csrfmiddlewaretoken'

const FORM = /^\s*(multipart\/form-data|application\/x-www-form-urlencoded)\s*(;|$)/i

/**
 * Reads the token from a form. Other bodies are not touched. The handler can read the body
 * afterwards in any way, even from `c.req.raw`. Django reads the token of a POST only; here forms
 * can be sent by PUT, PATCH and DELETE as well, such as with Hono's `methodOverride`.
 *
 * @returns The last field of that name, as in Django. An empty string if it is missing or a file,
 * or if the body cannot be read.
 */
export async function formToken(c: Context): Promise<string> {
  if (!FORM.test(c.req.header('Content-Type') ?? '')) return ''
  const isUnread = !c.req.raw.bodyUsed
  try {
    // In this order: Hono keeps the bytes, and derives from them whatever the handler asks for.
    const body = await c.req.arrayBuffer()
    if (isUnread) c.req.raw = new Request(c.req.raw, { body })
    const { [FIELD_NAME]: value } = await c.req.parseBody({ all: true })
    const texts = [value].flat().filter((item) => typeof item === 'string')
    return texts.at(-1) ?? ''
  } catch {
    return ''
  }
}
