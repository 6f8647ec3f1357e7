import { getJsonSource, isIntegerKey, type JsonSource, MARK, NUMBER_MARK } from './json-source.ts'

/** Deepest nesting that is written. Python's own reader gives up at about the same depth. */
const MAX_DEPTH = 1000

/** A mark in JSON text. Only a quote within a string has a backslash before it. */
const MARKED = /(?<!\\)"\\u0000(?:#([^"]*)")?/g

/**
 * Whether `JSON.stringify`, which is several times as fast as `stringifyWithSource`, writes a value
 * as Python does. `false` only means that the slow path must check.
 *
 * @param special Collects the objects and arrays that `JSON.stringify` may write differently.
 * @param levels The deepest nesting allowed.
 */
export function isPlainJson(
  value: unknown,
  special = new Set<object>(),
  levels = MAX_DEPTH,
): boolean {
  if (typeof value === 'string') return !isMarked(value)
  if (typeof value === 'boolean' || value === null) return true
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  // An object that was seen is not walked again: it may be circular.
  if (!isPlainObject(value) || special.has(value)) return false
  let isPlain = levels > 0 && !('toJSON' in value) && getJsonSource(value) === undefined
  if (levels > 0) {
    const isArray = Array.isArray(value)
    const items = isArray ? value : Object.values(value)
    if (!isArray && Object.keys(value).some(isMarked)) isPlain = false
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
 * @throws TypeError when JSON cannot hold a value. The message contains the path to it.
 */
export function stringifyWithSource(root: unknown, name?: string): string {
  // The path to the current value, for errors.
  const path: (string | number)[] = name === undefined ? [] : [name]
  const special = new Set<object>()
  const marked = name === undefined && root instanceof Map ? markMembers(root) : markRoot()
  const json = JSON.stringify(marked, 'toJSON' in Array.prototype ? ownValue : undefined)
  return json.replace(MARKED, (_, source?: string) => source ?? '"')

  function markRoot(): unknown {
    isPlainJson(root, special)
    return markValue(root, undefined)
  }

  function markMembers(members: ReadonlyMap<string, unknown>): object {
    for (const value of members.values()) isPlainJson(value, special)
    return markEntries(members, [...members])
  }

  /** Returns a copy of a special value that `JSON.stringify` can write, with marks. */
  function markValue(value: unknown, source: string | undefined): unknown {
    if (typeof value === 'string') return markString(value)
    if (typeof value === 'boolean' || value === null) return value
    if (typeof value === 'number') {
      if (source !== undefined && Object.is(Number(source), value)) return NUMBER_MARK + source
      if (Object.is(value, -0)) return `${NUMBER_MARK}-0.0`
      if (Number.isFinite(value)) return value
    }
    if (!isPlainObject(value)) {
      throw new TypeError(
        `Expected \`${path.join('.')}\` to be a JSON value, got ${describe(value)}`,
      )
    }
    if (!special.has(value)) return value
    if (path.length > MAX_DEPTH) {
      throw new TypeError(
        `Expected \`${path[0]}\` to be nested at most ${MAX_DEPTH} levels deep, and not to be circular`,
      )
    }
    return Array.isArray(value) ? markArray(value) : markEntries(value, orderedEntries(value))
  }

  function markArray(array: readonly unknown[]): unknown[] {
    const numbers = getJsonSource(array)?.numbers
    // Unlike `map`, this sees the holes, which JSON cannot hold.
    return Array.from(array, (item, index) => markItem(index, item, numbers))
  }

  function markEntries(parsed: object, entries: [string, unknown][]): object {
    const numbers = getJsonSource(parsed)?.numbers
    return Object.fromEntries(
      entries.map(([key, value]) => [
        isIntegerKey(key) ? MARK + key : markString(key),
        markItem(key, value, numbers),
      ]),
    )
  }

  function markItem(key: string | number, item: unknown, numbers: JsonSource['numbers']): unknown {
    path.push(key)
    const marked = markValue(item, numbers?.get(key))
    path.pop()
    return marked
  }
}

function markString(text: string): string {
  return isMarked(text) ? MARK + text : text
}

function isMarked(text: string): boolean {
  return text.startsWith(MARK)
}

/** Undoes a `toJSON` that an old library has added to all objects. */
function ownValue(this: object, key: string): unknown {
  return Reflect.get(this, key)
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
