import type { Environment } from './environment.ts'
import { d1Store, ImproperlyConfigured, type SessionStore } from './sessions/index.ts'
import { durableObjectStore } from './sessions/stores/durable-objects.ts'

/** The settings that say where sessions are kept. */
export const STORE_SETTINGS = ['SESSION_ENGINE', 'SESSION_HASH_KEYS', 'SESSION_READ_REPLICAS']

/** `SESSION_ENGINE`: Django's table in D1, or one Durable Object a session. */
export type Engine = 'db' | 'durable_objects'

interface ChosenStore {
  engine: Engine
  store: SessionStore
  /** What the table holds for a session key. */
  storedKey: (key: string) => Promise<string>
}

/**
 * Makes the store that the settings ask for. Users are in D1 in any case.
 *
 * @throws ImproperlyConfigured when a binding is missing, or the settings do not go together.
 */
export function sessionStore(
  { DB, SESSIONS }: Partial<Env>,
  environment: Environment,
): ChosenStore {
  const engine: Engine = environment.choice('SESSION_ENGINE', ['db', 'durable_objects'], 'db')
  const hashKeys = environment.flag('SESSION_HASH_KEYS', false)
  const replicas = environment.flag('SESSION_READ_REPLICAS', false)
  if (DB === undefined) throw new ImproperlyConfigured('Expected a D1 binding `DB`, got none')
  if (engine === 'db') {
    const store = d1Store(DB, { hashKeys, replicas })
    return { engine, store, storedKey: store.storedKey }
  }

  const noTable = 'with `SESSION_ENGINE` `durable_objects`, where there is no table of sessions'
  if (hashKeys) {
    throw new ImproperlyConfigured(`Expected \`SESSION_HASH_KEYS\` to be false ${noTable}`)
  }
  if (replicas) {
    throw new ImproperlyConfigured(`Expected \`SESSION_READ_REPLICAS\` to be false ${noTable}`)
  }
  if (environment.isSet('ADMIN_PASSWORD')) {
    throw new ImproperlyConfigured(`Expected \`ADMIN_PASSWORD\` not to be set ${noTable}`)
  }
  if (SESSIONS === undefined) {
    throw new ImproperlyConfigured('Expected a Durable Object binding `SESSIONS`, got none')
  }
  return { engine, store: durableObjectStore(SESSIONS), storedKey: async (key) => key }
}
