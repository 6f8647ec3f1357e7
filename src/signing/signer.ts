import { encodeBase62 } from './base62.ts'
import { encodeBase64Url, latin1 } from './base64.ts'
import { constantTimeEqual } from './constant-time.ts'
import { BadSignature } from './errors.ts'

/** The value, which may have colons in it, the timestamp and the signature. */
const PARTS = /^(.*):(.*):(.*)$/s

/** What a value is signed with. */
export interface SigningKeys {
  /** The secret; new values are signed with it. */
  key: string
  /** Older secrets that are still accepted. Default: none. */
  fallbackKeys?: readonly string[]
  /** The purpose: a value signed for one salt is refused under every other. */
  salt: string
}

/**
 * Signs `value` together with the time (Django's `TimestampSigner.sign`).
 *
 * @param now The time of signing.
 * @returns `value:timestamp:signature`.
 */
export async function sign(value: string, keys: SigningKeys, now: Date): Promise<string> {
  const stamped = `${value}:${encodeBase62(Math.floor(now.getTime() / 1000))}`
  return `${stamped}:${await signature(stamped, keys.key, keys.salt)}`
}

/**
 * Checks a signed text and takes the value out of it (Django's `TimestampSigner.unsign`).
 *
 * @returns The value that was signed.
 * @throws BadSignature when the signature is missing, or made by none of the keys.
 */
export async function unsign(signed: string, keys: SigningKeys): Promise<string> {
  const [, value = '', timestamp, given = ''] = PARTS.exec(signed) ?? []
  for (const key of [keys.key, ...(keys.fallbackKeys ?? [])]) {
    const right = await signature(`${value}:${timestamp}`, key, keys.salt)
    if (constantTimeEqual(given, right)) return value
  }
  throw new BadSignature('Expected a signature made with a known key')
}

/** Returns what a signed text has for a timestamp; it is worth nothing before `unsign`. */
export function timestampOf(signed: string): string {
  return PARTS.exec(signed)?.[2] ?? ''
}

/** HMAC-SHA256 in URL-safe base64 (Django's `base64_hmac`). */
async function signature(text: string, key: string, salt: string): Promise<string> {
  if (typeof key !== 'string') throw new TypeError('Expected a secret to sign with, got none')
  const source = `${salt}signer${key}`
  const hmacKey = hmacKeys.get(source) ?? (await deriveKey(source))
  const mac = await crypto.subtle.sign('HMAC', hmacKey, encoder.encode(text))
  return encodeBase64Url(latin1(new Uint8Array(mac)))
}

const encoder = new TextEncoder()

// Keys are kept, not promises of keys: a promise belongs to the request that made it.
// The bound only matters to an app that has a secret for each of many tenants.
const hmacKeys = new Map<string, CryptoKey>()
const MAX_HMAC_KEYS = 64

/** The HMAC key is SHA-256 of salt, the word "signer" and the secret (Django's `salted_hmac`). */
async function deriveKey(source: string): Promise<CryptoKey> {
  const derived = await crypto.subtle.digest('SHA-256', encoder.encode(source))
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', derived, algorithm, false, ['sign'])
  if (hmacKeys.size >= MAX_HMAC_KEYS) hmacKeys.clear()
  hmacKeys.set(source, imported)
  return imported
}
