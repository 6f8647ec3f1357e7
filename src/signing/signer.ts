import { decodeBase62, encodeBase62 } from './base62.ts'
import { encodeBase64Url } from './base64.ts'
import { constantTimeEqual } from './constant-time.ts'
import { BadSignature, SignatureExpired } from './errors.ts'

const SEPARATOR = ':'

/** What a value is signed with. */
export interface SigningKeys {
  /** The secret; new values are signed with it. */
  key: string
  /** Older secrets that are still accepted. Default: none. */
  fallbackKeys?: readonly string[]
  /** The purpose: a value signed for one salt is refused under every other. */
  salt: string
}

/** When a value was signed is checked against these. */
export interface AgeLimit {
  /** Oldest signature accepted, in seconds. Default: no limit. */
  maxAge?: number
  /** The time to measure from. Default: now. */
  now?: Date
}

/**
 * Signs `value` together with the time (Django's `TimestampSigner.sign`).
 *
 * @param now The time of signing.
 * @returns `value:timestamp:signature`.
 */
export async function sign(value: string, keys: SigningKeys, now: Date): Promise<string> {
  const stamped = value + SEPARATOR + encodeBase62(Math.floor(now.getTime() / 1000))
  return stamped + SEPARATOR + (await signature(stamped, keys.key, keys.salt))
}

/**
 * Checks a signed text and takes the value out of it (Django's `TimestampSigner.unsign`).
 *
 * @returns The value that was signed.
 * @throws BadSignature when the signature is missing, or made by none of the keys.
 * @throws SignatureExpired when it is older than `limit.maxAge`.
 */
export async function unsign(
  signed: string,
  keys: SigningKeys,
  limit: AgeLimit = {},
): Promise<string> {
  const [stamped, given] = splitLast(signed)
  if (stamped === null) throw new BadSignature('Expected a signed value, got one without signature')
  if (!(await isSignedByAny(stamped, given, keys))) {
    throw new BadSignature('Expected a signature made with a known key')
  }
  const [value, timestamp] = splitLast(stamped)
  if (value === null) throw new BadSignature('Expected a signed value with a timestamp')
  if (limit.maxAge !== undefined) assertFresh(timestamp, limit.maxAge, limit.now ?? new Date())
  return value
}

async function isSignedByAny(stamped: string, given: string, keys: SigningKeys): Promise<boolean> {
  for (const key of [keys.key, ...(keys.fallbackKeys ?? [])]) {
    if (constantTimeEqual(given, await signature(stamped, key, keys.salt))) return true
  }
  return false
}

function assertFresh(timestamp: string, maxAge: number, now: Date): void {
  const signedAt = decodeBase62(timestamp)
  if (signedAt === null) throw new BadSignature('Expected a timestamp in base 62')
  const age = now.getTime() / 1000 - signedAt
  if (age > maxAge) throw new SignatureExpired(`Expected a signature of at most ${maxAge} s`)
}

function splitLast(text: string): [string, string] | [null, string] {
  const at = text.lastIndexOf(SEPARATOR)
  return at === -1 ? [null, text] : [text.slice(0, at), text.slice(at + 1)]
}

/** HMAC-SHA256 in URL-safe base64 (Django's `base64_hmac`). */
async function signature(text: string, key: string, salt: string): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', await hmacKey(key, salt), utf8(text))
  return encodeBase64Url(new Uint8Array(mac))
}

// Keys are kept, not promises of keys: a promise belongs to the request that made it.
// The bound only matters to an app that has a secret for each of many tenants.
const hmacKeys = new Map<string, CryptoKey>()
const MAX_HMAC_KEYS = 64

/** The HMAC key is SHA-256 of salt, the word "signer" and the secret (Django's `salted_hmac`). */
async function hmacKey(key: string, salt: string): Promise<CryptoKey> {
  const name = `${salt.length}:${salt}${key}`
  const known = hmacKeys.get(name)
  if (known !== undefined) return known
  const derived = await crypto.subtle.digest('SHA-256', utf8(`${salt}signer${key}`))
  const imported = await crypto.subtle.importKey(
    'raw',
    derived,
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  if (hmacKeys.size >= MAX_HMAC_KEYS) hmacKeys.clear()
  hmacKeys.set(name, imported)
  return imported
}

const encoder = new TextEncoder()

function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}
