import type { AppContext } from '../app-env.ts'

export function inspect(c: AppContext) {
  return c.text('')
}
