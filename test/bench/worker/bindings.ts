import type { Bindings } from './contender.ts'

/** One use of a database, or one call of a Durable Object, which has no SQL. */
interface Use {
  sql: string | null
  values: unknown[]
}

type Row = Record<string, unknown>
type Result = D1Result<Row>

/** Runs around each use of a binding. */
type Around = (use: Use, run: () => Promise<Result>) => Promise<Result>

/** Returns bindings of which each use passes `around`. */
export function intercept(env: Bindings, around: Around): Bindings {
  return { DB: database(env.DB), SESSIONS: namespace(env.SESSIONS) }

  function database<Database extends D1Database | D1DatabaseSession>(real: Database): Database {
    return replacing(real, {
      prepare: (sql: string) => statement(real.prepare(sql), { sql, values: [] }),
      withSession: (constraint?: string) =>
        'withSession' in real ? database(real.withSession(constraint)) : undefined,
    })
  }

  function statement(real: D1PreparedStatement, use: Use): D1PreparedStatement {
    const run = () => around(use, () => real.run<Row>())
    return replacing(real, {
      bind: (...values: unknown[]) => statement(real.bind(...values), { ...use, values }),
      run,
      all: run,
      raw: async () => (await run()).results.map((row) => Object.values(row)),
      async first(column?: string) {
        const [row = null] = (await run()).results
        return row === null || column === undefined ? row : row[column]
      },
    })
  }

  function namespace(real: Bindings['SESSIONS']): Bindings['SESSIONS'] {
    return replacing(real, { get: (id: DurableObjectId) => stub(real.get(id)) })
  }

  /** Every property of a stub is a method of the remote object. */
  function stub<Stub extends object>(real: Stub): Stub {
    return new Proxy(real, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name, target)
        if (typeof method !== 'function') return method
        return (...values: unknown[]) =>
          around({ sql: null, values }, () => Reflect.apply(method, target, values))
      },
    })
  }
}

function replacing<Target extends object>(real: Target, replaced: Row): Target {
  return new Proxy(real, {
    get(target, name) {
      if (typeof name === 'string' && Object.hasOwn(replaced, name)) return replaced[name]
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** What D1 bills, and how often it and the Durable Objects were asked. */
export interface Bill {
  statements: number
  read: number
  written: number
  calls: number
}

/** Returns bindings that are counted, and a function that returns the bill since its last call. */
export function metered(env: Bindings): { env: Bindings; takeBill(): Bill } {
  let bill: Bill = { statements: 0, read: 0, written: 0, calls: 0 }
  const counting = intercept(env, async ({ sql }, run) => {
    const result = await run()
    if (sql === null) bill.calls += 1
    else {
      bill.statements += 1
      bill.read += result.meta.rows_read
      bill.written += result.meta.rows_written
    }
    return result
  })
  function takeBill(): Bill {
    const taken = bill
    bill = { statements: 0, read: 0, written: 0, calls: 0 }
    return taken
  }
  return { env: counting, takeBill }
}

/**
 * Returns a database that answers each statement at once with its first result, which leaves the
 * library.
 *
 * @param knowsRows Whether the results of different keys are told apart.
 */
export function instant(env: Bindings, knowsRows: boolean): Bindings {
  const results = new Map<string, Result>()
  return intercept(env, async ({ sql, values }, run) => {
    const name = knowsRows ? `${values[0]} ${sql}` : `${sql}`
    const result = results.get(name) ?? (await run())
    results.set(name, result)
    return { ...result, results: result.results.map((row) => ({ ...row })) }
  })
}

/** Returns bindings that are `milliseconds` away. */
export function distant(env: Bindings, milliseconds: number): Bindings {
  return intercept(env, async (_, run) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
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
