import { type Around, intercepted, replacing } from '../../support/intercepted-database.ts'
import { type Bill, MeteredDatabase } from '../../support/metered-database.ts'
import type { Bindings } from './contender.ts'

/** Returns bindings of which each use passes `around`: statements and calls of Durable Objects. */
function intercept({ DB, SESSIONS }: Bindings, around: Around): Bindings {
  return { DB: intercepted(DB, around), SESSIONS: interceptedObjects(SESSIONS, around) }
}

/** Every property of a stub is a method of the remote object. */
function interceptedObjects(real: Bindings['SESSIONS'], around: Around): Bindings['SESSIONS'] {
  function stub(id: DurableObjectId) {
    return new Proxy(real.get(id), {
      get(target, name) {
        return (...values: unknown[]) =>
          around({ sql: '', values }, () =>
            Reflect.apply(Reflect.get(target, name), target, values),
          )
      },
    })
  }
  return replacing(real, { get: stub })
}

/** Returns bindings that are counted, and a function that returns the bill since its last call. */
export function metered({ DB, SESSIONS }: Bindings) {
  const meter = new MeteredDatabase(DB)
  let calls = 0
  const objects = interceptedObjects(SESSIONS, (_, run) => {
    calls += 1
    return run()
  })
  function takeBill(): Bill & { calls: number } {
    const bill = { ...meter.bill(), calls }
    calls = 0
    return bill
  }
  return { env: { DB: meter.db, SESSIONS: objects }, takeBill }
}

/**
 * Returns a database that answers each statement at once with its first result, which leaves the
 * library.
 *
 * @param knowsRows Whether the results of different keys are told apart.
 */
export function instant(env: Bindings, knowsRows: boolean): Bindings {
  const results = new Map<string, Awaited<ReturnType<Around>>>()
  return intercept(env, async ({ sql, values }, run) => {
    const name = knowsRows ? `${values[0]} ${sql}` : sql
    const result = results.get(name) ?? (await run())
    results.set(name, result)
    return { ...result, results: result.results.map((row) => ({ ...row })) }
  })
}

/** Returns bindings that are `milliseconds` away. */
export function distant(env: Bindings, milliseconds: number): Bindings {
  return intercept(env, async (_, run) => {
    await scheduler.wait(milliseconds)
    return run()
  })
}

/** Returns bindings whose first use fails, and no other. */
export function failingOnce(env: Bindings): Bindings {
  let hasFailed = false
  return intercept(env, (_, run) => {
    if (hasFailed) return run()
    hasFailed = true
    throw new Error('D1_ERROR: the database has failed')
  })
}
