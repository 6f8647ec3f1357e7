type Row = Record<string, unknown>

/** Runs around each statement, with its SQL and the values that are bound to it. */
export type Around = (
  statement: { sql: string; values: unknown[] },
  run: () => Promise<D1Result<Row>>,
) => Promise<D1Result<Row>>

/** Returns a database of which each statement passes `around`, also in D1's sessions. */
export function intercepted<Database extends D1Database | D1DatabaseSession>(
  real: Database,
  around: Around,
): Database {
  return replacing(real, {
    prepare: (sql: string) => interceptedStatement(real.prepare(sql), around, sql),
    withSession: (constraint?: string) =>
      'withSession' in real ? intercepted(real.withSession(constraint), around) : undefined,
  })
}

function interceptedStatement(
  real: D1PreparedStatement,
  around: Around,
  sql: string,
  values: unknown[] = [],
): D1PreparedStatement {
  const run = () => around({ sql, values }, () => real.run<Row>())
  return replacing(real, {
    bind: (...bound: unknown[]) => interceptedStatement(real.bind(...bound), around, sql, bound),
    run,
    all: run,
    async first(column?: string) {
      const [row = null] = (await run()).results
      return row === null || column === undefined ? row : row[column]
    },
  })
}

/** Returns an object with other methods of these names. */
export function replacing<Target extends object>(real: Target, methods: object): Target {
  return new Proxy(real, {
    get(target, name) {
      if (Object.hasOwn(methods, name)) return Reflect.get(methods, name)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
