import type { SessionCodec } from './codec.ts'
import { SessionInterrupted, SessionTooLarge } from './errors.ts'
import { expiryDate, hasReachedAbsoluteAge } from './expiry.ts'
import { oneAfterTheOther } from './in-turn.ts'
import { isKey, makeKey } from './key.ts'
import type { ResolvedLife } from './options.ts'
import type { Expected, Persistence, PersistenceParts } from './persistence.ts'
import type { SessionData } from './session-data.ts'
import { stampStart } from './stamp-start.ts'
import type { SessionRecord, SessionStore } from './store.ts'

/** Tries to save before giving up: other requests may be first, and keys be taken, so many times. */
const MAX_TRIES = 100
const NOT_SAVED = `Expected to save the session within ${MAX_TRIES} tries`

/** Longest wait between two tries, in milliseconds. */
const MAX_PAUSE = 256

/**
 * A session in a store: writes with compare-and-set, so that no request overwrites what another has
 * saved, or brings back what another has deleted.
 */
export class StorePersistence implements Persistence {
  key: string | null
  isKeyDue = false
  userId: string | null = null
  isStored = false
  isInterrupted = false

  readonly #store: SessionStore
  readonly #codec: SessionCodec
  readonly #life: ResolvedLife
  readonly #data: SessionData
  #record: SessionRecord | null = null
  #loading: Promise<void> | null = null

  /** Two writes of one request, should it not await them, happen one after the other. */
  readonly #inTurn = oneAfterTheOther()

  /** @param sent What the visitor's cookie holds; text of another form than a key counts as none. */
  constructor(sent: string | null | undefined, store: SessionStore, parts: PersistenceParts) {
    this.key = isKey(sent) ? sent : null
    this.#store = store
    this.#codec = parts.codec
    this.#life = parts.life
    this.#data = parts.data
    if (this.key === null) this.#data.reset()
  }

  get storedUntil(): Date | null {
    return this.#record === null ? null : new Date(this.#record.expires)
  }

  async load(): Promise<void> {
    if (this.#data.isLoaded) return
    this.#loading ??= this.#loadOnce().finally(() => {
      this.#loading = null
    })
    await this.#loading
  }

  async #loadOnce(): Promise<void> {
    const { key } = this
    if (key === null) return
    await this.#rebase(key, await this.#store.load(key, this.#life.now(), true))
  }

  /** Creates the record, or replaces what was loaded. */
  async save(): Promise<void> {
    await this.#inTurn(async () => {
      await this.load()
      if (this.#record === null) await this.#create()
      else await this.#replace(this.#record)
    })
  }

  async touch(): Promise<void> {
    await this.#inTurn(async () => {
      await this.load()
      if (this.key === null || this.#record === null) return
      const { renewAfter, now } = this.#life
      const expires = expiryDate(this.#data.members, this.#life, now())
      const gained = expires.getTime() - this.#record.expires.getTime()
      if (gained <= 0 || gained < renewAfter * 1000) return
      if (await this.#store.touch(this.key, this.#record.data, expires)) {
        this.#keep(this.key, { ...this.#record, expires })
        return
      }
      await this.#rebase(this.key, await this.#store.load(this.key, now()))
      this.isInterrupted = this.key === null
    })
  }

  async flush(expected: Expected): Promise<boolean> {
    let isDeleted = false
    await this.#inTurn(async () => {
      if (this.key !== null) isDeleted = await this.#store.delete(this.key)
      if (!isDeleted && this.#isExpected(expected)) throw this.#interruption()
      this.#drop()
      this.#data.reset()
    })
    return isDeleted
  }

  #isExpected(expected: Expected): boolean {
    if (expected === 'none' || this.key === null) return false
    if (this.#record === null) return expected === 'sent'
    return this.#record.expires > this.#life.now()
  }

  async exists(key: string): Promise<boolean> {
    return isKey(key) && (await this.#store.load(key, this.#life.now())) !== null
  }

  async #create(): Promise<void> {
    stampStart(this.#data, this.#life)
    this.isKeyDue = false
    for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
      const key = makeKey(this.#life.randomBytes)
      const count = this.#data.changeCount
      const record = await this.#encode()
      if (!(await this.#store.create(key, record))) continue
      this.#keep(key, record)
      this.#data.settle(count)
      return
    }
    throw new Error(NOT_SAVED)
  }

  async #replace(loaded: SessionRecord): Promise<void> {
    let previous = loaded
    for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
      if (this.key === null) throw this.#interruption()
      stampStart(this.#data, this.#life)
      const newKey = this.isKeyDue ? makeKey(this.#life.randomBytes) : undefined
      if (newKey === this.key) continue
      const count = this.#data.changeCount
      const record = await this.#encode()
      if (await this.#store.replace(this.key, previous.data, record, newKey)) {
        if (newKey !== undefined) this.isKeyDue = false
        this.#keep(newKey ?? this.key, record)
        this.#data.settle(count)
        return
      }
      await pause(attempt)
      const present = await this.#store.load(this.key, this.#life.now())
      if (present === null) throw this.#interruption()
      await this.#rebase(this.key, present)
      previous = present
    }
    throw new Error(NOT_SAVED)
  }

  #interruption(): SessionInterrupted {
    this.isInterrupted = true
    return new SessionInterrupted()
  }

  /** Encodes the members as they are at the call; what changes meanwhile is for the next save. */
  async #encode(): Promise<SessionRecord> {
    const now = this.#life.now()
    const expires = expiryDate(this.#data.members, this.#life, now)
    const { userId } = this
    const data = await this.#codec.encode(this.#data.members, now)
    if (data.length > this.#life.maxBytes) {
      throw new SessionTooLarge(data.length, this.#life.maxBytes)
    }
    return userId === null ? { data, expires } : { data, expires, userId }
  }

  /** Puts what the store holds under `key` underneath the changes of this request. */
  async #rebase(key: string, record: SessionRecord | null): Promise<void> {
    const members = record === null ? new Map() : await this.#codec.decode(record.data)
    // A `flush` meanwhile has put an end to what was loaded.
    if (this.key !== key) return
    if (record === null || hasReachedAbsoluteAge(members, this.#life, this.#life.now())) {
      this.#drop()
      this.#data.rebase(new Map())
    } else {
      this.#record = record
      this.#data.rebase(members)
    }
  }

  #keep(key: string, record: SessionRecord): void {
    this.key = key
    this.#record = record
    this.isStored = true
    if (record.userId === this.userId) this.userId = null
  }

  #drop(): void {
    this.key = null
    this.#record = null
    this.isKeyDue = false
    this.userId = null
    this.isStored = false
  }
}

/** Lets the requests that compete for one session fall out of step: none, then ever longer waits. */
async function pause(attempt: number): Promise<void> {
  if (attempt === 0) return
  const milliseconds = Math.random() * Math.min(2 ** attempt, MAX_PAUSE)
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
}
