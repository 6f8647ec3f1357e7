// Verifying a signature is half the cost of reading a session, and an isolate mostly sees the same
// strings again. Whole strings are compared, so a forged one is never found here.

/** Most strings remembered, and the longest: together at most 1 MB. */
const MAX_STRINGS = 256
const MAX_LENGTH = 4096

/** Signed strings that were found correct, with the source of the key that signed them. */
const verified = new Map<string, string>()

/**
 * Whether a signed string was found correct before.
 *
 * @param source The string that the HMAC key is derived from.
 */
export function isVerified(signed: string, source: string): boolean {
  return verified.get(signed) === source
}

/** Remembers a signed string that was found correct. The oldest one is forgotten for it. */
export function rememberVerified(signed: string, source: string): void {
  if (signed.length > MAX_LENGTH) return
  const [oldest] = verified.keys()
  if (verified.size >= MAX_STRINGS && oldest !== undefined) verified.delete(oldest)
  verified.set(signed, source)
}
