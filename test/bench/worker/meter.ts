import type { Bindings } from './contender.ts'

/** What D1 would bill, how often it was asked, and how often a Durable Object was called. */
export interface Bill {
  statements: number
  read: number
  written: number
  calls: number
}

const NOTHING: Bill = { statements: 0, read: 0, written: 0, calls: 0 }

/** Bindings that keep account of every statement and every call of an object. */
export class Meter {
  readonly env: Bindings
  #bill = { ...NOTHING }
  readonly #real = new WeakMap<object, D1PreparedStatement>()

  constructor(env: Bindings) {
    this.env = { DB: this.#database(env.DB), SESSIONS: this.#namespace(env.SESSIONS) }
  }

  /** Returns what has been billed since it was asked the last time. */
  bill(): Bill {
    const bill = this.#bill
    this.#bill = { ...NOTHING }
    return bill
  }

  #database<Database extends D1Database | D1DatabaseSession>(database: Database): Database {
    return replacing(database, {
      prepare: (sql: string) => this.#statement(database.prepare(sql)),
      batch: async (statements: D1PreparedStatement[]) => {
        const real = statements.map((statement) => this.#real.get(statement) ?? statement)
        const results = await database.batch(real)
        for (const { meta } of results) this.#count(meta)
        return results
      },
      withSession: (constraint?: string) =>
        'withSession' in database ? this.#database(database.withSession(constraint)) : undefined,
    })
  }

  #statement(statement: D1PreparedStatement): D1PreparedStatement {
    const run = async () => {
      const result = await statement.run<Record<string, unknown>>()
      this.#count(result.meta)
      return result
    }
    const metered = replacing(statement, {
      bind: (...values: unknown[]) => this.#statement(statement.bind(...values)),
      run,
      all: run,
      first: async (column?: string) => {
        const row = (await run()).results[0]
        if (row === undefined) return null
        return column === undefined ? row : row[column]
      },
      raw: async () => (await run()).results.map((row) => Object.values(row)),
    })
    this.#real.set(metered, statement)
    return metered
  }

  #count(meta: D1Meta): void {
    this.#bill.statements += 1
    this.#bill.read += meta.rows_read
    this.#bill.written += meta.rows_written
  }

  #namespace(namespace: Bindings['SESSIONS']): Bindings['SESSIONS'] {
    return replacing(namespace, {
      get: (id: DurableObjectId) => this.#object(namespace.get(id)),
    })
  }

  /** Every property of a stub is a method of the object that is called from afar. */
  #object<Stub extends object>(stub: Stub): Stub {
    return new Proxy(stub, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name, target)
        if (typeof method !== 'function') return method
        return (...values: unknown[]) => {
          this.#bill.calls += 1
          return Reflect.apply(method, target, values)
        }
      },
    })
  }
}

function replacing<Target extends object>(
  target: Target,
  replaced: Record<string, unknown>,
): Target {
  return new Proxy(target, {
    get: (_, name) => {
      if (typeof name === 'string' && Object.hasOwn(replaced, name)) return replaced[name]
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
