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
