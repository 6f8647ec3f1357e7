import { d1Store, ImproperlyConfigured, type SessionStore } from 'edge-sessions'
import { durableObjectStore } from 'edge-sessions/durable-objects'
import { signedCookies } from 'edge-sessions/signed-cookies'
import { meteredDatabase } from '../metered-database.ts'
import type { Environment } from './environment.ts'
import { rememberingRow } from './stored-row.ts'

/** The settings that say where sessions are kept. */
export const STORE_SETTINGS = ['SESSION_ENGINE', 'SESSION_HASH_KEYS', 'SESSION_READ_REPLICAS']

const ENGINES = ['db', 'durable_objects', 'signed_cookies'] as const

/** `SESSION_ENGINE`: Django's table in D1, a Durable Object per session, or signed cookies. */
export type Engine = (typeof ENGINES)[number]

interface ChosenStore {
  engine: Engine
  /** The `store` option of `sessions`. */
  place: SessionStore
  /** The store that has a record of each session. `null` with signed cookies. */
  store: SessionStore | null
  /** Returns the stored form of a session key. */
  toStoredKey: (key: string) => Promise<string>
}

/**
 * Creates the store that the settings ask for.
 *
 * @throws ImproperlyConfigured if a binding is missing or the settings contradict each other.
 */
export function sessionStore(
  { DB, SESSIONS }: Partial<Env>,
  environment: Environment,
): ChosenStore {
  const engine = environment.choice('SESSION_ENGINE', ENGINES, 'db')
  if (engine !== 'db') refuseTableSettings(engine, environment)
  if (engine === 'signed_cookies') {
    const place = rememberingRow(signedCookies())
    return { engine, place, store: null, toStoredKey: unchanged }
  }

  if (DB === undefined) throw new ImproperlyConfigured('Expected a D1 binding `DB`, got none')
  if (engine === 'db') {
    const store = d1Store(meteredDatabase(DB), {
      hashKeys: environment.flag('SESSION_HASH_KEYS', false),
      replicas: environment.flag('SESSION_READ_REPLICAS', false),
    })
    return { engine, place: rememberingRow(store), store, toStoredKey: store.toStoredKey }
  }

  if (SESSIONS === undefined) {
    throw new ImproperlyConfigured('Expected a Durable Object binding `SESSIONS`, got none')
  }
  const store = durableObjectStore(SESSIONS)
  return { engine, place: rememberingRow(store), store, toStoredKey: unchanged }
}

function refuseTableSettings(engine: Engine, environment: Environment): void {
  const noTable = `with \`SESSION_ENGINE\` \`${engine}\`, which has no table of sessions`
  for (const name of ['SESSION_HASH_KEYS', 'SESSION_READ_REPLICAS']) {
    if (environment.flag(name, false)) {
      throw new ImproperlyConfigured(`Expected \`${name}\` to be false ${noTable}`)
    }
  }
  if (environment.isSet('ADMIN_PASSWORD')) {
    throw new ImproperlyConfigured(`Expected \`ADMIN_PASSWORD\` not to be set ${noTable}`)
  }
}

async function unchanged(key: string): Promise<string> {
  return key
}
