import {
  memoryStore,
  Session,
  type SessionConfig,
  type SessionStore,
  sessionCodec,
} from '../../../src/edge-sessions/index.ts'
import { FakeClock, SECRET_KEY } from '../../support/test-app.ts'

export interface Data {
  name: string
  count: number
  cart: string[]
  profile: { id: number; tags: string[] }
  testcookie: string
}

export const codec = sessionCodec({ secretKey: SECRET_KEY })

/** The clock of the current test. */
export let clock: FakeClock
/** Sessions of 30 seconds in the memory store of the current test. */
export let config: SessionConfig & { store: SessionStore }

/** Starts a test with an empty store at noon. */
export function useEmptyStore(): void {
  clock = new FakeClock()
  config = { store: memoryStore(), codec, cookieAge: 30, now: clock.now }
}

/** Opens a session as a request does. */
export function open(
  key: string | null = null,
  options: Partial<SessionConfig> = {},
): Session<Data> {
  return new Session<Data>(key, { ...config, ...options })
}

/** Stores a session with this data and opens it in a later request. */
export async function stored(members: Partial<Data>, options: Partial<SessionConfig> = {}) {
  const first = open(null, options)
  first.assign(members)
  await first.save()
  return open(first.key, options)
}

/** The data that a further request finds. */
export async function reload(session: Session<Data>): Promise<Partial<Data>> {
  return open(session.key).toObject()
}
