import type { KeyOrderedTable } from '../../src/edge-sessions/engines/d1/clear-in-batches.ts'

interface Row {
  key: string
  isExpired: boolean
  looks: number
}

/** A table in memory that counts reads as D1 does: a removed row is read five times. */
export class FakeKeyTable implements KeyOrderedTable {
  readonly alphabet: string
  /** The largest number of rows that one `clear` has looked at. */
  mostLookedAt = 0
  rows: Row[]

  constructor(keys: readonly string[], isExpired: (index: number) => boolean, alphabet: string) {
    this.alphabet = alphabet
    this.rows = keys
      .toSorted()
      .map((key, index) => ({ key, isExpired: isExpired(index), looks: 0 }))
  }

  async clear(after: string, upTo: string, limit: number) {
    const from = this.#firstAfter(after)
    const to = Math.min(from + limit, this.#firstAfter(upTo))
    const seen = this.rows.slice(from, to)
    for (const row of seen) row.looks += 1
    this.mostLookedAt = Math.max(this.mostLookedAt, seen.length)
    const kept = seen.filter(({ isExpired }) => !isExpired)
    const deleted = seen.length - kept.length
    if (deleted > 0) this.rows.splice(from, seen.length, ...kept)
    return { deleted, rowsRead: seen.length + 4 * deleted }
  }

  async keyAt(after: string, upTo: string, position: number) {
    const from = this.#firstAfter(after)
    const to = this.#firstAfter(upTo)
    const row = this.rows.slice(from, to)[position - 1]
    return { key: row?.key ?? null, rowsRead: Math.min(position, to - from) }
  }

  #firstAfter(key: string): number {
    let low = 0
    let high = this.rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.rows[middle]?.key ?? '') <= key) low = middle + 1
      else high = middle
    }
    return low
  }
}
