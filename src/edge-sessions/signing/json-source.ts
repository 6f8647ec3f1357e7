/** The source of a parsed object or array, if JavaScript would write it differently. */
export interface JsonSource {
  /** The source of numbers such as `9007199254740993`, `1.0` and `NaN`, by key or index. */
  numbers?: ReadonlyMap<string | number, string> | undefined
  /** The keys in the order of the source, which JavaScript changes if they look like integers. */
  keys?: ReadonlySet<string> | undefined
}

// `JSON` does the parsing and writing. What it would change passes through it as a string with a
// mark: a key that looks like an integer as `\0` and the key, a number as `\0#` and its source.
// Strings that begin with `\0` themselves get another one.
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

/** Whether objects move this key before all others: JavaScript orders integers by their value. */
export function isIntegerKey(key: string): boolean {
  const first = key.charCodeAt(0)
  return first >= 48 && first <= 57 && String(Number(key)) === key
}
