import { constantTimeEqual, saltedHmac } from './crypto.ts'
import { bytesToBinary, decodeBase62, encodeBase62, encodeBase64Url } from './encoding.ts'

/** The signature does not match, or is missing (Django's `signing.BadSignature`). */
export class BadSignature extends Error {
  override name = 'BadSignature'
}

/** The signature matches but is older than `maxAge` (Django's `signing.SignatureExpired`). */
export class SignatureExpired extends BadSignature {
  override name = 'SignatureExpired'
}

// Verifying a signature is half the cost of reading a session, and an isolate mostly sees the same
// strings again. Whole strings are compared, so a forged one is never found here.

/** The largest number of cached strings, and the longest string cached: together at most 1 MB. */
const MAX_VERIFIED = 256
const MAX_VERIFIED_LENGTH = 4096

/** Verified strings, each with the source of the HMAC key that signed it. */
const verified = new Map<string, string>()

/** The secrets and the purpose that a value is signed with. */
export interface SigningKeys {
  /** The secret that signs new values. */
  key: string
  /**
   * Older secrets that are still accepted.
   *
   * @default []
   */
  fallbackKeys?: readonly string[]
  /** The purpose. A value signed with one salt is refused with every other. */
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
 * Checks a signed string and returns its value (Django's `TimestampSigner.unsign`). A string that
 * was verified before is not verified again.
 *
 * @returns The value that was signed.
 * @throws BadSignature when the signature is missing, or made by none of the keys.
 */
export async function unsign(signed: string, keys: SigningKeys): Promise<string> {
  const { value, stamped, given } = split(signed)
  const secrets = [keys.key, ...(keys.fallbackKeys ?? [])]
  if (secrets.some((key) => isVerified(signed, hmacSource(keys.salt, key)))) return value
  for (const key of secrets) {
    if (constantTimeEqual(given, await signature(stamped, key, keys.salt))) {
      rememberVerified(signed, hmacSource(keys.salt, key))
      return value
    }
  }
  throw new BadSignature('Expected a signature made with a known key')
}

/**
 * Checks a signed string and its age, and returns its value (Django's `TimestampSigner.unsign` with
 * `max_age`).
 *
 * @param maxAge Largest age of the signature, in seconds.
 * @param now The time to measure from.
 * @returns The value that was signed.
 * @throws BadSignature when the signature is missing, or made by none of the keys.
 * @throws SignatureExpired when it is older than `maxAge`.
 */
export async function unsignWithin(
  signed: string,
  keys: SigningKeys,
  maxAge: number,
  now: Date,
): Promise<string> {
  const value = await unsign(signed, keys)
  const date = signedAt(signed)
  if (date === null) throw new BadSignature('Expected a timestamp in base 62')
  if (now.getTime() - date.getTime() > maxAge * 1000) {
    throw new SignatureExpired(`Expected a signature at most ${maxAge} s old`)
  }
  return value
}

/**
 * Returns the time of a signature, or `null` if it is malformed. Check the signature first: the time
 * proves nothing without it.
 */
export function signedAt(signed: string): Date | null {
  const date = new Date((decodeBase62(split(signed).time) ?? Number.NaN) * 1000)
  return Number.isNaN(date.getTime()) ? null : date
}

/**
 * Notes that a string is signed with `key`, so that `unsign` need not verify it. Call it only if
 * something else proves that.
 */
export function assumeSigned(signed: string, { key, salt }: SigningKeys): void {
  const source = hmacSource(salt, key)
  if (!isVerified(signed, source)) rememberVerified(signed, source)
}

/**
 * Whether a signed string was verified before.
 *
 * @param source The string that the HMAC key is derived from.
 */
function isVerified(signed: string, source: string): boolean {
  return verified.get(signed) === source
}

/** Caches a verified string. If the cache is full, the oldest one is dropped. */
function rememberVerified(signed: string, source: string): void {
  if (signed.length > MAX_VERIFIED_LENGTH) return
  const [oldest] = verified.keys()
  if (verified.size >= MAX_VERIFIED && oldest !== undefined) verified.delete(oldest)
  verified.set(signed, source)
}

/** Splits `value:timestamp:signature`; the value may contain colons. */
function split(signed: string) {
  const last = signed.lastIndexOf(':')
  const stamped = signed.slice(0, Math.max(last, 0))
  const middle = stamped.lastIndexOf(':')
  if (middle === -1) return { value: '', time: '', stamped: '', given: '' }
  const [value, time] = [stamped.slice(0, middle), stamped.slice(middle + 1)]
  return { value, time, stamped, given: signed.slice(last + 1) }
}

/** Returns the string whose hash is the HMAC key. Equal strings mean equal keys. */
function hmacSource(salt: string, key: string): string {
  return `${salt}signer${key}`
}

/** Returns an HMAC-SHA256 in URL-safe base64 (Django's `base64_hmac`). */
async function signature(text: string, key: string, salt: string): Promise<string> {
  if (typeof key !== 'string') throw new TypeError('Expected a secret to sign with, got none')
  return encodeBase64Url(bytesToBinary(await saltedHmac(`${salt}signer`, text, key)))
}
