import { parseValue, stringifyValue } from '../signing/index.ts'

/**
 * One recorded change. It is applied to the values of this request, and again to newer ones if
 * another request has saved first.
 *
 * @returns Whether it had an effect.
 */
export type Change = (values: Map<string, unknown>) => boolean

/**
 * The values of a session as one request sees them: the loaded ones with the changes of the request
 * on top. The changes are kept, so that they can be replayed on newer values.
 */
export class SessionData {
  #values: Map<string, unknown> | null = null
  #changes: Change[] = []
  #changed = false

  /** Objects and arrays that the application holds too, with their JSON when they were last checked. */
  readonly #tracked = new Map<string, { value: object; json: string }>()

  /** Whether the values are loaded. Changes can be recorded before. */
  get isLoaded(): boolean {
    return this.#values !== null
  }

  /** The values with all changes applied; empty until they are loaded. */
  get values(): ReadonlyMap<string, unknown> {
    return this.#values ?? new Map()
  }

  /** Whether a change had an effect, or may have one once the values are loaded. */
  get isChanged(): boolean {
    if (!this.#changed) this.#detectMutations()
    return this.#changed || (!this.isLoaded && this.#changes.length > 0)
  }

  /** The number of recorded changes, including in-place ones. Pass it to `acknowledge` after a save. */
  get changeCount(): number {
    this.#detectMutations()
    return this.#changes.length
  }

  /** Replaces the loaded values and replays the recorded changes on them. */
  rebase(values: Map<string, unknown>): void {
    this.#detectMutations()
    this.#keepIdentity(values)
    this.#values = values
    this.#changed = false
    for (const change of this.#changes) {
      if (change(values)) this.#changed = true
    }
  }

  /** Applies and records a change. */
  apply(change: Change): void {
    if (this.#values !== null && !change(this.#values)) return
    this.#changes.push(change)
    this.#changed = this.isLoaded
  }

  /** Returns a value. If it is an object, in-place changes to it are detected from now on. */
  getTracked(key: string): unknown {
    const value = this.#values?.get(key)
    if (!this.#tracked.has(key)) this.#track(key, value)
    return value
  }

  /**
   * Sets a value and tracks it.
   *
   * @throws TypeError if JSON cannot hold it.
   */
  set(key: string, value: unknown): void {
    const json = jsonOf(value, key)
    this.#tracked.delete(key)
    this.#put(key, value, json)
  }

  /**
   * Sets a value if the key is missing.
   *
   * @throws TypeError if JSON cannot hold it.
   */
  setDefault(key: string, value: unknown): void {
    const json = jsonOf(value, key)
    this.apply((values) => {
      if (values.has(key)) return false
      // A copy, because the value may be a constant of the module, which all visitors would share.
      values.set(key, json === undefined ? value : parseValue(json))
      return true
    })
  }

  /**
   * Sets a value to the result of `change`, or removes it if the result is `undefined`.
   *
   * @throws TypeError if JSON cannot hold the result.
   */
  update(key: string, change: (value: unknown) => unknown): void {
    // Only this key, because checking all keys in every update would take quadratic time.
    this.#detectMutation(key)
    this.apply((values) => {
      // A copy, because `change` may alter it and a replay must begin with the original.
      const value = change(copyOf(values.get(key), key))
      if (value === undefined) return values.delete(key)
      jsonOf(value, key)
      values.set(key, value)
      return true
    })
    this.#tracked.delete(key)
  }

  /** Forgets the first `count` changes, which have been saved. */
  acknowledge(count: number): void {
    this.#changes = this.#changes.slice(count)
    this.#changed = this.#changes.length > 0
  }

  /** Drops all values and changes. The data is loaded and empty from now on. */
  reset(): void {
    this.#values = new Map()
    this.acknowledge(this.#changes.length)
  }

  #put(key: string, value: unknown, json: string | undefined): void {
    this.apply((values) => {
      values.set(key, value)
      return true
    })
    this.#track(key, value, json)
  }

  #track(key: string, value: unknown, json?: string): void {
    if (!isObject(value)) return
    this.#tracked.set(key, { value, json: json ?? stringifyValue(value, key) })
  }

  #detectMutations(): void {
    for (const key of this.#tracked.keys()) this.#detectMutation(key)
  }

  /** Records an in-place change, such as `cart.push(…)`, as `set('cart', cart)`. */
  #detectMutation(key: string): void {
    const tracked = this.#tracked.get(key)
    if (tracked === undefined) return
    const { value } = tracked
    if (this.#values !== null && this.#values.get(key) !== value) {
      this.#tracked.delete(key)
      return
    }
    const json = stringifyValue(value, key)
    if (json !== tracked.json) this.#put(key, value, json)
  }

  /** Keeps object identity if the reloaded value is equal, because the application holds the object. */
  #keepIdentity(values: Map<string, unknown>): void {
    for (const [key, { value, json }] of this.#tracked) {
      const fresh = values.get(key)
      if (fresh !== undefined && stringifyValue(fresh, key) === json) values.set(key, value)
    }
  }
}

/**
 * Returns the JSON of a value, or `undefined` for strings, booleans and numbers: JSON can hold them
 * and the application cannot change them in place.
 *
 * @throws TypeError if JSON cannot hold the value.
 */
function jsonOf(value: unknown, key: string): string | undefined {
  const isSimple = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
  return isSimple ? undefined : stringifyValue(value, key)
}

function copyOf(value: unknown, key: string): unknown {
  return isObject(value) ? parseValue(stringifyValue(value, key)) : value
}

/** Copies plain objects and arrays at every depth. Changes to the copy leave the original alone. */
export function copyOfPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOfPlain)
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOfPlain(item)]))
}

function isPlainObject(value: unknown): value is object {
  if (!isObject(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Matches the keys of logins, expiry, CSRF secrets and messages, which this package owns. */
const RESERVED = /^(?:_auth_user|_session_|_csrftoken$|_messages$)/

/**
 * Refuses a key that a module of this package owns, because values often come from a request, as in
 * `session.assign(await c.req.json())`. Other names with an underscore belong to the application.
 *
 * @throws RangeError if the key is reserved.
 */
export function assertNotReserved(key: string): void {
  if (!RESERVED.test(key)) return
  throw new RangeError(
    `Cannot change \`${key}\` directly: names that begin with \`_auth_user\` or \`_session_\`, \`_csrftoken\` and \`_messages\` are reserved. Use \`login\`, \`setExpiry\`, \`getToken\` or \`messages\`, and pick the values you accept from user input.`,
  )
}
