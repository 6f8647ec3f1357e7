/** The source of a parsed object or array, if JavaScript would write it differently. */
export interface JsonSource {
  /** The source of numbers such as `9007199254740993`, `1.0` and `NaN`, by key or index. */
  numbers?: ReadonlyMap<string | number, string> | undefined
  /** The keys in the order of the source, which JavaScript changes if they look like integers. */
  keys?: ReadonlySet<string> | undefined
}

// `JSON` parses and writes. Keys and numbers that it would change pass through it as strings with a
// mark: a key that looks like an integer as `\0` and the key, a number as `\0#` and its source. A
// string that already begins with `\0` gets another `\0`.
export const MARK = '\0'
export const NUMBER_MARK = '\0#'

const sources = new WeakMap<object, JsonSource>()

/** Remembers the source of an object or array. */
export function setJsonSource(value: object, source: JsonSource): void {
  sources.set(value, source)
}

/** Returns the source of an object or array, if JavaScript would write it differently. */
export function getJsonSource(value: object): JsonSource | undefined {
  return sources.get(value)
}

/** Whether JavaScript moves this key: objects list keys that are integers first, by their value. */
export function isIntegerKey(key: string): boolean {
  const first = key.charCodeAt(0)
  return first >= 48 && first <= 57 && String(Number(key)) === key
}
