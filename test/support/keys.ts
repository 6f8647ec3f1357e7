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
