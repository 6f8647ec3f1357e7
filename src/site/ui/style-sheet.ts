import { sha256 } from 'hono/utils/crypto'
import type { AppContext } from '../app-env.ts'
import { styles } from './styles/index.ts'

/** The route of the style sheet. It also matches the names of older versions. */
export const STYLE_SHEET_ROUTE = '/:file{styles(?:\\.[0-9a-f]+)?\\.css}'

let path: string | undefined

/** Returns the path of the style sheet, which changes with its content. */
export async function styleSheetPath(): Promise<string> {
  path ??= `/styles.${(await sha256(styles))?.slice(0, 16)}.css`
  return path
}

/** Returns the style sheet. Only its current name may be cached forever. */
export async function styleSheet(c: AppContext) {
  const isPresent = c.req.path === (await styleSheetPath())
  return c.body(styles, 200, {
    'Content-Type': 'text/css; charset=utf-8',
    'Cache-Control': isPresent ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
}
