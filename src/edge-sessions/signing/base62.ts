const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Most digits decoded; those of 2^53 are nine. */
const MAX_LENGTH = 10

/**
 * Encodes an integer in base 62 (Django's `b62_encode`), as in the timestamp of a signature.
 *
 * @param number A safe integer.
 */
export function encodeBase62(number: number): string {
  if (number < 0) return `-${encodeBase62(-number)}`
  const last = DIGITS.charAt(number % 62)
  return number < 62 ? last : encodeBase62(Math.floor(number / 62)) + last
}

/**
 * Decodes a base 62 integer (Django's `b62_decode`).
 *
 * @returns The integer, or `null` when the string is malformed or has more than ten digits.
 */
export function decodeBase62(text: string): number | null {
  const isNegative = text.startsWith('-')
  const digits = isNegative ? text.slice(1) : text
  if (digits === '' || digits.length > MAX_LENGTH) return null
  let number = 0
  for (const character of digits) {
    const digit = DIGITS.indexOf(character)
    if (digit === -1) return null
    number = number * 62 + digit
  }
  return isNegative ? -number : number
}
