// Bytes are held as texts of one character a byte here, which is what `btoa` and `atob` work with.
// JSON in Python's form is such a text by itself.

/** URL-safe base64 without padding (Django's `b64_encode`). */
export function encodeBase64Url(binary: string): string {
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * Reads URL-safe base64, padded or not (Django's `b64_decode`).
 *
 * @throws DOMException when the text is not base64.
 */
export function decodeBase64Url(text: string): string {
  return atob(text.replaceAll('-', '+').replaceAll('_', '/'))
}

/** One character a byte, as Python's latin-1 codec has it (the web's "latin1" is windows-1252). */
export function latin1(bytes: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < bytes.length; start += 8192) {
    binary += Reflect.apply(String.fromCharCode, null, bytes.subarray(start, start + 8192))
  }
  return binary
}

/** One byte a character. */
export function bytesOf(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}
