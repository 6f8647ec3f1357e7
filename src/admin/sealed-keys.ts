import { binaryToBytes, bytesToBinary, decodeBase64Url, encodeBase64Url } from '../signing/index.ts'

const PURPOSE = 'edge-sessions.admin.sealed_key'
const IV_BYTES = 12

const encoder = new TextEncoder()

/** Session keys in a form that may stand in addresses, pages and logs. */
export interface SealedKeys {
  seal(key: string): Promise<string>
  /** Returns the session key, or `null` when `sealed` was not made by `seal` under this secret. */
  open(sealed: string): Promise<string | null>
}

/**
 * Encrypts session keys (AES-GCM, under a key derived from `SECRET_KEY`). The list of all sessions
 * goes on by primary key, so an address must say after which key, and a row is found by its key
 * without reading the table. A hash could do neither; a session key itself would be in the
 * browser's history and in logs, where it signs in whoever reads it.
 */
export async function sealedKeys(secretKey: string): Promise<SealedKeys> {
  const secret = await crypto.subtle.importKey('raw', encoder.encode(secretKey), 'HKDF', false, [
    'deriveKey',
  ])
  const aesKey = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(PURPOSE) },
    secret,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )

  return {
    async seal(key) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
      const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, aesKey, encoder.encode(key))
      const sealed = new Uint8Array([...iv, ...new Uint8Array(box)])
      return encodeBase64Url(bytesToBinary(sealed))
    },
    async open(sealed) {
      try {
        const bytes = binaryToBytes(decodeBase64Url(sealed))
        const iv = bytes.subarray(0, IV_BYTES)
        const box = bytes.subarray(IV_BYTES)
        return new TextDecoder().decode(
          await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, aesKey, box),
        )
      } catch {
        return null
      }
    },
  }
}
