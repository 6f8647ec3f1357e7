import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { Bindings } from './contender.ts'
import { passGate } from './gate.ts'

/** What every session holds: a signed-in visitor with a small cart, about 400 bytes of JSON. */
export const VISITOR = {
  name: 'Ankit',
  visits: 1,
  _auth_user_id: '4711',
  _auth_user_backend: 'django.contrib.auth.backends.ModelBackend',
  _auth_user_hash: '5f2b7a0c9d3e4f1886a2c4e6d8f0b1a3957c6e2d4b8a0f1e3c5d7b9a1e2f4c6d',
  cart: [
    { sku: 'tea-0042', count: 2, price: 450 },
    { sku: 'mug-0007', count: 1, price: 1290 },
    { sku: 'pot-0311', count: 1, price: 3900 },
  ],
  language: 'en',
}

export type Visitor = typeof VISITOR & Record<string, unknown>

/** The five things the routes do with a session. Each may be synchronous or not. */
export interface Bag {
  name(): unknown
  fill(visitor: Visitor): unknown
  /** Adds one to `visits`, the way the package advises, and returns the sum. */
  visit(): unknown
  put(member: string, value: number): unknown
  get(member: string): unknown
  renew(): unknown
  end(): unknown
}

type App = { Bindings: Bindings }

/** The routes of the benchmark, the same for every contender that runs in Hono. */
export function site(bagOf: (c: Context<App>) => Bag, ...middleware: MiddlewareHandler[]) {
  const app = new Hono<App>()
  for (const handler of middleware) app.use(handler)
  app.onError((error, c) => c.text(String(error), 'status' in error ? 400 : 500))

  app.get('/untouched', (c) => c.text('ok'))
  app.get('/read', async (c) => c.text(`Hello, ${(await bagOf(c).name()) ?? 'stranger'}`))
  app.get('/write', async (c) => {
    await bagOf(c).fill(VISITOR)
    return c.text('ok')
  })
  app.get('/change', async (c) => c.text(String(await bagOf(c).visit())))
  app.get('/put/:member', async (c) => {
    await bagOf(c).put(c.req.param('member'), 1)
    return c.text('ok')
  })
  app.get('/get/:member', async (c) => c.json((await bagOf(c).get(c.req.param('member'))) ?? null))
  app.get('/renew', async (c) => {
    await bagOf(c).renew()
    return c.text('ok')
  })
  app.get('/logout', async (c) => {
    await bagOf(c).end()
    return c.text('ok')
  })
  app.get('/slow', async (c) => {
    const bag = bagOf(c)
    await bag.name()
    await passGate()
    await bag.put('slow', 1)
    return c.text('ok')
  })
  app.get('/slow-answer', async (c) => {
    const bag = bagOf(c)
    await bag.name()
    await bag.put('slow', 1)
    await passGate()
    return c.text('ok')
  })
  app.get('/fail', async (c) => {
    await bagOf(c).put('failed', 1)
    return c.text('failed', 500)
  })
  app.get('/raw', async (c) => {
    await bagOf(c).fill(VISITOR)
    return new Response('ok')
  })
  return app
}
