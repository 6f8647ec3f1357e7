import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { durableObjectStore } from '../../src/edge-sessions/engines/durable-objects/durable-object-store.ts'
import type { SessionObject } from '../../src/edge-sessions/engines/durable-objects/session-object.ts'
import type { SessionRecord, SessionStore } from '../../src/edge-sessions/index.ts'
import type { FaultyCalls } from './faults.ts'

type Namespace = DurableObjectNamespace<SessionObject>

/** Tests run in March 2026, but alarms use the real clock. With this offset, none of them fires. */
const AHEAD = 20 * 365 * 86_400_000

/** The number of alarms that are running. They share one fake time. */
let running = 0

/** Returns the store with all dates moved far ahead, so that no alarm fires by itself. */
export function storeAhead(store: SessionStore): SessionStore {
  return {
    async load(key, now) {
      const record = await store.load(key, ahead(now))
      return record && { ...record, expires: new Date(record.expires.getTime() - AHEAD) }
    },
    create: (record, options) => store.create(recordAhead(record), options),
    replace: (key, previous, record, options) =>
      store.replace(key, previous, recordAhead(record), options),
    touch: (key, previous, expires) => store.touch(key, previous, ahead(expires)),
    delete: (key) => store.delete(key),
    clearExpired: (now, limits) => store.clearExpired(ahead(now), limits),
  }
}

/**
 * Returns a store in Durable Objects. Its `clearExpired` does the work of the runtime and runs the
 * alarms that are due by then.
 */
export function objectStoreAhead(): SessionStore {
  const store = storeAhead(durableObjectStore(env.SESSIONS))
  /** The time at which the alarm of a key is due; `undefined` if it must be looked up. */
  const alarms = new Map<string, number | undefined>()

  function noted(key: string): string {
    alarms.set(key, undefined)
    return key
  }

  async function isDue(key: string, now: Date): Promise<boolean> {
    const due = alarms.get(key) ?? (await alarmOf(key)) ?? Number.POSITIVE_INFINITY
    alarms.set(key, due)
    return due <= now.getTime()
  }

  /** Runs the alarm of a key and returns whether it removed a session. */
  async function removes(key: string, now: Date): Promise<boolean> {
    const wasHeld = await isHeld(key)
    await runAlarm(key, now)
    alarms.set(key, undefined)
    return wasHeld && !(await isHeld(key))
  }

  return {
    load: store.load,
    create: async (record, options) => noted(await store.create(record, options)),
    async replace(key, previous, record, options) {
      const newKey = await store.replace(noted(key), previous, record, options)
      return newKey && noted(newKey)
    },
    touch: (key, previous, expires) => store.touch(noted(key), previous, expires),
    delete: (key) => store.delete(noted(key)),
    async clearExpired(now) {
      const scanned = alarms.size
      const removed = await Promise.all(
        [...alarms.keys()].map(
          async (key) => (await isDue(key, ahead(now))) && removes(key, ahead(now)),
        ),
      )
      const deleted = removed.filter(Boolean).length
      return { deleted, scanned, statements: 1, complete: true }
    },
  }
}

/** Returns the object of a key. */
function objectOf(key: string): DurableObjectStub<SessionObject> {
  return env.SESSIONS.get(env.SESSIONS.idFromName(key))
}

/** Returns the time at which the alarm of a key's object is due; `null` if it has none. */
export function alarmOf(key: string): Promise<number | null> {
  return runInDurableObject(objectOf(key), (_, { storage }) => storage.getAlarm())
}

/** Returns whether the object of a key holds nothing and has no alarm. */
export async function isEmpty(key: string): Promise<boolean> {
  const kept = await runInDurableObject(objectOf(key), (_, { storage }) => [...storage.kv.list()])
  return kept.length === 0 && (await alarmOf(key)) === null
}

/** Empties the object of a key, which is faster than making another. */
export async function emptyObject(key: string): Promise<void> {
  await runInDurableObject(objectOf(key), (_, { storage }) => storage.deleteAll())
}

/** Runs the alarm of a key's object at this time. Returns whether one was set. */
export async function runAlarm(key: string, now: Date): Promise<boolean> {
  vi.useFakeTimers({ toFake: ['Date'], now })
  running += 1
  try {
    return await runDurableObjectAlarm(objectOf(key))
  } finally {
    running -= 1
    if (running === 0) vi.useRealTimers()
  }
}

/**
 * Returns a namespace of objects whose methods fail when `calls` decides so.
 *
 * @param marks Properties that the runtime sets on the errors: `retryable`, `overloaded`, `remote`.
 * @param keys Receives the key of every object that is used.
 */
export function faultyNamespace(
  calls: Pick<FaultyCalls, 'call'>,
  marks: object,
  keys: Set<string> = new Set(),
): Namespace {
  return new Proxy(env.SESSIONS, {
    get(real, name) {
      if (name === 'idFromName') {
        return (key: string) => {
          keys.add(key)
          return real.idFromName(key)
        }
      }
      if (name !== 'get') throw new Error(`Expected a call of \`get\`, got \`${String(name)}\``)
      return (id: DurableObjectId) => faultyStub(real.get(id))
    },
  })

  function faultyStub(stub: DurableObjectStub<SessionObject>): DurableObjectStub<SessionObject> {
    return new Proxy(stub, {
      get(real, method) {
        return async (...values: unknown[]) => {
          try {
            return await calls.call(async () =>
              Reflect.apply(Reflect.get(real, method), real, values),
            )
          } catch (error) {
            throw Object.assign(Object(error), marks)
          }
        }
      },
    })
  }
}

/** Returns whether there is a session under a key, expired or not. */
async function isHeld(key: string): Promise<boolean> {
  const answer = await objectOf(key).load(new Date(0))
  return 'result' in answer && answer.result !== null
}

function ahead(date: Date): Date {
  return new Date(date.getTime() + AHEAD)
}

function recordAhead({ data, expires }: SessionRecord): SessionRecord {
  return { data, expires: ahead(expires) }
}
