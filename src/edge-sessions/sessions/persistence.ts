import { MAX_COOKIE_BYTES } from '../http/index.ts'
import { createSerialQueue, pause } from './concurrency.ts'
import { SessionInterrupted } from './errors.ts'
import { STARTED_KEY } from './expiry.ts'
import { isKey } from './key.ts'
import type { SessionConfig, SessionPolicy } from './options.ts'
import { type RecordFormat, recordFormat } from './record-format.ts'
import type { SessionData } from './session-data.ts'
import type { LoadedRecord, SessionRecord, SessionStore } from './store.ts'

/** Attempts to save before giving up: this many other requests may be faster. */
const MAX_ATTEMPTS = 100

/**
 * The session for which a `flush` fails if it is no longer under its key: one that was loaded
 * before, any that the browser sent, or none.
 */
export type Expected = 'loaded' | 'sent' | 'none'

/**
 * A session's connection to its store. It loads the record once and writes with compare-and-set, so
 * that no request overwrites what another has saved or brings back what another has deleted.
 */
export class Persistence {
  /** The value of the cookie; `null` for a session that is not stored. */
  key: string | null

  /** Whether the next save moves the session to a new key. */
  mustCycleKey = false

  /** The user that the next save lists the session under; `null` keeps the current one. */
  userId: string | null = null

  /** Whether this object has written the session under the current key. */
  isStored = false

  /** Whether another request has ended the session or rotated its key during this one. */
  isInterrupted = false

  readonly #store: SessionStore
  readonly #policy: SessionPolicy
  readonly #data: SessionData
  readonly #format: RecordFormat
  #record: LoadedRecord | null = null
  /** The key that the browser sent, if a load found no session under it. */
  #missingKey: string | null = null
  #loading: Promise<void> | null = null

  /** Runs the writes of one request one after the other, even if it does not await them. */
  readonly #inTurn = createSerialQueue()

  /** @param sent The value of the session cookie. A malformed key is ignored. */
  constructor(
    sent: string | null | undefined,
    config: SessionConfig,
    policy: SessionPolicy,
    data: SessionData,
  ) {
    this.#store = config.store
    this.#policy = policy
    this.#data = data
    this.#format = recordFormat(config, policy)
    this.key = this.#isKey(sent) ? sent : null
    if (this.key === null) this.#data.reset()
  }

  /** The expiry of the stored record; `null` if none is loaded. */
  get storedUntil(): Date | null {
    return this.#record === null ? null : new Date(this.#record.expires)
  }

  /** Loads the session once. A key that is unknown or expired is dropped. */
  async load(): Promise<void> {
    if (this.#data.isLoaded) return
    this.#loading ??= this.#loadOnce(true)
    await this.#loading
  }

  /** Loads the session from the primary, unless it has answered before in this request. */
  async loadFresh(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#loading
      if (this.#data.isLoaded && !this.#record?.isStale) return
      this.#loading = this.#loadOnce(false)
      await this.#loading
    })
  }

  async #loadOnce(allowStale: boolean): Promise<void> {
    try {
      const { key } = this
      if (key === null) return
      const record = await this.#store.load(key, this.#policy.now(), { allowStale })
      await this.#rebase(key, record)
    } finally {
      this.#loading = null
    }
  }

  /** Creates the record, or replaces the loaded one. */
  async save(): Promise<void> {
    await this.#inTurn(async () => {
      await this.load()
      await this.#write()
    })
  }

  /** Extends the life of a stored session that has not changed, at most every `renewAfter` seconds. */
  async touch(): Promise<void> {
    await this.#inTurn(async () => {
      await this.load()
      if (this.key === null || this.#record === null) return
      const { renewAfter, now } = this.#policy
      const expires = this.#format.expiryOf(this.#data.values, now())
      const gained = expires.getTime() - this.#record.expires.getTime()
      if (gained <= 0 || gained < renewAfter * 1000) return
      // The end is part of the signature, so a later one needs another signature. Without a start,
      // such as in a session that Django made, `absoluteAge` would begin again with each touch.
      if (this.#store.selfContained || this.#lacksStart) return this.#write()
      if (await this.#store.touch(this.key, this.#record.data, expires)) {
        this.#keep(this.key, { data: this.#record.data, expires })
        return
      }
      await this.#rebase(this.key, await this.#store.load(this.key, now()))
      this.isInterrupted = this.key === null
    })
  }

  /**
   * Deletes the session and forgets it.
   *
   * @param expected The session that must still be there.
   * @returns Whether there was a session to delete.
   * @throws SessionInterrupted if the expected session is no longer under its key.
   */
  async flush(expected: Expected): Promise<boolean> {
    let isDeleted = false
    await this.#inTurn(async () => {
      const key = this.key ?? (expected === 'sent' ? this.#missingKey : null)
      if (key !== null) isDeleted = await this.#store.delete(key)
      if (key !== null && !isDeleted && this.#isExpected(expected)) throw this.#interruption()
      this.#forget()
      this.#data.reset()
    })
    return isDeleted
  }

  /** Returns whether an unexpired session has this key, according to the primary. */
  async exists(key: string): Promise<boolean> {
    if (this.#store.selfContained || !isKey(key)) return false
    return (await this.#store.load(key, this.#policy.now())) !== null
  }

  #isKey(sent: string | null | undefined): sent is string {
    if (this.#store.selfContained) return Boolean(sent) && (sent?.length ?? 0) <= MAX_COOKIE_BYTES
    return isKey(sent)
  }

  #isExpected(expected: Expected): boolean {
    if (expected === 'none') return false
    if (this.#record === null) return expected === 'sent'
    return this.#record.expires > this.#policy.now()
  }

  async #write(): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (this.#lacksStart) {
        this.#data.setDefault(STARTED_KEY, Math.floor(this.#policy.now().getTime() / 1000))
      }
      // A new record has a new key in any case.
      if (this.#record === null) this.mustCycleKey = false
      const { userId, mustCycleKey } = this
      const count = this.#data.changeCount
      // Changes during the save are left for the next one.
      const record = await this.#format.encode(this.#data.values)
      const key = await this.#writeOnce(record, userId, mustCycleKey)
      if (key !== null) {
        if (mustCycleKey) this.mustCycleKey = false
        if (userId === this.userId) this.userId = null
        this.#keep(key, record)
        this.#data.acknowledge(count)
        return
      }
      await pause(attempt)
      await this.#reload()
    }
    throw new Error(
      `Could not save the session in ${MAX_ATTEMPTS} attempts: other requests were faster each time.`,
    )
  }

  /** @returns The key that the session has now; `null` if another request was faster. */
  async #writeOnce(
    record: SessionRecord,
    userId: string | null,
    rotate: boolean,
  ): Promise<string | null> {
    const options = userId === null ? {} : { userId }
    if (this.#record === null) return this.#store.create(record, options)
    if (this.key === null) throw this.#interruption()
    return this.#store.replace(this.key, this.#record.data, record, { ...options, rotate })
  }

  /** Loads what another request has saved and replays the changes of this one on it. */
  async #reload(): Promise<void> {
    const { key } = this
    if (key !== null) await this.#rebase(key, await this.#store.load(key, this.#policy.now()))
    if (this.key === null) throw this.#interruption()
  }

  #interruption(): SessionInterrupted {
    this.isInterrupted = true
    return new SessionInterrupted()
  }

  /** Whether `absoluteAge` has no start to count from, as in a session that Django made. */
  get #lacksStart(): boolean {
    return this.#policy.absoluteAge !== null && !this.#data.values.has(STARTED_KEY)
  }

  /** Replaces the values with the stored ones, and replays the changes of this request on them. */
  async #rebase(key: string, record: LoadedRecord | null): Promise<void> {
    const decoded = record && (await this.#format.decode(record))
    // A `flush` in the meantime has ended what was loaded.
    if (this.key !== key) return
    if (decoded?.live) {
      this.#record = decoded.live
      this.#data.rebase(decoded.values)
      return
    }
    this.#forget()
    this.#missingKey = key
    this.#data.rebase(new Map())
  }

  #keep(key: string, record: SessionRecord): void {
    this.key = key
    this.#record = record
    this.isStored = true
  }

  #forget(): void {
    this.key = null
    this.#record = null
    this.#missingKey = null
    this.mustCycleKey = false
    this.userId = null
    this.isStored = false
  }
}
