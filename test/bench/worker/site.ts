import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { Bindings, Contender } from './contender.ts'

/** The data of every session: a signed-in visitor with a small cart, about 400 bytes of JSON. */
export const VISITOR = {
  name: 'Ankit',
  visits: 1,
  user_id: '4711',
  user_backend: 'django.contrib.auth.backends.ModelBackend',
  user_hash: '5f2b7a0c9d3e4f1886a2c4e6d8f0b1a3957c6e2d4b8a0f1e3c5d7b9a1e2f4c6d',
  cart: [
    { sku: 'tea-0042', count: 2, price: 450 },
    { sku: 'mug-0007', count: 1, price: 1290 },
    { sku: 'pot-0311', count: 1, price: 3900 },
  ],
  language: 'en',
}

export type Visitor = typeof VISITOR & Record<string, unknown>

/** A session, for the routes. Each method may be asynchronous. */
export interface Bag {
  get(key: string): unknown
  set(values: Partial<Visitor>): unknown
  /** Adds one to `visits` as the library advises, if not by `get` and `set`. */
  visit?(): unknown
  renew(): unknown
  end(): unknown
}

/** The routes, equal for all contenders. The response of most is `ok`. */
export const ACTIONS: Record<string, (bag: Bag, key: string) => unknown> = {
  '/untouched': () => {},
  '/read': async (bag) => `Hello, ${(await bag.get('name')) ?? 'stranger'}`,
  '/write': (bag) => bag.set(VISITOR),
  '/raw': (bag) => bag.set(VISITOR),
  async '/change'(bag) {
    if (bag.visit) return bag.visit()
    const visits = Number((await bag.get('visits')) ?? 0) + 1
    await bag.set({ visits })
    return visits
  },
  '/put/:key': (bag, key) => bag.set({ [key]: 1 }),
  '/get/:key': async (bag, key) => JSON.stringify((await bag.get(key)) ?? null),
  '/renew': (bag) => bag.renew(),
  '/logout': (bag) => bag.end(),
  async '/slow'(bag) {
    await bag.get('name')
    await gate.pass()
    await bag.set({ slow: 1 })
  },
  async '/slow-answer'(bag) {
    await bag.get('name')
    await bag.set({ slow: 1 })
    await gate.pass()
  },
  '/fail': (bag) => bag.set({ failed: 1 }),
}

const WITH_TEXT = ['/read', '/change', '/get/:key']

export async function textOf(path: string, bag: Bag, key = ''): Promise<string> {
  const result = await ACTIONS[path]?.(bag, key)
  return WITH_TEXT.includes(path) ? String(result) : 'ok'
}

/** Returns a contender in Hono, whose middleware may put a session into the context. */
export function inHono<Session>(
  name: string,
  bagOf: (session: Session, c: Context) => Bag,
  ...middleware: MiddlewareHandler[]
): Contender {
  const app = new Hono<{ Bindings: Bindings; Variables: { session: Session } }>()
  for (const handler of middleware) app.use(handler)
  app.onError((error, c) => c.text(String(error), 'status' in error ? 400 : 500))
  for (const path of Object.keys(ACTIONS)) {
    app.get(path, async (c) => {
      const text = await textOf(path, bagOf(c.get('session'), c), c.req.param('key'))
      return path === '/raw' ? new Response(text) : c.text(text, path === '/fail' ? 500 : 200)
    })
  }
  return { name, fetch: app.fetch }
}

/** Holds slow requests while a faster one comes and goes. */
export const gate = {
  arrival: Promise.withResolvers<void>(),
  opening: Promise.withResolvers<void>(),
  close() {
    gate.arrival = Promise.withResolvers<void>()
    gate.opening = Promise.withResolvers<void>()
  },
  pass() {
    gate.arrival.resolve()
    return gate.opening.promise
  },
}
