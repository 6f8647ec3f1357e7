import { isIntegerKey, setJsonSource } from './json-source.ts'

/** A string without escapes and control characters; `JSON.parse` judges those. */
const SIMPLE_STRING = /"([^"\\\p{Cc}]*)"/uy
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/sy
const NUMBER = /-?(?:(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|Infinity)|NaN/y
const WORD = /true|false|null/y
const SPACE = /[ \t\n\r]*/y

/**
 * Parses JSON and remembers how numbers were written and keys were ordered. It also reads Python's
 * `NaN` and `Infinity`. `JSON.parse` is faster for everything else, and Node.js 20 shows no sources.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseWithSource(text: string): unknown {
  let at = 0
  const root = parseValue()
  if (at < text.length) throw unexpected()
  return root

  function parseValue(): unknown {
    skipSpace()
    const value = parseToken()
    skipSpace()
    return value
  }

  function parseToken(): unknown {
    const first = text[at]
    if (first === '{') return parseObject()
    if (first === '[') return parseArray()
    if (first === '"') return parseString()
    const word = match(WORD)
    if (word !== null) return word === 'null' ? null : word === 'true'
    throw unexpected()
  }

  function parseObject(): object {
    const object: Record<string, unknown> = {}
    let numbers: Map<string | number, string> | undefined
    // The order of the keys, from the first one on that looks like an integer.
    let keys: Set<string> | undefined
    at++
    skipSpace()
    for (let isFirst = true; !skip('}'); isFirst = false) {
      if (!isFirst && !skip(',')) throw unexpected()
      skipSpace()
      const key = parseString()
      skipSpace()
      if (!skip(':')) throw unexpected()
      skipSpace()
      if (keys !== undefined) keys.add(key)
      else if (isIntegerKey(key)) keys = new Set([...Object.keys(object), key])
      numbers?.delete(key)
      const source = match(NUMBER)
      const value = source === null ? parseToken() : Number(source)
      if (source !== null && isUnusual(source, value)) {
        numbers = (numbers ?? new Map()).set(key, source)
      }
      setOwn(object, key, value)
      skipSpace()
    }
    if (numbers !== undefined || keys !== undefined) setJsonSource(object, { numbers, keys })
    return object
  }

  function parseArray(): unknown[] {
    const array: unknown[] = []
    let numbers: Map<string | number, string> | undefined
    at++
    skipSpace()
    while (!skip(']')) {
      if (array.length > 0 && !skip(',')) throw unexpected()
      skipSpace()
      if (text[at] === '"') {
        for (const string of parseStrings()) array.push(string)
        skipSpace()
        continue
      }
      const source = match(NUMBER)
      const value = source === null ? parseToken() : Number(source)
      if (source !== null && isUnusual(source, value)) {
        numbers = (numbers ?? new Map()).set(array.length, source)
      }
      array.push(value)
      skipSpace()
    }
    if (numbers !== undefined) setJsonSource(array, { numbers })
    return array
  }

  /** Parses the strings up to the next other item at once, which is faster than one by one. */
  function parseStrings(): string[] {
    const start = at
    let end = at
    while (text[at] === '"') {
      if (match(STRING) === null) throw unexpected()
      end = at
      skipSpace()
      if (!skip(',')) break
      skipSpace()
    }
    at = end
    return JSON.parse(`[${text.slice(start, end)}]`)
  }

  function parseString(): string {
    SIMPLE_STRING.lastIndex = at
    const simple = SIMPLE_STRING.exec(text)?.[1]
    if (simple !== undefined) {
      at += simple.length + 2
      return simple
    }
    const literal = match(STRING)
    if (literal === null) throw unexpected()
    return JSON.parse(literal)
  }

  function match(pattern: RegExp): string | null {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? null
    if (found !== null) at += found.length
    return found
  }

  function skip(character: string): boolean {
    if (text[at] !== character) return false
    at++
    return true
  }

  function skipSpace(): void {
    const code = text.charCodeAt(at)
    if (code === 32 || (code >= 9 && code <= 13)) match(SPACE)
  }

  function unexpected(): SyntaxError {
    return new SyntaxError(`Unexpected character in JSON at position ${at}`)
  }
}

function isUnusual(source: string, number: unknown): boolean {
  return source !== String(number) || !Number.isFinite(number)
}

/** Sets an own property, even `__proto__`. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value
  else
    Object.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    })
}
