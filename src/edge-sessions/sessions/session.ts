import type { DataKey, DataValues, JsonData } from './data-types.ts'
import { STARTED_KEY } from './expiry.ts'
import { assertNotReserved, copyOfPlain } from './session-data.ts'
import { SessionExpiry } from './session-expiry.ts'

const TEST_COOKIE_KEY = 'testcookie'
const TEST_COOKIE_VALUE = 'worked'

type Key<Data> = DataKey<Data>
type Value<Data, K extends Key<Data>> = DataValues<Data>[K]

/**
 * A visitor's data, kept from request to request (Django's `SessionBase`).
 *
 * The session loads lazily, so reads are asynchronous. Writes are recorded at once and saved after
 * the handler, by `sessions`. If another request saves first, the changes are replayed on what it
 * wrote. Objects are tracked, so in-place changes are detected and saved.
 *
 * @typeParam Data The data of the session: an interface or a type of values that JSON can hold.
 * @see https://docs.djangoproject.com/en/5.2/topics/http/sessions/#using-sessions-in-views
 * @example
 * app.get('/', async (c) => {
 *   const { session } = c.var
 *   const visits = await session.update('visits', (n = 0) => n + 1)
 *   session.set('name', 'Ankit')
 *   return c.text(`Visit ${visits}`)
 * })
 */
export class Session<Data extends JsonData<Data> = Record<string, unknown>> extends SessionExpiry {
  /**
   * Returns a value, or a fallback if the session has none.
   *
   * @param key The name of the value.
   * @param fallback Returned as a copy, so that changing it changes no constant of the application.
   * @returns The value. If it is an object, changes to it are saved.
   * @example
   * const name = await session.get('name', 'stranger')
   */
  async get<K extends Key<Data>>(key: K): Promise<Value<Data, K> | undefined>
  async get<K extends Key<Data>>(key: K, fallback: Value<Data, K>): Promise<Value<Data, K>>
  async get<K extends Key<Data>, Fallback>(
    key: K,
    fallback: Fallback,
  ): Promise<Value<Data, K> | Fallback>
  async get(key: string, fallback?: unknown): Promise<unknown> {
    await this.load()
    return this.data.values.has(key) ? this.data.getTracked(key) : copyOfPlain(fallback)
  }

  /** Returns whether the session has a value of this name (Django's `has_key`). */
  async has(key: Key<Data>): Promise<boolean> {
    await this.load()
    return this.data.values.has(key)
  }

  /** Returns the names of all values. */
  async keys(): Promise<Key<Data>[]> {
    await this.load()
    return [...this.data.values.keys()] as Key<Data>[]
  }

  /** Returns all values. */
  async values(): Promise<Value<Data, Key<Data>>[]> {
    return (await this.entries()).map(([, value]) => value)
  }

  /** Returns all names and values as pairs (Django's `items`). */
  async entries(): Promise<[Key<Data>, Value<Data, Key<Data>>][]> {
    const keys = await this.keys()
    return keys.map((key) => [key, this.data.getTracked(key) as Value<Data, Key<Data>>])
  }

  /** Returns the data as an object. */
  async toObject(): Promise<Partial<DataValues<Data>>> {
    return Object.fromEntries(await this.entries()) as Partial<DataValues<Data>>
  }

  /**
   * Sets a value.
   *
   * @param key The name of the value. Names that this package owns are refused.
   * @param value A string, number, boolean, `null`, array or plain object.
   * @throws TypeError if JSON cannot hold the value.
   * @throws RangeError if the key is reserved, such as `_auth_user_id`.
   * @example
   * session.set('name', 'Ankit')
   */
  set<K extends Key<Data>>(key: K, value: Value<Data, K>): void {
    this.open()
    assertNotReserved(key)
    this.data.set(key, value)
  }

  /**
   * Sets several values, or none if one of the names is reserved (Django's `update`).
   *
   * @throws TypeError if `values` is not an object, or if JSON cannot hold a value.
   * @throws RangeError if a key is reserved.
   */
  assign(values: Partial<DataValues<Data>>): void {
    // A JSON body may be a string or an array, whose every character or item would become a value.
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      throw new TypeError('Expected the values of `assign` to be an object')
    }
    for (const key of Object.keys(values)) assertNotReserved(key)
    for (const [key, value] of Object.entries(values)) {
      this.set(key as Key<Data>, value as Value<Data, Key<Data>>)
    }
  }

  /** Removes a value. Removing one that does not exist is not a change. */
  delete(key: Key<Data>): void {
    assertNotReserved(key)
    this.#remove(key)
  }

  /** Removes all values and keeps the key. To end the session, use `flush`. */
  clear(): void {
    this.open()
    this.data.apply((values) => {
      const started = values.get(STARTED_KEY)
      values.clear()
      // `absoluteAge` still counts from here.
      if (started !== undefined) values.set(STARTED_KEY, started)
      return true
    })
  }

  /** Removes a value and returns it, or a copy of the fallback if it is missing. */
  async pop<K extends Key<Data>>(key: K): Promise<Value<Data, K> | undefined>
  async pop<K extends Key<Data>>(key: K, fallback: Value<Data, K>): Promise<Value<Data, K>>
  async pop<K extends Key<Data>, Fallback>(
    key: K,
    fallback: Fallback,
  ): Promise<Value<Data, K> | Fallback>
  async pop(key: string, fallback?: unknown): Promise<unknown> {
    assertNotReserved(key)
    await this.load()
    const value = this.data.values.has(key) ? this.data.values.get(key) : copyOfPlain(fallback)
    this.#remove(key)
    return value
  }

  /**
   * Returns a value, after setting it to a copy of `value` if there was none.
   *
   * @throws TypeError if JSON cannot hold the value.
   */
  async setDefault<K extends Key<Data>>(key: K, value: Value<Data, K>): Promise<Value<Data, K>> {
    assertNotReserved(key)
    await this.load()
    if (!this.data.values.has(key)) {
      this.open()
      this.data.setDefault(key, value)
    }
    return this.data.getTracked(key) as Value<Data, K>
  }

  /**
   * Reads, changes and writes one value as one step. If another request saves first, `change` runs
   * again on what that request saved, so no update is lost.
   *
   * @param key The name of the value.
   * @param change Returns the new value for the current one; `undefined` removes it. It must be
   * pure, because it may run more than once.
   * @returns The new value as this request sees it. If it decides something, such as whether there
   * were too many attempts, call `save` and then `get`, which returns what was stored.
   * @throws TypeError if JSON cannot hold the new value.
   * @example
   * const visits = await session.update('visits', (n = 0) => n + 1)
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
    await this.updateReserved(key, (value) => change(value as Value<Data, K> | undefined))
    return this.data.getTracked(key)
  }

  /**
   * Sets reserved values, for the modules that own them.
   *
   * @internal
   */
  setReserved(values: Readonly<Record<string, unknown>>): void {
    this.open()
    for (const [key, value] of Object.entries(values)) this.data.set(key, value)
  }

  /**
   * Updates a reserved value as `update` does, for the module that owns it.
   *
   * @internal
   */
  async updateReserved(key: string, change: (value: unknown) => unknown): Promise<void> {
    await this.load()
    this.open()
    this.data.update(key, change)
  }

  /** Sets the value that `testCookieWorked` looks for in the next request. */
  setTestCookie(): void {
    this.open()
    this.data.set(TEST_COOKIE_KEY, TEST_COOKIE_VALUE)
  }

  /** Returns whether the browser has sent back the cookie of `setTestCookie`. */
  async testCookieWorked(): Promise<boolean> {
    await this.load()
    return this.data.values.get(TEST_COOKIE_KEY) === TEST_COOKIE_VALUE
  }

  /** Removes the value of `setTestCookie`. */
  deleteTestCookie(): void {
    this.#remove(TEST_COOKIE_KEY)
  }

  #remove(key: string): void {
    this.open()
    this.data.apply((values) => values.delete(key))
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
