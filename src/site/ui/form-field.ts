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

/** Returns the strings that were sent in a form under one name, without those that are too long. */
export async function formFields(c: AppContext, name: string): Promise<string[]> {
  const fields = await c.req.parseBody({ all: true }).catch(() => ({}))
  const sent: unknown = Reflect.get(fields, name)
  return [sent].flat().filter(isShortString)
}

function isShortString(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_LENGTH
}
