import { isSecretName, isSecretValue, mask } from './mask.ts'

/** Deepest level that is indented. */
const MAX_INDENT = 20

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

type FormatLength = (length: number) => string

interface Token {
  text: string
  /** Levels of objects and arrays around the token. */
  depth: number
}

/**
 * Formats the JSON of session data for a page: indented, with characters instead of their escapes,
 * and with the secrets of every level masked. Numbers keep their spelling, which `JSON.parse` would
 * change.
 *
 * @param json Valid JSON.
 * @param maxLength Longest result, in UTF-16 code units. The rest of the JSON is not looked at.
 * @param formatLength Formats the length of JSON that is cut, such as "5000 characters".
 */
export function indentJson(json: string, maxLength: number, formatLength: FormatLength): string {
  return layOut(masked(tokensOf(json)), 0, maxLength, () => formatLength(json.length))
}

/**
 * Formats session data value by value, as `indentJson` does, for a table.
 *
 * @param maxLength Longest value, in UTF-16 code units.
 */
export function* indentedEntries(
  json: string,
  maxLength: number,
  formatLength: FormatLength,
): Generator<[string, string]> {
  let name = ''
  let parts: Token[] = []
  let length = 0
  for (const token of masked(tokensOf(json))) {
    const isSeparator = token.depth === 1 && (token.text === ',' || token.text === ':')
    if (token.depth > 0 && !isSeparator) {
      if (length <= maxLength) parts.push(token)
      length += token.text.length
      continue
    }
    const [first] = parts
    if (token.text === ':' && first !== undefined) name = String(JSON.parse(first.text))
    else if (first !== undefined) {
      const fullLength = length
      yield [name, layOut(parts, 1, maxLength, () => formatLength(fullLength))]
    }
    parts = []
    length = 0
  }
}

function layOut(
  tokens: Iterable<Token>,
  baseDepth: number,
  maxLength: number,
  formatFullLength: () => string,
): string {
  let text = ''
  let previous = ''
  for (const { text: token, depth } of tokens) {
    const isEmpty = isClosing(token) && isOpening(previous)
    const startsLine = isOpening(previous) || isClosing(token) || previous === ','
    const indent = '  '.repeat(Math.min(depth - baseDepth, MAX_INDENT))
    if (startsLine && !isEmpty) text += `\n${indent}`
    text += token === ':' ? ': ' : token
    if (text.length > maxLength) return `${text.slice(0, maxLength)}… (${formatFullLength()})`
    previous = token
  }
  return text
}

/**
 * Formats the beginning of session data in one line, with its secrets masked.
 *
 * @param json Valid JSON.
 * @param maxLength Longest result, in UTF-16 code units. The rest of the JSON is not looked at.
 */
export function previewJson(json: string, maxLength: number): string {
  let text = ''
  for (const { text: token } of masked(tokensOf(json))) {
    text += token === ':' || token === ',' ? `${token} ` : token
    if (text.length > maxLength) return `${text.slice(0, maxLength - 1)}…`
  }
  return text
}

/** Longest data that is searched for secrets, in UTF-16 code units. */
const MAX_SEARCHED = 200_000

/** Whether session data may hold anything that `indentJson` masks. Very long data may. */
export function holdsSecrets(json: string): boolean {
  if (json.length > MAX_SEARCHED) return true
  const shown = masked(tokensOf(json))
  for (const { text } of tokensOf(json)) {
    const string = text.startsWith('"') ? JSON.stringify(JSON.parse(text)) : text
    if (shown.next().value?.text !== string) return true
  }
  return false
}

function* tokensOf(json: string): Generator<Token> {
  let depth = 0
  for (const [token] of json.matchAll(TOKENS)) {
    if (isClosing(token)) depth -= 1
    yield { text: token, depth }
    if (isOpening(token)) depth += 1
  }
}

/** Masks strings that look secret, and everything that has a secret name. */
function* masked(tokens: Iterable<Token>): Generator<Token> {
  let name = ''
  let previous = ''
  /** The depth of the secret object or array that is being skipped. */
  let skipped: number | null = null
  for (const { text: token, depth } of tokens) {
    if (skipped !== null) {
      if (isClosing(token) && depth === skipped) skipped = null
      continue
    }
    const string = token.startsWith('"') ? String(JSON.parse(token)) : null
    const isSecret = previous === ':' && isSecretName(name)
    if (isSecret && isOpening(token)) skipped = depth
    if (isSecret) yield { text: string === null ? '…' : JSON.stringify(mask(string)), depth }
    else if (string === null) yield { text: token, depth }
    else yield { text: JSON.stringify(isSecretValue(string) ? mask(string) : string), depth }
    name = string ?? name
    previous = token
  }
}

function isOpening(token: string): boolean {
  return token === '{' || token === '['
}

function isClosing(token: string): boolean {
  return token === '}' || token === ']'
}
