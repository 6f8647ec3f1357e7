import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { every } from 'hono/combine'
import type { AppEnv } from './app-env.ts'
import { bodyTooLarge, tooManyFields } from './pages/errors/error.tsx'

/** Django's `DATA_UPLOAD_MAX_MEMORY_SIZE`, in bytes. */
const MAX_BODY_BYTES = 2_621_440

/** Django's `DATA_UPLOAD_MAX_NUMBER_FIELDS`. */
const MAX_FIELDS = 1000

/** The media types of forms, a mark to count their fields by, and the number of marks allowed. */
const FORMS = [
  { type: 'application/x-www-form-urlencoded', mark: /&/g, limit: MAX_FIELDS - 1 },
  { type: 'multipart/form-data', mark: /content-disposition/gi, limit: MAX_FIELDS },
] as const

const limitFields: MiddlewareHandler<AppEnv> = async (c, next) => {
  const [type] = (c.req.header('Content-Type') ?? '').split(';')
  const form = FORMS.find((each) => each.type === type?.trim().toLowerCase())
  if (form === undefined || c.req.raw.body === null) return next()
  const body = await c.req.arrayBuffer()
  const marks = new TextDecoder('latin1').decode(body).matchAll(form.mark)
  if (marks.drop(form.limit).next().done !== true) return tooManyFields(c)
  // Handlers can still read the body in any way, even from the raw request.
  c.req.raw = new Request(c.req.raw, { body })
  return next()
}

/**
 * Refuses bodies of more than 2.5 MB (413) and forms of more than 1,000 fields (400), as Django
 * does. Parsing a form costs far more than counting its fields, so this middleware must precede
 * every middleware that reads forms, such as `csrf`.
 */
export const requestLimits: MiddlewareHandler<AppEnv> = every(
  bodyLimit({ maxSize: MAX_BODY_BYTES, onError: bodyTooLarge }),
  limitFields,
)
