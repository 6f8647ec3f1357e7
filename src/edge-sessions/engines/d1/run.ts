import { type RetryOptions, retrying } from '../retries.ts'

/**
 * Parts of the messages of transient errors: those that D1's documentation lists, and those of the
 * local database while another process, such as a Django site, writes to its file. An overloaded
 * database is not among them, because retries would add to its load.
 */
const TRANSIENT = [
  'Network connection lost',
  'storage caused object to be reset',
  'reset because its code was updated',
  'Cannot resolve D1 DB due to transient issue on remote node',
  'database is locked',
  'Failed to get session commit token',
]

/** Runs a statement, and retries it after a transient error of D1. */
export const withRetries = retrying((error) => {
  const message = error instanceof Error ? error.message : ''
  return TRANSIENT.some((part) => message.includes(part))
})

/** The part of a `D1Result` that is used, so that the package's types need only D1's databases. */
interface StatementResult<Row> {
  results: Row[]
  meta: { changes: number; rows_read: number }
}

/** Runs one statement with its values. */
export type RunStatement = <Row>(sql: string, ...values: unknown[]) => Promise<StatementResult<Row>>

/** Returns a function that runs statements on a database, without retries. */
export function runOn(db: D1Database | D1DatabaseSession): RunStatement {
  return function run<Row>(sql: string, ...values: unknown[]) {
    return db
      .prepare(sql)
      .bind(...values)
      .run<Row>()
  }
}

/** Returns a function that runs statements on a database, with retries after transient errors. */
export function runWithRetries(
  db: D1Database | D1DatabaseSession,
  options?: RetryOptions,
): RunStatement {
  const runOnce = runOn(db)
  return function run<Row>(sql: string, ...values: unknown[]) {
    return withRetries(() => runOnce<Row>(sql, ...values), options)
  }
}
