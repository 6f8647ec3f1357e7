import type { AppContext } from '../app-env.ts'
import { styles } from './styles.ts'

/** The style sheet, which is the same for everybody. */
export function styleSheet(c: AppContext) {
  return c.body(styles, 200, {
    'Content-Type': 'text/css; charset=utf-8',
    'Cache-Control': 'public, max-age=300',
  })
}
