/** URL-safe base64 without padding, as Django's `b64_encode` writes it. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return btoa(latin1(bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * Reads URL-safe base64, padded or not (Django's `b64_decode`).
 *
 * @throws DOMException when the text is not base64.
 */
export function decodeBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}

/** One character a byte, as Python's latin-1 codec has it (the web's "latin1" is windows-1252). */
export function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192))
  }
  return text
}
