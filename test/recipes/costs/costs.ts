/**
 * Dollars for a million of each, on the paid plan, beyond what the plan includes. From the price
 * lists of D1 and Durable Objects at developers.cloudflare.com, October 2026.
 */
const PRICES = { rowRead: 0.001, rowWritten: 1, objectRequest: 0.15, gigabyteSecond: 12.5 }

/** What an object is billed for while it is at work: 128 MB, and here for 10 ms a request. */
const GIGABYTE_SECONDS_PER_REQUEST = 0.128 * 0.01

/** What one operation uses. */
export interface Usage {
  /** Rows that are read. */
  read: number
  /** Rows that are written, or deleted; each alarm that is set is one. */
  written: number
  /** Calls and alarms of Durable Objects. Default: 0. */
  requests?: number
}

/** What a million of such operations cost, in dollars. */
export function costPerMillion({ read, written, requests = 0 }: Usage): number {
  const compute = GIGABYTE_SECONDS_PER_REQUEST * PRICES.gigabyteSecond
  return (
    read * PRICES.rowRead +
    written * PRICES.rowWritten +
    requests * (PRICES.objectRequest + compute)
  )
}
