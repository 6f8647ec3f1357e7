import { parseValue, stringifyValue } from '../signing/index.ts'

/**
 * One recorded change. It is applied to the members as this request sees them, and once more to
 * fresh ones when another request has saved in between.
 *
 * @returns Whether it had an effect.
 */
export type Change = (members: Map<string, unknown>) => boolean

/**
 * The members of a session as one request sees them: what was loaded, with what the request
 * changed on top. The changes are kept, so that they can be replayed on newer members.
 */
export class SessionData {
  #members: Map<string, unknown> | null = null
  #changes: Change[] = []
  #changed = false

  /** Objects and arrays that the application holds too, with their JSON when last looked at. */
  readonly #shared = new Map<string, { value: object; json: string }>()

  /** Whether the members are known; changes can be recorded before. */
  get isLoaded(): boolean {
    return this.#members !== null
  }

  /** The members with all changes applied; none while they are not loaded. */
  get members(): ReadonlyMap<string, unknown> {
    return this.#members ?? new Map()
  }

  /** Whether a change had an effect, or may have one once the members are loaded. */
  get isChanged(): boolean {
    if (!this.#changed) this.#noticeChangesInPlace()
    return this.#changed || (!this.isLoaded && this.#changes.length > 0)
  }

  /** How many changes are recorded, those in place included; `settle` takes the number back. */
  get changeCount(): number {
    this.#noticeChangesInPlace()
    return this.#changes.length
  }

  /** Puts loaded members underneath the recorded changes. */
  rebase(members: Map<string, unknown>): void {
    this.#noticeChangesInPlace()
    this.#keepShared(members)
    this.#members = members
    this.#changed = false
    for (const change of this.#changes) {
      if (change(members)) this.#changed = true
    }
  }

  /** Makes and records a change. */
  apply(change: Change): void {
    if (this.#members !== null && !change(this.#members)) return
    this.#changes.push(change)
    this.#changed = this.isLoaded
  }

  /** Returns a member; if it is an object, what the application does to it will be noticed. */
  getTracked(key: string): unknown {
    const value = this.#members?.get(key)
    if (!this.#shared.has(key)) this.#share(key, value)
    return value
  }

  /**
   * Sets a member, and goes on to notice what the application does to the value.
   *
   * @throws TypeError when JSON cannot hold it.
   */
  set(key: string, value: unknown): void {
    const json = jsonOf(value, key)
    this.#shared.delete(key)
    this.apply((members) => {
      members.set(key, value)
      return true
    })
    this.#share(key, value, json)
  }

  /**
   * Sets a member where there is none.
   *
   * @throws TypeError when JSON cannot hold the value.
   */
  setDefault(key: string, value: unknown): void {
    jsonOf(value, key)
    // A copy, because the value may be a constant of the module, which all visitors would share.
    const copy = copyOf(value, key)
    this.apply((members) => {
      if (members.has(key)) return false
      members.set(key, copyOf(copy, key))
      return true
    })
  }

  /**
   * Sets a member to what `change` makes of its value, or removes it when that is `undefined`.
   *
   * @throws TypeError when JSON cannot hold the result.
   */
  update(key: string, change: (value: unknown) => unknown): void {
    this.#noticeChangesInPlace()
    this.#shared.delete(key)
    this.apply((members) => {
      // A copy: `change` may alter it, and a replay must begin with what was there before.
      const value = change(copyOf(members.get(key), key))
      if (value === undefined) return members.delete(key)
      jsonOf(value, key)
      members.set(key, value)
      return true
    })
  }

  /** Forgets the first `count` changes, which have been saved; later ones are still to be. */
  settle(count: number): void {
    this.#changes = this.#changes.slice(count)
    this.#changed = this.#changes.length > 0
  }

  /** Forgets everything: there are no members from now on. */
  reset(): void {
    this.#members = new Map()
    this.settle(this.#changes.length)
  }

  #share(key: string, value: unknown, json?: string): void {
    if (!isObject(value)) return
    this.#shared.set(key, { value, json: json ?? stringifyValue(value, key) })
  }

  /** Records `cart.push(…)` on a shared array as what it means: `set('cart', cart)`. */
  #noticeChangesInPlace(): void {
    for (const [key, { value, json }] of this.#shared) {
      if (this.#members !== null && this.#members.get(key) !== value) this.#shared.delete(key)
      else if (stringifyValue(value, key) !== json) this.set(key, value)
    }
  }

  /** The application goes on to hold the very objects it was given, where they are still right. */
  #keepShared(members: Map<string, unknown>): void {
    for (const [key, { value, json }] of this.#shared) {
      const fresh = members.get(key)
      if (fresh !== undefined && stringifyValue(fresh, key) === json) members.set(key, value)
    }
  }
}

/**
 * The JSON of a value, or nothing where that is not needed: most are texts and numbers, which JSON
 * can hold and the application cannot change in place.
 */
function jsonOf(value: unknown, key: string): string | undefined {
  const isSimple = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
  return isSimple ? undefined : stringifyValue(value, key)
}

function copyOf(value: unknown, key: string): unknown {
  return isObject(value) ? parseValue(stringifyValue(value, key)) : value
}

/** Copies plain objects and arrays at every depth, so that whoever changes one keeps the original. */
export function copyOfPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOfPlain)
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOfPlain(item)]))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
