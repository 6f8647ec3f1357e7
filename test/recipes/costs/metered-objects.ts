import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { faultyNamespace } from '../../support/session-objects.ts'
import type { Usage } from './costs.ts'

const NOTHING = { requests: 0, read: 0, written: 0 }

/**
 * Returns session objects that count billed usage: calls and rows of their storage. A value that is
 * read, written or removed is one row. An alarm that is set is one row written. Emptying an object
 * counts as one row, for the one value it has.
 */
export async function meteredObjects() {
  let usage: Required<Usage> = { ...NOTHING }

  /** Counts the calls of a storage method in all objects. */
  function meter<Part extends object>(part: Part, method: keyof Part & string, kind: keyof Usage) {
    const prototype = Object.getPrototypeOf(part)
    const real = prototype[method]
    vi.spyOn(prototype, method).mockImplementation(function metered(this: Part, ...values) {
      usage[kind] += 1
      return Reflect.apply(real, this, values)
    })
  }

  const anyObject = env.SESSIONS.get(env.SESSIONS.newUniqueId())
  await runInDurableObject(anyObject, (_, { storage }) => {
    meter(storage.kv, 'get', 'read')
    meter(storage.kv, 'put', 'written')
    meter(storage, 'setAlarm', 'written')
    meter(storage, 'deleteAll', 'written')
  })

  const call = async <Result>(work: () => Promise<Result>) => {
    usage.requests += 1
    return work()
  }
  return {
    namespace: faultyNamespace({ call }, {}),
    /** Runs the alarm of a session's object at this time. */
    async runAlarm(key: string, now: Date) {
      usage.requests += 1
      vi.useFakeTimers({ toFake: ['Date'], now })
      await runDurableObjectAlarm(env.SESSIONS.get(env.SESSIONS.idFromName(key)))
      vi.useRealTimers()
    },
    /** Returns the usage since the last call. */
    bill() {
      const bill = usage
      usage = { ...NOTHING }
      return bill
    },
  }
}
