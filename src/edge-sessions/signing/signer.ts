import { encodeBase62 } from './base62.ts'
import { bytesToBinary, encodeBase64Url } from './base64.ts'
import { constantTimeEqual } from './constant-time.ts'
import { BadSignature } from './errors.ts'
import { saltedHmac } from './hash.ts'
import { isVerified, rememberVerified } from './verified.ts'

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
 * was found correct before is not verified again.
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
 * Notes that a string is signed with `key`, so that `unsign` need not verify it. Call it only if
 * something else proves that.
 */
export function assumeSigned(signed: string, { key, salt }: SigningKeys): void {
  const source = hmacSource(salt, key)
  if (!isVerified(signed, source)) rememberVerified(signed, source)
}

/** Returns the timestamp of a signed string. It proves nothing before `unsign`. */
export function timestampOf(signed: string): string {
  const { value, stamped } = split(signed)
  return stamped.slice(value.length + 1)
}

/** Splits `value:timestamp:signature`; the value may contain colons. */
function split(signed: string): { value: string; stamped: string; given: string } {
  const last = signed.lastIndexOf(':')
  const stamped = signed.slice(0, Math.max(last, 0))
  const middle = stamped.lastIndexOf(':')
  if (middle === -1) return { value: '', stamped: '', given: '' }
  return { value: stamped.slice(0, middle), stamped, given: signed.slice(last + 1) }
}

/** The string whose hash is the HMAC key, so that equal sources mean equal keys. */
function hmacSource(salt: string, key: string): string {
  return `${salt}signer${key}`
}

/** Returns an HMAC-SHA256 in URL-safe base64 (Django's `base64_hmac`). */
async function signature(text: string, key: string, salt: string): Promise<string> {
  if (typeof key !== 'string') throw new TypeError('Expected a secret to sign with, got none')
  return encodeBase64Url(bytesToBinary(await saltedHmac(`${salt}signer`, text, key)))
}
