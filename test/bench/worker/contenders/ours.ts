import type { Context } from 'hono'
import { durableObjectStore } from '../../../../src/edge-sessions/engines/durable-objects/index.ts'
import { signedCookies } from '../../../../src/edge-sessions/engines/signed-cookies/index.ts'
import { d1Store, type SessionOptions, sessions } from '../../../../src/edge-sessions/index.ts'
import type { Session } from '../../../../src/edge-sessions/sessions/session.ts'
import type { Bindings, Contender } from '../contender.ts'
import { type Bag, site, type Visitor } from '../site.ts'

const secretKey = 'a-secret-for-benchmarks-only-0123456789-abcdefghijklmnopqrstuvwxyz'

type Env = { Bindings: Bindings; Variables: { session: Session<Visitor> } }

/** Each engine is mounted as the README says: options made from the context, at every request. */
export const ours: readonly Contender[] = [
  mounted('db', (env) => ({ store: d1Store(env.DB), secretKey })),
  mounted('db, hashed', (env) => ({ store: d1Store(env.DB, { hashKeys: true }), secretKey })),
  mounted('replicas', (env) => ({ store: d1Store(env.DB, { replicas: true }), secretKey })),
  {
    ...mounted('objects', (env) => ({ store: durableObjectStore(env.SESSIONS), secretKey })),
    isElsewhere: true,
  },
  mounted('cookies', () => ({ store: signedCookies(), secretKey })),
]

function mounted(name: string, options: (env: Bindings) => SessionOptions): Contender {
  const middleware = sessions<Visitor>((c: Context<Env>) => options(c.env))
  return { name, fetch: site(bagOf, middleware).fetch }
}

function bagOf(c: Context): Bag {
  const session: Session<Visitor> = c.get('session')
  return {
    name: () => session.get('name'),
    get: (member) => session.get(member),
    fill: (visitor) => session.assign(visitor),
    visit: () => session.update('visits', (visits = 0) => visits + 1),
    put: (member, value) => session.set(member, value),
    renew: () => session.cycleKey(),
    end: () => session.flush(),
  }
}
