import { intercepted } from './intercepted-database.ts'

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
    this.db = intercepted(real, async (_, run) => {
      const result = await run()
      this.#bill.statements += 1
      this.#bill.read += result.meta.rows_read
      this.#bill.written += result.meta.rows_written
      return result
    })
  }

  /** Returns the bill since the last call. */
  bill(): Bill {
    const bill = this.#bill
    this.#bill = { statements: 0, read: 0, written: 0 }
    return bill
  }
}
