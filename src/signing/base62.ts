const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Longest text that is read; the digits of 2^53 need nine. */
const MAX_LENGTH = 10

/**
 * Writes an integer in base 62 (Django's `b62_encode`): the form of a signature's timestamp.
 *
 * @param number A safe integer.
 */
export function encodeBase62(number: number): string {
  if (number < 0) return `-${encodeBase62(-number)}`
  const last = DIGITS.charAt(number % 62)
  return number < 62 ? last : encodeBase62(Math.floor(number / 62)) + last
}

/**
 * Reads a base 62 integer (Django's `b62_decode`).
 *
 * @returns The integer, or `null` when the text is no base 62 number of at most ten digits.
 */
export function decodeBase62(text: string): number | null {
  if (text.startsWith('-')) return negate(decodeBase62(text.slice(1)))
  if (text === '' || text.length > MAX_LENGTH) return null
  let number = 0
  for (const character of text) {
    const digit = DIGITS.indexOf(character)
    if (digit === -1) return null
    number = number * 62 + digit
  }
  return number
}

function negate(number: number | null): number | null {
  return number === null ? null : -number
}
