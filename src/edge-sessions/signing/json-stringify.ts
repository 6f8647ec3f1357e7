import { getJsonSource } from './json-source.ts'

/** Deepest nesting written. Python's own reader gives up at about the same depth. */
const MAX_DEPTH = 1000

/**
 * Whether `JSON.stringify` writes a value as Python does, which is several times as fast as
 * `stringifyWithSource`. `false` only means that the slow path must check.
 *
 * @param special Collects the objects and arrays for which it does not.
 * @param levels How deep the value may be nested.
 */
export function isPlainJson(
  value: unknown,
  special = new Set<object>(),
  levels = MAX_DEPTH,
): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  // An object that was seen is not walked again: it may be circular.
  if (!isPlainObject(value) || special.has(value)) return false
  let isPlain = levels > 0 && !('toJSON' in value) && getJsonSource(value) === undefined
  if (levels > 0) {
    const items = Array.isArray(value) ? value : Object.values(value)
    for (let index = 0; index < items.length; index++) {
      if (!isPlainJson(items[index], special, levels - 1)) isPlain = false
    }
  }
  if (!isPlain) special.add(value)
  return isPlain
}

/**
 * Writes a value as JSON, with numbers and keys as they were in the text it was parsed from.
 *
 * @param root A `Map` without a name is written as an object.
 * @param name The name of the value in errors; a `Map` has none.
 * @throws TypeError when JSON cannot hold a value. The message names its place.
 */
export function stringifyWithSource(root: unknown, name?: string): string {
  // Keys that lead to the value being written, so that an error can name it.
  const path: (string | number)[] = name === undefined ? [] : [name]
  const special = new Set<object>()
  const canStringifyRuns = !('toJSON' in Array.prototype)
  if (name === undefined && root instanceof Map) {
    for (const value of root.values()) isPlainJson(value, special)
    return writeEntries(root, root)
  }
  isPlainJson(root, special)
  return write(root, undefined)

  function write(value: unknown, source: string | undefined): string {
    if (typeof value === 'string') return JSON.stringify(value)
    if (typeof value === 'boolean' || value === null) return String(value)
    if (typeof value === 'number' && (source !== undefined || Number.isFinite(value))) {
      if (source !== undefined && Object.is(Number(source), value)) return source
      if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value)
    }
    if (!isPlainObject(value))
      throw new TypeError(`Expected ${place()} to be a JSON value, got ${describe(value)}`)
    if (!special.has(value)) return JSON.stringify(value)
    if (path.length > MAX_DEPTH) throw tooDeep()
    if (Array.isArray(value)) return writeArray(value)
    return writeEntries(value, orderedEntries(value))
  }

  function writeArray(array: readonly unknown[]): string {
    const numbers = getJsonSource(array)?.numbers
    const depth = path.length
    const parts: string[] = []
    for (let index = 0; index < array.length; ) {
      const end = endOfRun(array, index)
      if (end > index + 1) {
        parts.push(JSON.stringify(array.slice(index, end)).slice(1, -1))
        index = end
        continue
      }
      path[depth] = index
      parts.push(write(array[index], numbers?.get(index)))
      index++
    }
    path.length = depth
    return `[${parts.join(',')}]`
  }

  /** Finds the end of a run of items that `JSON.stringify` can write at once. */
  function endOfRun(array: readonly unknown[], start: number): number {
    if (!canStringifyRuns) return start
    const numbers = getJsonSource(array)?.numbers
    let end = start
    while (end < array.length && isPlainItem(array[end]) && !numbers?.has(end)) end++
    return end
  }

  function isPlainItem(value: unknown): boolean {
    if (typeof value === 'object' && value !== null)
      return isPlainObject(value) && !special.has(value)
    return isPlainJson(value)
  }

  function writeEntries(parsed: object, entries: Iterable<[string, unknown]>): string {
    const numbers = getJsonSource(parsed)?.numbers
    const depth = path.length
    let text = ''
    for (const [key, value] of entries) {
      path[depth] = key
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${write(value, numbers?.get(key))}`
    }
    path.length = depth
    return `{${text}}`
  }

  function place(): string {
    return `\`${path.join('.')}\``
  }

  function tooDeep(): TypeError {
    return new TypeError(
      `Expected \`${path[0]}\` to be nested at most ${MAX_DEPTH} levels deep, and not to be circular`,
    )
  }
}

/** Returns the entries in the order of the source; keys that were added since come last. */
function orderedEntries(object: object): [string, unknown][] {
  const keys = getJsonSource(object)?.keys
  const entries = Object.entries(object)
  if (!keys) return entries
  const rest = new Map<string, unknown>(entries)
  const ordered: [string, unknown][] = []
  for (const key of keys) {
    if (rest.has(key)) ordered.push([key, rest.get(key)])
    rest.delete(key)
  }
  return [...ordered, ...rest]
}

/** Whether a value is an array or an object literal, of any realm. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function describe(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'object' || value === null) return typeof value
  const name: unknown = Object.getPrototypeOf(value).constructor?.name
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an object'
}
