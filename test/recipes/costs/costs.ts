/**
 * Dollars per million units on the paid plan, beyond the included amounts. From the price lists of
 * D1 and Durable Objects at developers.cloudflare.com, October 2026.
 */
const PRICES = { rowRead: 0.001, rowWritten: 1, objectRequest: 0.15, gigabyteSecond: 12.5 }

/** The duration that an object is billed for: 128 MB, assumed to be 10 ms a request. */
const GIGABYTE_SECONDS_PER_REQUEST = 0.128 * 0.01

/** The usage of one operation. */
export interface Usage {
  /** Rows read. */
  read: number
  /** Rows written or deleted. Each alarm that is set counts as one. */
  written: number
  /** Calls and alarms of Durable Objects. Default: 0. */
  requests?: number
}

/** Returns the price of a million such operations, in dollars. */
export function costPerMillion({ read, written, requests = 0 }: Usage): number {
  const compute = GIGABYTE_SECONDS_PER_REQUEST * PRICES.gigabyteSecond
  return (
    read * PRICES.rowRead +
    written * PRICES.rowWritten +
    requests * (PRICES.objectRequest + compute)
  )
}
