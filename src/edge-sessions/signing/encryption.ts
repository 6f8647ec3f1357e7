import { binaryToBytes, bytesToBinary, decodeBase64Url, encodeBase64Url } from './encoding.ts'

const AES_GCM = 'AES-GCM'
const IV_BYTES = 12

/** Bytes that encryption adds: the IV and AES-GCM's tag. */
const OVERHEAD = IV_BYTES + 16

/** The largest number of cached keys. An app with a secret per tenant may reach it. */
const MAX_KEYS = 64

const encoder = new TextEncoder()

// Keys, not promises: a Worker must not await the promise of another request.
const keys = new Map<string, CryptoKey>()

/** The inputs of an encryption. A ciphertext can only be decrypted with the same ones. */
export interface Encryption {
  secret: string
  /** The use of the key that HKDF derives from the secret, such as a name and a date. */
  purpose: string
  /** The owner of the ciphertext, as AES-GCM's additional data. */
  context: string
}

/** Returns the length of the ciphertext for this many bytes. */
export function encryptedLength(bytes: number): number {
  return Math.ceil(((bytes + OVERHEAD) * 4) / 3)
}

/**
 * Encrypts bytes with AES-GCM and a random IV.
 *
 * @returns URL-safe base64.
 */
export async function encrypt(plain: BufferSource, encryption: Encryption): Promise<string> {
  const key = await keyFor(encryption)
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const encrypted = await crypto.subtle.encrypt(parameters(iv, encryption), key, plain)
  return encodeBase64Url(bytesToBinary(iv) + bytesToBinary(new Uint8Array(encrypted)))
}

/** Decrypts a ciphertext. Returns `null` if it is malformed or was made with other inputs. */
export async function decrypt(text: string, encryption: Encryption): Promise<ArrayBuffer | null> {
  const key = await keyFor(encryption)
  try {
    const bytes = binaryToBytes(decodeBase64Url(text))
    const iv = bytes.slice(0, IV_BYTES)
    return await crypto.subtle.decrypt(parameters(iv, encryption), key, bytes.slice(IV_BYTES))
  } catch {
    return null
  }
}

function parameters(iv: Uint8Array<ArrayBuffer>, { context }: Encryption) {
  return { name: AES_GCM, iv, additionalData: encoder.encode(context) }
}

async function keyFor({ secret, purpose }: Encryption): Promise<CryptoKey> {
  const name = `${purpose}:${secret}`
  const known = keys.get(name)
  if (known !== undefined) return known
  const source = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, [
    'deriveKey',
  ])
  const key = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(purpose) },
    source,
    { name: AES_GCM, length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
  if (keys.size >= MAX_KEYS) keys.clear()
  keys.set(name, key)
  return key
}
