const encoder = new TextEncoder()

/**
 * HMAC-SHA256 under a key made for one purpose (Django's `salted_hmac`).
 *
 * @param salt The purpose; the HMAC key is SHA-256 of it and the secret.
 * @returns 32 bytes.
 */
export async function saltedHmac(salt: string, value: string, secret: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey(
    'raw',
    await crypto.subtle.digest('SHA-256', encoder.encode(salt + secret)),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(value)))
}
