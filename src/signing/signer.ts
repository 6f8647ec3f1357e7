import { encodeBase62 } from './base62.ts'
import { bytesToBinary, encodeBase64Url } from './base64.ts'
import { constantTimeEqual } from './constant-time.ts'
import { BadSignature } from './errors.ts'
import { saltedHmac } from './hash.ts'

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

/** Returns an HMAC-SHA256 in URL-safe base64 (Django's `base64_hmac`). */
async function signature(text: string, key: string, salt: string): Promise<string> {
  if (typeof key !== 'string') throw new TypeError('Expected a secret to sign with, got none')
  return encodeBase64Url(bytesToBinary(await saltedHmac(`${salt}signer`, text, key)))
}
