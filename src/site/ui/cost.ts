import type { MiddlewareHandler } from 'hono'
import { tryGetContext } from 'hono/context-storage'
import type { AppEnv, Cost } from '../app-env.ts'
import { wordsOf } from './language.ts'
import { frame } from './phrases/frame.ts'

/** The element of the footer that shows the cost. */
export const COST_ID = 'cost'

/**
 * Counts what a request costs and writes it into the footer of its page. It must come before
 * `sessions()`, which saves after the page has been rendered.
 */
export const showCost: MiddlewareHandler<AppEnv> = async (c, next) => {
  const cost: Cost = { statements: 0, rowsRead: 0, rowsWritten: 0 }
  c.set('cost', cost)
  await next()
  if (!c.res.headers.get('Content-Type')?.startsWith('text/html')) return
  const text = wordsOf(c, frame).cost(cost)
  c.res = new HTMLRewriter()
    .on(`#${COST_ID}`, { element: (element) => void element.setInnerContent(text) })
    .transform(c.res)
}

/** Returns the cost of the current request so far; `null` outside of a request. */
export function currentCost(): Cost | null {
  return tryGetContext<AppEnv>()?.var.cost ?? null
}
