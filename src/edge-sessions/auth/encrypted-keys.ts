import { binaryToBytes, bytesToBinary, decodeBase64Url, encodeBase64Url } from '../signing/index.ts'

const IV_BYTES = 12

const encoder = new TextEncoder()

/** Encrypts session keys, so that pages, URLs and logs can show them. */
export interface EncryptedKeys {
  /** Returns the ciphertext of a session key. It is the same each time. */
  encrypt(key: string): Promise<string>
  /** Returns the session key, or `null` when the ciphertext is not from the same secret and purpose. */
  decrypt(ciphertext: string): Promise<string | null>
}

/**
 * Encrypts session keys (AES-GCM, with a key that HKDF derives from the secret), so that a page can
 * name a row of the table without showing a key that logs anyone in. A hash could not be turned
 * back into the key of the row.
 *
 * @param secretKey Django's `SECRET_KEY`.
 * @param purpose The use of the ciphertexts. Those of another purpose are refused.
 */
export async function encryptedKeys(secretKey: string, purpose: string): Promise<EncryptedKeys> {
  const secret = await crypto.subtle.importKey('raw', encoder.encode(secretKey), 'HKDF', false, [
    'deriveKey',
  ])
  const aesKey = await crypto.subtle.deriveKey(
    derivation(purpose),
    secret,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
  const ivKey = await crypto.subtle.deriveKey(
    derivation(`${purpose}.iv`),
    secret,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign'],
  )

  return {
    async encrypt(key) {
      const data = encoder.encode(key)
      // Derived from the session key: a session has one ciphertext, and no two share an IV.
      const mac = await crypto.subtle.sign('HMAC', ivKey, data)
      const iv = new Uint8Array(mac).slice(0, IV_BYTES)
      const encrypted = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, aesKey, data)
      return encodeBase64Url(bytesToBinary(iv) + bytesToBinary(new Uint8Array(encrypted)))
    },
    async decrypt(ciphertext) {
      try {
        const bytes = binaryToBytes(decodeBase64Url(ciphertext))
        const iv = bytes.slice(0, IV_BYTES)
        const encrypted = bytes.slice(IV_BYTES)
        const data = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, aesKey, encrypted)
        return new TextDecoder().decode(data)
      } catch {
        return null
      }
    },
  }
}

function derivation(purpose: string) {
  return {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: encoder.encode(purpose),
  }
}
