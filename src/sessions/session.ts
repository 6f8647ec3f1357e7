import type { DataKey, DataValues, JsonData } from './data-types.ts'
import { formatIsoDate } from './dates.ts'
import {
  EARLIEST,
  EXPIRY_KEY,
  expiresAtBrowserClose,
  expiryAge,
  expiryDate,
  LATEST,
  STARTED_KEY,
} from './expiry.ts'
import { isStore, type ResolvedLife, resolveLife, type SessionConfig } from './options.ts'
import type { Expected, Persistence } from './persistence.ts'
import { assertNotReserved } from './reserved-keys.ts'
import { type Change, copyOfPlain, SessionData } from './session-data.ts'
import { StorePersistence } from './store-persistence.ts'

const TEST_COOKIE_MEMBER = 'testcookie'
const TEST_COOKIE_VALUE = 'worked'

type Key<Data> = DataKey<Data>
type Value<Data, K extends Key<Data>> = DataValues<Data>[K]

/**
 * A visitor's data, kept from request to request (Django's `SessionBase`).
 *
 * Nothing is loaded before it is asked for, so whatever reads is asynchronous. Plain changes are
 * recorded at once and written by `save`, which `sessions` calls when the response is ready. If
 * another request saves first, the changes are replayed on what it wrote.
 *
 * @typeParam Data What the session holds; an interface or a type.
 */
export class Session<Data extends JsonData<Data> = Record<string, unknown>> {
  readonly #life: ResolvedLife
  readonly #data = new SessionData()
  readonly #persistence: Persistence
  #isAccessed = false
  #isForced = false
  #isClosed = false

  /**
   * @param sent What the visitor's cookie holds; what is no key counts as none.
   * @param life The configuration with its defaults, where it has been checked before.
   * @throws ImproperlyConfigured when the configuration makes no sense.
   */
  constructor(sent: string | null | undefined, config: SessionConfig, life = resolveLife(config)) {
    this.#life = life
    const { store, codec } = config
    const parts = { codec, life, data: this.#data }
    this.#persistence = isStore(store)
      ? new StorePersistence(sent, store, parts)
      : store.open(sent, parts)
  }

  /**
   * What the cookie holds: the key in the store, or with `signedCookies` the session itself; `null`
   * for a session that is not stored. A renewed key shows after the save; a key that turns out to be
   * unknown becomes `null`.
   */
  get key(): string | null {
    this.#access()
    return this.#persistence.key
  }

  /**
   * The key as `key` has it, for the middleware: it does not make the response depend on the session.
   *
   * @internal
   */
  get currentKey(): string | null {
    return this.#persistence.key
  }

  /** Whether the session was used at all: the response then depends on the cookie. */
  get accessed(): boolean {
    return this.#isAccessed
  }

  /** Whether there is something to save. Setting it to `true` forces a save. */
  get modified(): boolean {
    return this.#isForced || this.#persistence.isKeyDue || this.#data.isChanged
  }

  set modified(isForced: true) {
    this.#open()
    this.#isForced = isForced
  }

  /** Whether this object has written the session to the store. */
  get isStored(): boolean {
    return this.#persistence.isStored
  }

  /** Whether changes are refused: the response is decided, or the session is interrupted. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Whether another request ended the session, or renewed its key, while this one was at work. */
  get isInterrupted(): boolean {
    return this.#persistence.isInterrupted
  }

  /** Returns a member, or `fallback` when there is none. */
  async get<K extends Key<Data>>(key: K): Promise<Value<Data, K> | undefined>
  async get<K extends Key<Data>>(key: K, fallback: Value<Data, K>): Promise<Value<Data, K>>
  async get<K extends Key<Data>, Fallback>(
    key: K,
    fallback: Fallback,
  ): Promise<Value<Data, K> | Fallback>
  async get(key: string, fallback?: unknown): Promise<unknown> {
    await this.load()
    return this.#data.members.has(key) ? this.#data.handOut(key) : copyOfPlain(fallback)
  }

  /** Whether there is such a member (Django's `has_key`). */
  async has(key: Key<Data>): Promise<boolean> {
    await this.load()
    return this.#data.members.has(key)
  }

  /** Returns the names of all members. */
  async keys(): Promise<Key<Data>[]> {
    await this.load()
    return [...this.#data.members.keys()] as Key<Data>[]
  }

  /** Returns all values. */
  async values(): Promise<Value<Data, Key<Data>>[]> {
    return (await this.entries()).map(([, value]) => value)
  }

  /** Returns all members as pairs (Django's `items`). */
  async entries(): Promise<[Key<Data>, Value<Data, Key<Data>>][]> {
    const keys = await this.keys()
    return keys.map((key) => [key, this.#data.handOut(key) as Value<Data, Key<Data>>])
  }

  /** Returns all members as an object. */
  async toObject(): Promise<Partial<DataValues<Data>>> {
    return Object.fromEntries(await this.entries()) as Partial<DataValues<Data>>
  }

  /**
   * Sets a member.
   *
   * @throws TypeError when JSON cannot hold the value.
   */
  set<K extends Key<Data>>(key: K, value: Value<Data, K>): void {
    this.#open()
    assertNotReserved(key)
    this.#data.set(key, value)
  }

  /**
   * Sets reserved values, for the modules that own them.
   *
   * @internal
   */
  setReserved(values: Readonly<Record<string, unknown>>): void {
    this.#open()
    for (const [key, value] of Object.entries(values)) this.#data.set(key, value)
  }

  /**
   * Updates a reserved value as `update` does, for the module that owns it.
   *
   * @internal
   */
  async updateReserved(key: string, change: (value: unknown) => unknown): Promise<void> {
    await this.load()
    this.#open()
    this.#data.update(key, change)
  }

  /**
   * Sets several members (Django's `update`).
   *
   * @throws TypeError when JSON cannot hold a value.
   */
  assign(values: Partial<DataValues<Data>>): void {
    for (const key of Object.keys(values)) assertNotReserved(key)
    for (const [key, value] of Object.entries(values)) {
      this.set(key as Key<Data>, value as Value<Data, Key<Data>>)
    }
  }

  /** Removes a member; one that does not exist is no change. */
  delete(key: Key<Data>): void {
    assertNotReserved(key)
    this.#remove(key)
  }

  /** Removes all members and keeps the key; `flush` removes the session itself. */
  clear(): void {
    this.#change((members) => {
      const started = members.get(STARTED_KEY)
      members.clear()
      // `absoluteAge` counts from here, for as long as the key lives.
      if (started !== undefined) members.set(STARTED_KEY, started)
      return true
    })
  }

  /** Removes a member and returns it, or `fallback` when there is none. */
  async pop<K extends Key<Data>>(key: K): Promise<Value<Data, K> | undefined>
  async pop<K extends Key<Data>>(key: K, fallback: Value<Data, K>): Promise<Value<Data, K>>
  async pop<K extends Key<Data>, Fallback>(
    key: K,
    fallback: Fallback,
  ): Promise<Value<Data, K> | Fallback>
  async pop(key: string, fallback?: unknown): Promise<unknown> {
    assertNotReserved(key)
    await this.load()
    const value = this.#data.members.has(key) ? this.#data.members.get(key) : copyOfPlain(fallback)
    this.#remove(key)
    return value
  }

  /**
   * Returns a member, after setting it to `value` when there was none.
   *
   * @throws TypeError when JSON cannot hold the value.
   */
  async setDefault<K extends Key<Data>>(key: K, value: Value<Data, K>): Promise<Value<Data, K>> {
    assertNotReserved(key)
    await this.load()
    if (!this.#data.members.has(key)) {
      this.#open()
      this.#data.setDefault(key, value)
    }
    return this.#data.handOut(key) as Value<Data, K>
  }

  /**
   * Reads, changes and writes one member in one step. When another request saves in between,
   * `change` runs again on what that one wrote, so no update is ever lost.
   *
   * @param change Makes the new value out of the present one; `undefined` removes the member. It
   * may run several times.
   * @returns The new value, as this request sees it.
   * @throws TypeError when JSON cannot hold the new value.
   */
  async update<K extends Key<Data>>(
    key: K,
    change: (value: Value<Data, K> | undefined) => Value<Data, K>,
  ): Promise<Value<Data, K>>
  async update<K extends Key<Data>>(
    key: K,
    change: (value: Value<Data, K> | undefined) => Value<Data, K> | undefined,
  ): Promise<Value<Data, K> | undefined>
  async update<K extends Key<Data>>(
    key: K,
    change: (value: Value<Data, K> | undefined) => Value<Data, K> | undefined,
  ): Promise<unknown> {
    assertNotReserved(key)
    await this.load()
    this.#open()
    this.#data.update(key, (value) => change(value as Value<Data, K> | undefined))
    return this.#data.handOut(key)
  }

  /**
   * Gives this session an expiry of its own.
   *
   * @param expiry Seconds from each save on; a date; `0` for the end of the browser session;
   * `null` for what the settings say.
   * @throws RangeError if it does not end in the years 1 to 9999, which Python's dates can hold.
   */
  setExpiry(expiry: number | Date | null): void {
    this.#open()
    if (expiry === null) {
      this.#remove(EXPIRY_KEY)
      return
    }
    const now = this.#life.now().getTime()
    const end = expiry instanceof Date ? expiry.getTime() : now + expiry * 1000
    if (!(end >= EARLIEST && end <= LATEST)) {
      throw new RangeError(
        `Expected \`expiry\` to be seconds, null or a date in the years 1 to 9999, got \`${expiry}\``,
      )
    }
    const stored = expiry instanceof Date ? formatIsoDate(expiry, this.#life.useTz) : expiry
    this.#data.set(EXPIRY_KEY, stored)
  }

  /**
   * Returns the seconds this session would live if it were saved now. A signed cookie ends after
   * `cookieAge` all the same.
   */
  async getExpiryAge(): Promise<number> {
    await this.load()
    return expiryAge(this.#data.members, this.#life, this.#life.now())
  }

  /** Returns when this session would end if it were saved now. */
  async getExpiryDate(): Promise<Date> {
    await this.load()
    return expiryDate(this.#data.members, this.#life, this.#life.now())
  }

  /** Returns when the stored session ends unless it is saved again; `null` when none is stored. */
  async getStoredExpiryDate(): Promise<Date | null> {
    await this.load()
    return this.#persistence.storedUntil
  }

  /** Returns whether the cookie ends with the browser session. */
  async getExpireAtBrowserClose(): Promise<boolean> {
    await this.load()
    return expiresAtBrowserClose(this.#data.members, this.#life)
  }

  /**
   * Returns the seconds that the cookie should live; `null` if it ends with the browser session.
   *
   * @internal
   */
  async getCookieAge(): Promise<number | null> {
    if (!this.#data.isLoaded) await this.#persistence.load()
    const { members } = this.#data
    if (expiresAtBrowserClose(members, this.#life)) return null
    return expiryAge(members, this.#life, this.#life.now())
  }

  /** Sets the member that `testCookieWorked` looks for in the next request. */
  setTestCookie(): void {
    this.#open()
    this.#data.set(TEST_COOKIE_MEMBER, TEST_COOKIE_VALUE)
  }

  /** Whether the visitor's browser sent back the cookie of `setTestCookie`. */
  async testCookieWorked(): Promise<boolean> {
    await this.load()
    return this.#data.members.get(TEST_COOKIE_MEMBER) === TEST_COOKIE_VALUE
  }

  /** Removes what `setTestCookie` set. */
  deleteTestCookie(): void {
    this.#remove(TEST_COOKIE_MEMBER)
  }

  /** Gives the session a new key with its next save, in one step; call it when rights change. */
  cycleKey(): void {
    this.#open()
    this.#persistence.isKeyDue = true
  }

  /**
   * Lists the session under a user with its next save, in the same statement; the store must have
   * a place for it, such as the column of `migrations/0002_session_user.sql`.
   */
  listUnder(userId: string): void {
    this.#open()
    this.#persistence.userId = userId
  }

  /**
   * Deletes the session from the store at once, with all its data and its key: a logout.
   * What is set afterwards starts a new session.
   *
   * @returns Whether the store had a session to delete.
   * @throws SessionInterrupted if the session was loaded and another request has renewed its key or
   * ended it since. Under a new key it is still alive, so this is not reported as a logout.
   */
  async flush(): Promise<boolean> {
    return this.#flush('loaded')
  }

  /**
   * Deletes a session that is invalid wherever it is, so it does not matter if it has just moved.
   *
   * @internal
   */
  async discard(): Promise<void> {
    await this.#flush('none')
  }

  /**
   * Deletes the session as `flush` does, and fails also if one that was not loaded is missing: it
   * may live on under a key that another request has made.
   *
   * @internal
   */
  async end(): Promise<void> {
    await this.#flush('sent')
  }

  /** Whether there is neither a key nor a member, as far as is known without loading. */
  isEmpty(): boolean {
    this.#access()
    return this.#isEmpty
  }

  /**
   * Returns whether a live session has this key, by the newest that the store knows. In signed
   * cookies, which are no store, none ever does.
   */
  async exists(key: string | null): Promise<boolean> {
    return key !== null && this.#persistence.exists(key)
  }

  /**
   * Loads the session now rather than at its first use. A page that streams its response calls it
   * in the handler, because a session must not be read for the first time after the headers are sent.
   *
   * @throws Error if the session is used for the first time after the response is ready.
   */
  async load(): Promise<void> {
    this.#access()
    if (!this.#data.isLoaded) await this.#persistence.load()
  }

  /**
   * Writes the session now, changed or not; an empty one gets a key by it. When the response is
   * ready, `sessions` saves what has changed by itself.
   *
   * @throws SessionInterrupted when another request has deleted the session or renewed its key.
   * @throws SessionTooLarge when the encoded session is larger than `maxBytes`.
   * @throws TypeError when a member was changed in place to something JSON cannot hold.
   */
  async save(): Promise<void> {
    this.#open()
    await this.#write()
  }

  /** Postpones the expiry of a stored session, at most once in `renewAfter` seconds. */
  async touch(): Promise<void> {
    this.#open()
    await this.#renew()
  }

  /**
   * Saves what has changed and refuses further changes; `sessions` does it when the response is
   * ready. An empty session that is not stored is not saved.
   *
   * @param isRenewed Whether to postpone the expiry if nothing has changed.
   * @throws What `save` throws.
   */
  async commit(isRenewed: boolean): Promise<void> {
    this.close()
    // Only what is loaded tells whether a change, such as deleting a member, has an effect.
    if (!this.#data.isLoaded && this.modified) await this.#persistence.load()
    if (this.#isEmpty) return
    if (this.modified) await this.#write()
    else if (isRenewed) await this.#renew()
  }

  /** Refuses changes from now on, because they would not be saved any more. */
  close(): void {
    this.#isClosed = true
  }

  async #write(): Promise<void> {
    const isForced = this.#isForced
    this.#isForced = false
    try {
      await this.#persistence.save()
    } catch (error) {
      this.#isForced ||= isForced
      if (this.isInterrupted) this.close()
      throw error
    }
  }

  async #flush(expected: Expected): Promise<boolean> {
    this.#open()
    try {
      const isDeleted = await this.#persistence.flush(expected)
      this.#isForced = false
      return isDeleted
    } catch (error) {
      if (this.isInterrupted) this.close()
      throw error
    }
  }

  async #renew(): Promise<void> {
    this.#isAccessed = true
    await this.#persistence.touch()
  }

  #remove(key: string): void {
    this.#change((members) => members.delete(key))
  }

  #change(change: Change): void {
    this.#open()
    this.#data.apply(change)
  }

  get #isEmpty(): boolean {
    return this.#persistence.key === null && this.#data.members.size === 0
  }

  #open(): void {
    if (this.#isClosed) {
      throw new Error(
        'Cannot modify the session after the response is ready. Call `session.save()` earlier or move the change into the handler.',
      )
    }
    this.#isAccessed = true
  }

  /** Notes that the response depends on the session, which decides whether it may be cached. */
  #access(): void {
    if (this.#isClosed && !this.#isAccessed) {
      throw new Error(
        'Cannot use the session for the first time after the response is ready. Call `await c.var.session.load()` in the handler.',
      )
    }
    this.#isAccessed = true
  }
}

/**
 * A session with at least these keys, as a parameter of functions that work with several apps.
 *
 * @example
 * function countVisit(session: SessionWith<{ visits?: number }>) {
 *   return session.update('visits', (visits = 0) => visits + 1)
 * }
 */
export type SessionWith<Data extends JsonData<Data>> = Omit<
  Session<Data>,
  'keys' | 'values' | 'entries'
>
