import type { Context } from 'hono'
import { durableObjectStore } from '../../../../src/edge-sessions/engines/durable-objects/index.ts'
import { signedCookies } from '../../../../src/edge-sessions/engines/signed-cookies/index.ts'
import { d1Store, type SessionOptions, sessions } from '../../../../src/edge-sessions/index.ts'
import type { Session } from '../../../../src/edge-sessions/sessions/index.ts'
import { type Bindings, type Contender, SECRET } from '../contender.ts'
import { site, type Visitor } from '../site.ts'

/** Each engine is mounted as the README says: a function of the context returns the options. */
export const ours: readonly Contender[] = [
  mounted('db', (env) => ({ store: d1Store(env.DB) })),
  mounted('cookieCache', (env) => ({ store: d1Store(env.DB), cookieCache: 60 })),
  mounted('db, hashed', (env) => ({ store: d1Store(env.DB, { hashKeys: true }) })),
  mounted('replicas', (env) => ({ store: d1Store(env.DB, { replicas: true }) })),
  {
    ...mounted('objects', (env) => ({ store: durableObjectStore(env.SESSIONS) })),
    isElsewhere: true,
  },
  mounted('cookies', () => ({ store: signedCookies() })),
]

function mounted(
  name: string,
  options: (env: Bindings) => Omit<SessionOptions, 'secretKey'>,
): Contender {
  const middleware = sessions<Visitor>((c: Context) => ({ ...options(c.env), secretKey: SECRET }))
  return { name, fetch: site(bagOf, middleware).fetch }
}

function bagOf(c: Context) {
  const session: Session<Visitor> = c.get('session')
  return {
    get: (key: string) => session.get(key),
    set: (values: Partial<Visitor>) => session.assign(values),
    visit: () => session.update('visits', (visits) => Number(visits ?? 0) + 1),
    renew: () => session.cycleKey(),
    end: () => session.flush(),
  }
}
