/**
 * JSON as Python reads and writes it. It differs from `JSON.parse` and `JSON.stringify` in three
 * ways. Numbers that JavaScript would write differently (`9007199254740993`, `1.0`, `NaN`) are
 * written back unchanged, keys that look like integers keep their place, and a value that JSON
 * cannot hold is an error instead of a silent omission.
 */

import { parseWithSource } from './json-parse.ts'
import { getJsonSource, isIntegerKey, setJsonSource } from './json-source.ts'
import { isPlainJson, stringifyWithSource } from './json-stringify.ts'

/**
 * Finds numbers and keys that JavaScript may change. A match within a string costs only time.
 * Decimals of up to 15 digits, such as prices, do not match unless they end with 0.
 */
const MAY_NEED_SOURCE =
  /[:[,]\s*-?(?:\d{16}|0\.0{5}|[\d.]{17}|\d+\.\d*0(?!\d)|\d+(?:\.\d+)?[eE])|[:[,]\s*-0|NaN|Infinity|"\d+"\s*:/

/**
 * Parses the text of a JSON object.
 *
 * @returns Its values in a `Map`, where `__proto__` is a key like any other.
 * @throws SyntaxError when the text is not JSON.
 * @throws TypeError when it holds something other than an object.
 */
export function parseMembers(text: string): Map<string, unknown> {
  const root: unknown = MAY_NEED_SOURCE.test(text) ? parseWithSource(text) : JSON.parse(text)
  if (typeof root !== 'object' || root === null || Array.isArray(root)) {
    throw new TypeError('Expected a JSON object')
  }
  const entries = new Map<string, unknown>(Object.entries(root))
  const source = getJsonSource(root)
  if (source === undefined) return entries
  const { keys, numbers } = source
  const values = keys ? new Map([...keys].map((key) => [key, entries.get(key)])) : entries
  if (numbers !== undefined) setJsonSource(values, { numbers })
  return values
}

/**
 * Parses the text of any value, as `parseMembers` does.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseValue(text: string): unknown {
  return parseMembers(`{"value":${text}}`).get('value')
}

/**
 * Writes a `Map` as a JSON object in Python's form: ASCII without white space.
 *
 * @throws TypeError when JSON cannot hold a value. The message contains the path to it.
 */
export function stringifyMembers(values: ReadonlyMap<string, unknown>): string {
  return toAscii(
    isPlainMap(values) ? JSON.stringify(Object.fromEntries(values)) : stringifyWithSource(values),
  )
}

/**
 * Writes one value, as `stringifyMembers` does.
 *
 * @param name The name of the value in errors.
 * @throws TypeError when JSON cannot hold the value.
 */
export function stringifyValue(value: unknown, name: string): string {
  return toAscii(isPlainJson(value) ? JSON.stringify(value) : stringifyWithSource(value, name))
}

function isPlainMap(values: ReadonlyMap<string, unknown>): boolean {
  if ('toJSON' in Object.prototype || getJsonSource(values) !== undefined) return false
  for (const [key, value] of values) {
    if (isIntegerKey(key) || !isPlainJson(value)) return false
  }
  return true
}

/** Escapes everything but printable ASCII as `\uXXXX`, as Python's `ensure_ascii` does. */
function toAscii(json: string): string {
  return json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
