/** Draws before giving up on a broken source of randomness. */
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
