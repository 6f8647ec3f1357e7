import type { Context } from 'hono'
import { durableObjectStore } from '../../../../src/edge-sessions/engines/durable-objects/index.ts'
import { signedCookies } from '../../../../src/edge-sessions/engines/signed-cookies/index.ts'
import { d1Store, type SessionOptions, sessions } from '../../../../src/edge-sessions/index.ts'
import type { Session } from '../../../../src/edge-sessions/sessions/index.ts'
import { type Bindings, type Contender, SECRET } from '../contender.ts'
import { type Bag, inHono, type Visitor } from '../site.ts'

/** Each engine is mounted as the README says: a function of the context returns the options. */
export const ours: readonly Contender[] = [
  mounted('db', ({ DB }) => ({ store: d1Store(DB) })),
  mounted('cookieCache', ({ DB }) => ({ store: d1Store(DB), cookieCache: 60 })),
  mounted('db, hashed', ({ DB }) => ({ store: d1Store(DB, { hashKeys: true }) })),
  mounted('replicas', ({ DB }) => ({ store: d1Store(DB, { replicas: true }) })),
  {
    ...mounted('objects', ({ SESSIONS }) => ({ store: durableObjectStore(SESSIONS) })),
    isElsewhere: true,
  },
  mounted('cookies', () => ({ store: signedCookies() })),
]

function mounted(name: string, options: (env: Bindings) => Omit<SessionOptions, 'secretKey'>) {
  const middleware = sessions<Visitor>((c: Context) => ({ ...options(c.env), secretKey: SECRET }))
  return inHono(name, bagOf, middleware)
}

function bagOf(session: Session<Visitor>): Bag {
  return {
    get: (key) => session.get(key),
    set: (values) => session.assign(values),
    visit: () => session.update('visits', (visits) => Number(visits ?? 0) + 1),
    renew: () => session.cycleKey(),
    end: () => session.flush(),
  }
}
