import { MAX_COOKIE_BYTES } from '../http/index.ts'
import { signedAt } from '../signing/index.ts'
import { expiryDate, hasReachedAbsoluteAge } from './expiry.ts'
import type { SessionConfig, SessionPolicy } from './options.ts'
import type { LoadedRecord, SessionRecord } from './store.ts'

type Values = ReadonlyMap<string, unknown>

/** Converts the values of a session to the record of a store, and back. */
export interface RecordFormat {
  /** @throws SessionTooLarge if the data is larger than `maxBytes`, or than its cookie can be. */
  encode(values: Values): Promise<SessionRecord>
  /** Returns the values and the record with its true expiry: `live`, or `null` if it has ended. */
  decode(record: LoadedRecord): Promise<{ values: Map<string, unknown>; live: LoadedRecord | null }>
  /** Returns when a session that is saved at `savedAt` ends. */
  expiryOf(values: Values, savedAt: Date): Date
}

/** Returns the format of the records of a store. */
export function recordFormat({ store, codec }: SessionConfig, policy: SessionPolicy): RecordFormat {
  /** Whether the record is the cookie itself, which has no column for its expiry. */
  const isCookie = store.selfContained !== undefined
  const maxBytes = isCookie ? Math.min(policy.maxBytes, MAX_COOKIE_BYTES) : policy.maxBytes

  function expiryOf(values: Values, savedAt: Date): Date {
    if (!isCookie) return expiryDate(values, policy, savedAt)
    // A signature states whole seconds and is good for `cookieAge` (Django's `max_age`).
    const signed = new Date(Math.floor(savedAt.getTime() / 1000) * 1000)
    const end = expiryDate(values, policy, signed).getTime()
    return new Date(Math.min(end, signed.getTime() + policy.cookieAge * 1000))
  }

  function liveRecord(record: LoadedRecord, values: Values): LoadedRecord | null {
    const now = policy.now()
    if (!isCookie) return hasReachedAbsoluteAge(values, policy, now) ? null : record
    const expires = expiryOf(values, signedAt(record.data) ?? new Date(Number.NaN))
    return values.size > 0 && now <= expires ? { ...record, expires } : null
  }

  return {
    expiryOf,
    async encode(values) {
      const now = policy.now()
      const expires = expiryOf(values, now)
      return { data: await codec.encode(values, now, maxBytes), expires }
    },
    async decode(record) {
      const values = await codec.decode(record.data)
      return { values, live: liveRecord(record, values) }
    },
  }
}
