import { decodeBase62 } from './base62.ts'
import { BadSignature, SignatureExpired } from './errors.ts'
import { type SigningKeys, timestampOf, unsign } from './signer.ts'

/**
 * Checks a signed string and its age, and returns its value (Django's `TimestampSigner.unsign` with
 * `max_age`).
 *
 * @param maxAge Oldest signature accepted, in seconds.
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
  const seconds = decodeBase62(timestampOf(signed))
  if (seconds === null) throw new BadSignature('Expected a timestamp in base 62')
  if (now.getTime() / 1000 - seconds > maxAge) {
    throw new SignatureExpired(`Expected a signature of at most ${maxAge} s`)
  }
  return value
}

/**
 * Returns the time of a signature, or `null` if it is malformed. Check the signature first: the time
 * proves nothing without it.
 */
export function signedAt(signed: string): Date | null {
  const date = new Date((decodeBase62(timestampOf(signed)) ?? Number.NaN) * 1000)
  return Number.isNaN(date.getTime()) ? null : date
}
