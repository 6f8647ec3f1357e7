const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The largest number of digits to decode. 2^53 has nine. */
const MAX_BASE62_LENGTH = 10

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
  if (digits === '' || digits.length > MAX_BASE62_LENGTH) return null
  let number = 0
  for (const character of digits) {
    const digit = DIGITS.indexOf(character)
    if (digit === -1) return null
    number = number * 62 + digit
  }
  return isNegative ? -number : number
}

// Binary strings hold one byte per character, the form that `btoa` and `atob` work with.
// JSON in Python's form is ASCII, so it is a binary string already.

/** Encodes a binary string in URL-safe base64 without padding (Django's `b64_encode`). */
export function encodeBase64Url(binary: string): string {
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * Decodes URL-safe base64, with or without padding (Django's `b64_decode`).
 *
 * @returns A binary string.
 * @throws DOMException when the string is not base64.
 */
export function decodeBase64Url(base64: string): string {
  return atob(base64.replaceAll('-', '+').replaceAll('_', '/'))
}

/** Converts bytes to a binary string (Python's `latin-1`; the web's "latin1" is windows-1252). */
export function bytesToBinary(bytes: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < bytes.length; start += 8192) {
    binary += Reflect.apply(String.fromCharCode, null, bytes.subarray(start, start + 8192))
  }
  return binary
}

/** Converts a binary string to bytes. */
export function binaryToBytes(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}

/** Writes bytes as lower-case hexadecimal digits. */
export function bytesToHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return hex
}
