/** Deepest level that gets an indentation of its own. */
const MAX_INDENT = 20

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/**
 * Indents JSON text, and shows characters instead of their escapes. Numbers stay as they are
 * written, which `JSON.parse` would not leave them.
 *
 * @param json JSON text, or the beginning of one.
 */
export function indentJson(json: string): string {
  let text = ''
  let depth = 0
  let previous = ''
  for (const [token] of json.matchAll(TOKENS)) {
    const isClosing = token === '}' || token === ']'
    if (isClosing) depth -= 1
    const isEmpty = isClosing && (previous === '{' || previous === '[')
    if (!isEmpty && (isClosing || '{[,'.includes(previous))) {
      text += previous === '' ? '' : `\n${'  '.repeat(Math.min(depth, MAX_INDENT))}`
    }
    if (token === '{' || token === '[') depth += 1
    text += token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token
    if (token === ':') text += ' '
    previous = token
  }
  return text
}
