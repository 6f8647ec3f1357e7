import { bytesToHex } from './encoding.ts'

const encoder = new TextEncoder()

const HMAC_SHA256 = { name: 'HMAC', hash: 'SHA-256' }

/** The largest number of cached HMAC keys. An app with a secret per tenant may reach it. */
const MAX_HMAC_KEYS = 64

// Keys, not promises: a Worker must not await the promise of another request.
const hmacKeys = new Map<string, CryptoKey>()

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

/**
 * Compares two strings in time that depends only on their lengths (Django's
 * `constant_time_compare`). Base64 is not decoded, so two spellings of the same bytes are unequal.
 */
export function constantTimeEqual(left: string, right: string): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index++) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index)
  }
  return difference === 0
}

/** The number of draws after which the random source counts as broken. */
const MAX_DRAWS = 100

/** Returns `length` random bytes. */
export type RandomBytes = (length: number) => Uint8Array

/** Random bytes from the platform's cryptographic generator. */
export function secureRandomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/**
 * Returns a random string in which every character is equally likely (Django's `get_random_string`).
 *
 * @param alphabet At most 256 characters.
 * @throws Error when `randomBytes` returns nothing usable.
 */
export function randomText(
  alphabet: string,
  length: number,
  randomBytes: RandomBytes = secureRandomBytes,
): string {
  // Larger bytes would make the first characters likelier than the others.
  const unfairFrom = 256 - (256 % alphabet.length)
  let text = ''
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    for (const byte of randomBytes(2 * length)) {
      if (byte < unfairFrom) text += alphabet.charAt(byte % alphabet.length)
      if (text.length === length) return text
    }
  }
  throw new Error('Expected a working source of random bytes')
}
