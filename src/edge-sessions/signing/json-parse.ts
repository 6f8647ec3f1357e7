import { MARK, NUMBER_MARK, setJsonSource } from './json-source.ts'

/** Matches strings, even an unterminated one, and numbers, even those that only Python writes. */
const TOKEN =
  /"[^"\\]*(?:\\.?[^"\\]*)*(?:"|$)|-?(?:(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|Infinity)|NaN/gs

/** Matches strings that may be a key like an integer, or that look marked. */
const TO_MARK = /^"(?:\d|\\u0000)/

/**
 * Parses JSON and remembers how numbers were written and keys were ordered. It also reads Python's
 * `NaN` and `Infinity`. `JSON.parse` alone is faster, but gives no sources in Node.js 20.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseWithSource(text: string): unknown {
  const root: unknown = JSON.parse(text.replace(TOKEN, mark))
  return isObject(root) ? restore(root) : root
}

function mark(token: string): string {
  if (token.startsWith('"')) return TO_MARK.test(token) ? `"\\u0000${token.slice(1)}` : token
  const number = Number(token)
  const isUsual = token === String(number) && Number.isFinite(number)
  return isUsual ? token : `"\\u0000#${token}"`
}

/** Removes the marks in an object or array, and remembers what they stand for. */
function restore(marked: object): object {
  let numbers: Map<string | number, string> | undefined

  function restoreItem(item: unknown, key: string | number): unknown {
    if (isObject(item)) return restore(item)
    if (typeof item !== 'string' || !item.startsWith(MARK)) return item
    if (!item.startsWith(NUMBER_MARK)) return item.slice(MARK.length)
    const source = item.slice(NUMBER_MARK.length)
    numbers = (numbers ?? new Map()).set(key, source)
    return Number(source)
  }

  if (Array.isArray(marked)) {
    for (let index = 0; index < marked.length; index++) {
      marked[index] = restoreItem(marked[index], index)
    }
    return remember(marked)
  }
  const names = Object.keys(marked)
  if (!names.some((name) => name.startsWith(MARK))) {
    for (const name of names) {
      const item: unknown = Reflect.get(marked, name)
      const restored = restoreItem(item, name)
      if (restored !== item) Reflect.set(marked, name, restored)
    }
    return remember(marked)
  }
  const entries = Object.entries(marked).map(([name, item]): [string, unknown] => {
    const key = restoreKey(name)
    return [key, restoreItem(item, key)]
  })
  return remember(Object.fromEntries(entries), new Set(entries.map(([key]) => key)))

  function remember(restored: object, keys?: ReadonlySet<string>): object {
    if (numbers ?? keys) setJsonSource(restored, { numbers, keys })
    return restored
  }
}

/** @throws SyntaxError when the key was written as a number. */
function restoreKey(name: string): string {
  if (name.startsWith(NUMBER_MARK)) throw new SyntaxError('Expected JSON keys to be strings')
  return name.startsWith(MARK) ? name.slice(MARK.length) : name
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
