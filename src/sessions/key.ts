const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const LENGTH = 32
const PATTERN = /^[a-z0-9]{32}$/

/** Bytes from this one on would make the first letters likelier than the others. */
const UNFAIR_FROM = 256 - (256 % ALPHABET.length)

/** Draws of 64 bytes before a broken source of randomness is given up on. */
const MAX_DRAWS = 100

/** Returns `length` random bytes. */
export type RandomBytes = (length: number) => Uint8Array

/** Random bytes from the platform's cryptographic generator. */
export function secureRandomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/**
 * Makes a session key: 32 characters out of `a-z0-9`, 165 bits (Django's `_get_new_session_key`).
 *
 * @throws Error when `randomBytes` yields nothing usable.
 */
export function makeKey(randomBytes: RandomBytes = secureRandomBytes): string {
  let key = ''
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    for (const byte of randomBytes(2 * LENGTH)) {
      if (byte < UNFAIR_FROM) key += ALPHABET.charAt(byte % ALPHABET.length)
      if (key.length === LENGTH) return key
    }
  }
  throw new Error('Expected a working source of random bytes')
}

/** Whether `text` has the form of a session key; nothing else ever reaches a store. */
export function isKey(text: string | null | undefined): text is string {
  return typeof text === 'string' && PATTERN.test(text)
}
