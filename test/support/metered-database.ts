/** The number of statements, and the rows that D1 would bill. */
export interface Bill {
  statements: number
  read: number
  written: number
}

/** A database that counts every statement that runs on it, and the rows. */
export class MeteredDatabase {
  readonly db: D1Database
  #bill: Bill = { statements: 0, read: 0, written: 0 }

  constructor(real: D1Database) {
    this.db = new Proxy(real, {
      get: (target, name) => {
        if (name === 'withSession') return (start: string) => this.#session(target, start)
        if (name === 'prepare') return (sql: string) => this.#metered(target.prepare(sql))
        return Reflect.get(target, name)
      },
    })
  }

  /** Returns the bill since the last call. */
  bill(): Bill {
    const bill = this.#bill
    this.#bill = { statements: 0, read: 0, written: 0 }
    return bill
  }

  #session(real: D1Database, start: string): Pick<D1DatabaseSession, 'prepare' | 'getBookmark'> {
    const session = real.withSession(start)
    return {
      prepare: (sql) => this.#metered(session.prepare(sql)),
      getBookmark: () => session.getBookmark(),
    }
  }

  #metered(statement: D1PreparedStatement): D1PreparedStatement {
    const run = async () => {
      const result = await statement.run()
      this.#bill.statements += 1
      this.#bill.read += result.meta.rows_read
      this.#bill.written += result.meta.rows_written
      return result
    }
    const replaced: Partial<Record<string | symbol, unknown>> = {
      bind: (...values: unknown[]) => this.#metered(statement.bind(...values)),
      run,
      all: run,
      first: async () => (await run()).results[0] ?? null,
    }
    return new Proxy(statement, {
      get: (target, name) => replaced[name] ?? Reflect.get(target, name),
    })
  }
}
