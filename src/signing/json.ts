/**
 * JSON as Python reads and writes it. Two things differ from `JSON.parse` and `JSON.stringify`:
 * numbers that JavaScript would spell differently (9007199254740993, 1.0, NaN) are written back as
 * they were read, and a value that JSON cannot hold is an error, never a silent omission.
 */

/** Not yet among TypeScript's types. Node.js 20 has none: there a number keeps its value only. */
const { rawJSON = Number } = JSON as JSON & { rawJSON?: (text: string) => unknown }

/** Deepest nesting written; Python's own reader gives up at about the same depth. */
const MAX_DEPTH = 1000

/** Per parsed object or array: the source text of those numbers that JavaScript spells differently. */
const spellings = new WeakMap<object, Map<string, string>>()

/** Per parsed root: the source text of integers beyond 2^53; `null` where two share one double. */
const largeIntegers = new WeakMap<object, Map<number, string | null>>()

/** Finds them where numbers begin; within a text it may find one by mistake, which costs time only. */
const MAY_HOLD_UNUSUAL_NUMBERS = /[:[,]\s*(-0|-?\d{16}|-?\d+[.eE])|NaN|Infinity/

/** Strings, numbers and words, each as a whole. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\w[\w.+-]*/g

/** Valid JSON numbers that stand for what only Python writes, while JavaScript's JSON is at work. */
const STAND_INS = new Map([
  ['NaN', '-0e999'],
  ['Infinity', '1e999'],
  ['-Infinity', '-1e999'],
])
const CONSTANTS = new Map([...STAND_INS].map(([constant, standIn]) => [standIn, constant]))

/**
 * Parses the text of a JSON object.
 *
 * @returns Its members in a `Map`, where `__proto__` is a key like any other.
 * @throws SyntaxError when the text is not JSON.
 * @throws TypeError when it holds something other than an object.
 */
export function parseMembers(text: string): Map<string, unknown> {
  const large = new Map<number, string | null>()
  const root: unknown = MAY_HOLD_UNUSUAL_NUMBERS.test(text)
    ? parseKeepingSpellings(text, large)
    : JSON.parse(text)
  if (!isPlain(root) || Array.isArray(root)) throw new TypeError('Expected a JSON object')

  const members = new Map<string, unknown>(Object.entries(root))
  const spelled = spellings.get(root)
  if (spelled !== undefined) spellings.set(members, spelled)
  if (large.size > 0) largeIntegers.set(members, large)
  return members
}

/**
 * Parses the text of any value, as `parseMembers` does.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseValue(text: string): unknown {
  return parseMembers(`{"value":${text}}`).get('value')
}

function parseKeepingSpellings(text: string, large: Map<number, string | null>): unknown {
  const standard = text.replace(TOKENS, (token) => STAND_INS.get(token) ?? token)
  return JSON.parse(standard, keepSpelling)

  function keepSpelling(
    this: object,
    key: string,
    value: unknown,
    context?: { source?: string },
  ): unknown {
    const source = context?.source
    if (typeof value !== 'number' || source === undefined) return value
    if (isLargeInteger(value)) large.set(value, isNewOrSame(large, value, source) ? source : null)
    if (source === String(value)) return value
    const spelling = CONSTANTS.get(source) ?? source
    const siblings = spellings.get(this) ?? new Map<string, string>()
    spellings.set(this, siblings.set(key, spelling))
    return spelling === 'NaN' ? Number.NaN : value
  }
}

function isNewOrSame(
  large: ReadonlyMap<number, string | null>,
  value: number,
  source: string,
): boolean {
  return !large.has(value) || large.get(value) === source
}

/**
 * Writes members as the text of a JSON object, in Python's form: no white space, ASCII only.
 *
 * @throws TypeError when a value cannot be held by JSON; the message names its place. That of a
 * circular reference is JavaScript's own.
 */
export function stringifyMembers(members: ReadonlyMap<string, unknown>): string {
  const root = Object.fromEntries(members)
  const spelled = spellings.get(members)
  if (spelled !== undefined) spellings.set(root, spelled)
  return stringify(root, [], largeIntegers.get(members))
}

/**
 * Writes one value, as `stringifyMembers` does.
 *
 * @param name What the value is called in an error.
 * @throws TypeError when JSON cannot hold the value.
 */
export function stringifyValue(value: unknown, name: string): string {
  return stringify(value, [name])
}

function stringify(
  root: unknown,
  name: readonly string[],
  large?: ReadonlyMap<number, string | null>,
): string {
  const paths = new Map<unknown, readonly string[]>()
  let hasStandIns = false
  const json = isUsual(root, MAX_DEPTH - name.length)
    ? JSON.stringify(root)
    : JSON.stringify(root, checkValue)
  const text = json.replace(/[^ -~]/g, escapeUnit)
  return hasStandIns ? text.replace(TOKENS, (token) => CONSTANTS.get(token) ?? token) : text

  /** Sees every value, and hands on the value itself rather than what a `toJSON` has made of it. */
  function checkValue(this: object, key: string): unknown {
    const value: unknown = Reflect.get(this, key)
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
    if (typeof value === 'number') {
      const spelling = spellingOf(value, spellings.get(this)?.get(key))
      if (spelling !== null) return rawNumber(spelling)
      if (Number.isFinite(value)) return value
    }
    const parent = paths.get(this)
    const path = parent === undefined ? name : [...parent, key]
    if (path.length > MAX_DEPTH) {
      throw new TypeError(`Expected \`${path[0]}\` to be nested at most ${MAX_DEPTH} levels deep`)
    }
    if (!isPlain(value)) {
      throw new TypeError(
        `Expected \`${path.join('.')}\` to be a JSON value, got ${describe(value)}`,
      )
    }
    paths.set(value, path)
    return value
  }

  /** How a number was spelled when it was read, if JavaScript spells it differently. */
  function spellingOf(number: number, spelling: string | undefined): string | null {
    if (spelling !== undefined && Object.is(Number(spelling), number)) return spelling
    if (Object.is(number, -0)) return '-0.0'
    return (isLargeInteger(number) && large?.get(number)) || null
  }

  function rawNumber(spelling: string): unknown {
    const standIn = STAND_INS.get(spelling)
    hasStandIns ||= standIn !== undefined
    return rawJSON(standIn ?? spelling)
  }
}

/**
 * Whether JavaScript by itself writes a value as Python does, which is several times as fast as
 * looking at each part while it writes. What this says no to may still be right, or have an error
 * that is to be named.
 *
 * @param levels How deep it may be nested.
 */
function isUsual(value: unknown, levels: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
  if (typeof value === 'number') {
    return Number.isFinite(value) && !isLargeInteger(value) && !Object.is(value, -0)
  }
  if (levels < 0 || !isPlain(value) || spellings.has(value) || 'toJSON' in value) return false
  const items = Array.isArray(value) ? value : Object.values(value)
  for (let index = 0; index < items.length; index++) {
    if (!isUsual(items[index], levels - 1)) return false
  }
  return true
}

/** Lower-case `\uXXXX` for everything but printable ASCII, as Python's `ensure_ascii` has it. */
function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function isLargeInteger(number: number): boolean {
  return Number.isInteger(number) && !Number.isSafeInteger(number)
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}

function describe(value: unknown): unknown {
  if (typeof value === 'number') return value
  return typeof value === 'object' ? Object.prototype.toString.call(value) : typeof value
}
