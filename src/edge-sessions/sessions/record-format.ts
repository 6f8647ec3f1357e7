import { MAX_COOKIE_BYTES } from '../http/index.ts'
import { signedAt } from '../signing/index.ts'
import { SessionTooLarge } from './errors.ts'
import { expiryDate, hasReachedAbsoluteAge } from './expiry.ts'
import type { SessionConfig, SessionPolicy } from './options.ts'
import type { LoadedRecord, SessionRecord } from './store.ts'

type Values = ReadonlyMap<string, unknown>

/** Encodes the values of a session as the record of a store, and decodes it. */
export class RecordFormat {
  readonly #codec: SessionConfig['codec']
  readonly #policy: SessionPolicy
  /** Whether the record is the cookie itself, which has no column for its end. */
  readonly #isCookie: boolean

  constructor({ store, codec }: SessionConfig, policy: SessionPolicy) {
    this.#codec = codec
    this.#policy = policy
    this.#isCookie = store.selfContained !== undefined
  }

  /** @throws SessionTooLarge if the data is larger than `maxBytes`, or than a cookie. */
  async encode(values: Values): Promise<SessionRecord> {
    const now = this.#policy.now()
    const expires = this.expiryOf(values, now)
    const limit = this.#isCookie ? MAX_COOKIE_BYTES : Number.POSITIVE_INFINITY
    const maxBytes = Math.min(this.#policy.maxBytes, limit)
    const data = await this.#codec.encode(values, now, maxBytes)
    if (data.length > maxBytes) throw new SessionTooLarge(data.length, maxBytes)
    return { data, expires }
  }

  /** Returns the values, and the record with its true end, or `null` if the session is over. */
  async decode(record: LoadedRecord) {
    const values = await this.#codec.decode(record.data)
    return { values, live: this.#live(record, values) }
  }

  /** Returns when a session that is saved at a time ends. */
  expiryOf(values: Values, savedAt: Date): Date {
    if (!this.#isCookie) return expiryDate(values, this.#policy, savedAt)
    // A signature states whole seconds and is good for `cookieAge` (Django's `max_age`).
    const signed = new Date(Math.floor(savedAt.getTime() / 1000) * 1000)
    const end = expiryDate(values, this.#policy, signed).getTime()
    return new Date(Math.min(end, signed.getTime() + this.#policy.cookieAge * 1000))
  }

  #live(record: LoadedRecord, values: Values): LoadedRecord | null {
    const now = this.#policy.now()
    if (!this.#isCookie) return hasReachedAbsoluteAge(values, this.#policy, now) ? null : record
    const expires = this.expiryOf(values, signedAt(record.data) ?? new Date(Number.NaN))
    return values.size > 0 && now <= expires ? { ...record, expires } : null
  }
}
