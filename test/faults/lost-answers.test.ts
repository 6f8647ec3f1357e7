import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { durableObjectStore } from '../../src/edge-sessions/engines/durable-objects/durable-object-store.ts'
import { d1Store, Session, type SessionStore, sessionCodec } from '../../src/edge-sessions/index.ts'
import { type Fault, FaultyCalls, faultyDatabase } from '../support/faults.ts'
import { faultyNamespace, storeAhead } from '../support/session-objects.ts'
import { emptyTable, NOON, SECRET_KEY } from '../support/test-app.ts'

interface Data {
  visits: number
  name: string
}

const codec = sessionCodec({ secretKey: SECRET_KEY })
const sleep = async () => {}

interface Engine {
  store: SessionStore
  /** Returns a store some of whose statements or calls fail with a transient error. */
  storeWith(calls: FaultyCalls): SessionStore
}

const ENGINES: Record<string, Engine> = {
  D1: {
    store: d1Store(env.DB),
    storeWith: (calls) => d1Store(faultyDatabase(env.DB, calls), { sleep }),
  },
  'a Durable Object': {
    store: storeAhead(durableObjectStore(env.SESSIONS)),
    storeWith(calls) {
      const namespace = faultyNamespace(calls, { retryable: true })
      return storeAhead(durableObjectStore(namespace, { sleep }))
    },
  },
}

function sessionIn(at: SessionStore, key: string | null): Session<Data> {
  return new Session<Data>(key, { store: at, codec, cookieAge: 30, now: () => NOON })
}

async function isSaved(saving: Promise<void>): Promise<boolean> {
  return saving.then(
    () => true,
    () => false,
  )
}

describe.each(Object.entries(ENGINES))(
  'an update whose response from %s is lost (P3, P5)',
  (_, { store, storeWith }) => {
    /** Returns a store whose first write fails before or after its effect, then runs `meanwhile`. */
    function storeWithLostAnswer(
      timing: Fault['timing'],
      meanwhile: () => Promise<void> = async () => {},
    ): SessionStore {
      const message = 'Network connection lost.'
      const calls = new FaultyCalls({ message, at: 2, timing, pattern: 'once', meanwhile })
      return storeWith(calls)
    }

    /** Creates a session with one visit and returns its key. */
    async function startedSession(): Promise<string> {
      const session = sessionIn(store, null)
      session.set('visits', 1)
      await session.save()
      return session.key ?? ''
    }

    async function count(at: SessionStore, key: string): Promise<void> {
      const session = sessionIn(at, key)
      await session.update('visits', (visits = 0) => visits + 1)
      await session.save()
    }

    async function storedVisits(key: string): Promise<number | undefined> {
      return sessionIn(store, key).get('visits')
    }

    beforeEach(async () => {
      await emptyTable()
      // Gives every save different microseconds.
      let draw = 0
      vi.spyOn(Math, 'random').mockImplementation(() => (++draw % 1000) / 1000)
      return () => vi.restoreAllMocks()
    })

    it.each(['before', 'after'] as const)(
      'counts once if the call fails %s taking effect',
      async (timing) => {
        const key = await startedSession()
        await count(storeWithLostAnswer(timing), key)
        expect(await storedVisits(key)).toBe(2)
      },
    )

    it('counts once or reports a failure if an identical update came first', async () => {
      const key = await startedSession()
      const faulty = storeWithLostAnswer('before', () => count(store, key))
      const isDone = await isSaved(count(faulty, key))
      expect(await storedVisits(key)).toBe(isDone ? 3 : 2)
    })

    it('never counts twice if an identical update follows', async () => {
      const key = await startedSession()
      const faulty = storeWithLostAnswer('after', () => count(store, key))
      const isDone = await isSaved(count(faulty, key))
      expect([await storedVisits(key), isDone]).toEqual([3, isDone])
    })

    it('never counts twice if another change follows', async () => {
      const key = await startedSession()
      const faulty = storeWithLostAnswer('after', async () => {
        const other = sessionIn(store, key)
        other.set('name', 'Ankit')
        await other.save()
      })
      const isDone = await isSaved(count(faulty, key))
      expect([await storedVisits(key), isDone]).toEqual([2, isDone])
      expect(await sessionIn(store, key).get('name')).toBe('Ankit')
    })

    it('counts once if a touch follows', async () => {
      const key = await startedSession()
      const faulty = storeWithLostAnswer('after', async () => {
        const later = new Date(NOON.getTime() + 5000)
        const config = { store, codec, cookieAge: 30, now: () => later }
        await new Session<Data>(key, config).touch()
      })
      const isDone = await isSaved(count(faulty, key))
      expect([await storedVisits(key), isDone]).toEqual([2, isDone])
    })

    it('does not revive a session that a logout ends (P4)', async () => {
      const key = await startedSession()
      const faulty = storeWithLostAnswer('after', async () => {
        await sessionIn(store, key).flush()
      })
      await isSaved(count(faulty, key))
      expect(await storedVisits(key)).toBeUndefined()
    })

    it('leaves a single live key if it rotates the key', async () => {
      for (const timing of ['before', 'after'] as const) {
        const key = await startedSession()
        const session = sessionIn(storeWithLostAnswer(timing), key)
        session.cycleKey()
        await session.save()
        expect(await storedVisits(key)).toBeUndefined()
        expect(await storedVisits(session.key ?? '')).toBe(1)
      }
    })
  },
)
