import type { AppContext } from '../app-env.ts'

/** Returns a text that was sent in a form; an empty one when there is none, or only a file. */
export async function formField(c: AppContext, name: string): Promise<string> {
  const fields = await c.req.parseBody().catch(() => ({}))
  const value: unknown = Reflect.get(fields, name)
  return typeof value === 'string' ? value : ''
}
