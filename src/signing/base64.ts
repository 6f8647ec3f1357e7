// workerd has base64 of its own; in Node.js 24, where people test their apps, it is still missing.

/** URL-safe base64 without padding, as Django's `b64_encode` writes it. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return (
    bytes.toBase64?.({ alphabet: 'base64url', omitPadding: true }) ??
    btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replace(/=+$/, '')
  )
}

/**
 * Reads URL-safe base64, padded or not (Django's `b64_decode`).
 *
 * @throws Error when the text is not base64.
 */
export function decodeBase64Url(text: string): Uint8Array {
  return (
    Uint8Array.fromBase64?.(text.replace(/=+$/, ''), { alphabet: 'base64url' }) ??
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    )
  )
}
