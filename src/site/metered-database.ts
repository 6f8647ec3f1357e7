import { memoize } from './memoize.ts'
import { currentCost } from './ui/cost.ts'

/**
 * Wraps a D1 binding so that every statement counts towards the cost of the request that runs it.
 * The rows are those in the `meta` of D1's response. One wrapper serves all requests.
 */
export const meteredDatabase = memoize((db: D1Database): D1Database => {
  return new Proxy(db, {
    get(target, name) {
      if (name === 'prepare') return (sql: string) => meteredStatement(target.prepare(sql))
      if (name === 'withSession') {
        return (start?: string) => meteredSession(target.withSession(start))
      }
      return Reflect.get(target, name)
    },
  })
})

function meteredSession(
  session: D1DatabaseSession,
): Pick<D1DatabaseSession, 'prepare' | 'getBookmark'> {
  return {
    prepare: (sql) => meteredStatement(session.prepare(sql)),
    getBookmark: () => session.getBookmark(),
  }
}

function meteredStatement(statement: D1PreparedStatement): D1PreparedStatement {
  async function run<Row>(): Promise<D1Result<Row>> {
    const cost = currentCost()
    if (cost !== null) cost.statements += 1
    const result = await statement.run<Row>()
    if (cost !== null) {
      cost.rowsRead += result.meta.rows_read
      cost.rowsWritten += result.meta.rows_written
    }
    return result
  }
  const metered: Partial<Record<string | symbol, unknown>> = {
    bind: (...values: unknown[]) => meteredStatement(statement.bind(...values)),
    run,
    all: run,
    first: async (column?: string) => {
      const [row] = (await run<Record<string, unknown>>()).results
      if (row === undefined) return null
      return column === undefined ? row : row[column]
    },
  }
  return new Proxy(statement, {
    get: (target, name) => metered[name] ?? Reflect.get(target, name),
  })
}
