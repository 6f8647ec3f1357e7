import type { AppContext } from '../app-env.ts'

/** Longest field of a form that a handler looks at, in UTF-16 code units. */
const MAX_LENGTH = 2048

/**
 * Returns a string that was sent in a form.
 *
 * @param maxLength The longest string accepted, in UTF-16 code units. @default 2048
 * @returns The last value of that name; empty when it is missing, a file or too long.
 */
export async function formField(
  c: AppContext,
  name: string,
  maxLength = MAX_LENGTH,
): Promise<string> {
  const fields = await c.req.parseBody().catch(() => ({}))
  const value: unknown = Reflect.get(fields, name)
  return typeof value === 'string' && value.length <= maxLength ? value : ''
}
