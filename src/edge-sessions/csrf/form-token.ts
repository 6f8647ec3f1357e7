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
  const contentType = c.req.header('Content-Type') ?? ''
  if (!FORM.test(contentType)) return ''
  try {
    const values = c.req.raw.bodyUsed ? await parsedValues(c) : await unreadValues(c, contentType)
    return values.filter((value) => typeof value === 'string').at(-1) ?? ''
  } catch {
    return ''
  }
}

/** Reads the body that Hono has kept, because outer middleware has read it. */
async function parsedValues(c: Context): Promise<(string | File)[]> {
  const { [FIELD_NAME]: value = [] } = await c.req.parseBody({ all: true })
  return [value].flat()
}

/** Reads the body without Hono, which cannot parse a form from kept bytes before 4.13. */
async function unreadValues(c: Context, contentType: string): Promise<(string | File)[]> {
  const request = c.req.raw
  const body = await request.arrayBuffer()
  c.req.raw = new Request(request, { body })
  const form = await new Response(body, { headers: { 'Content-Type': contentType } }).formData()
  return form.getAll(FIELD_NAME)
}
