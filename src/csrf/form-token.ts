import type { Context } from 'hono'

/** The name of the hidden input that carries the token. */
export const FIELD_NAME = 'csrfmiddlewaretoken'

const FORM = /^\s*(multipart\/form-data|application\/x-www-form-urlencoded)\s*(;|$)/i

/**
 * Reads the token out of a form sent by POST; other bodies are not touched. The handler can read
 * the body afterwards in any way, also from `c.req.raw`.
 *
 * @returns The last field of that name, as in Django; empty when there is none, when it is a file,
 * or when the body cannot be read.
 */
export async function formToken(c: Context): Promise<string> {
  if (c.req.method !== 'POST' || !FORM.test(c.req.header('Content-Type') ?? '')) return ''
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
