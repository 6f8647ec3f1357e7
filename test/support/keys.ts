import type { RandomBytes } from '../../src/edge-sessions/index.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Returns a source of random bytes from which stores make these keys, in order. */
export function bytesForKeys(...keys: readonly string[]): RandomBytes {
  const left = [...keys]
  return function randomBytes() {
    const key = left.shift() ?? ''
    return Uint8Array.from(key, (character) => ALPHABET.indexOf(character))
  }
}

/** Returns a source of random bytes that is the same in every run (xorshift32). */
export function seededBytes(): RandomBytes {
  let state = 20_260_301
  return function randomBytes(length) {
    return Uint8Array.from({ length }, () => {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return state & 255
    })
  }
}
