const encoder = new TextEncoder()

/** An imported HMAC key, which only signs. */
const HMAC_SHA256 = { name: 'HMAC', hash: 'SHA-256' }

/** Most HMAC keys remembered. The bound matters to an app with a secret per tenant. */
const MAX_HMAC_KEYS = 64

// Keys and not promises of keys: a promise belongs to the request that created it.
const hmacKeys = new Map<string, CryptoKey>()

/** Writes bytes as lower-case hexadecimal digits. */
export function bytesToHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return hex
}

/** Returns the SHA-256 of a string's UTF-8 bytes, as 64 hexadecimal digits. */
export async function sha256Hex(text: string): Promise<string> {
  return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))))
}

/**
 * Computes an HMAC-SHA256 with a key derived for one purpose (Django's `salted_hmac`).
 *
 * @param salt The purpose. The HMAC key is the SHA-256 of the salt and the secret.
 * @returns 32 bytes.
 */
export async function saltedHmac(salt: string, value: string, secret: string): Promise<Uint8Array> {
  const source = salt + secret
  const key = hmacKeys.get(source) ?? (await importHmacKey(source))
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(value)))
}

async function importHmacKey(source: string): Promise<CryptoKey> {
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(source))
  const key = await crypto.subtle.importKey('raw', digest, HMAC_SHA256, false, ['sign'])
  if (hmacKeys.size >= MAX_HMAC_KEYS) hmacKeys.clear()
  hmacKeys.set(source, key)
  return key
}
