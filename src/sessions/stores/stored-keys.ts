import { sha256Hex } from '../../signing/index.ts'

/** What a table holds for a session key. */
export type StoredKey = (key: string) => Promise<string>

/** Keys whose hashes are remembered: those of the requests that are at work at the same time. */
const MAX_REMEMBERED = 100

/** Hexadecimal digits of a hash that fit Django's column: 160 bits. */
const LENGTH = 40

/**
 * Makes the function that says what a table holds for a key: the key itself, or the beginning of
 * its SHA-256. A request uses one key several times, and hashes it once.
 */
export function storedKeyOf(isHashed: boolean): StoredKey {
  if (!isHashed) return async (key) => key
  // Texts and not promises: a promise must not be awaited by another request than its own.
  const remembered = new Map<string, string>()
  return async function storedKey(key) {
    const known = remembered.get(key)
    if (known !== undefined) return known
    const hash = (await sha256Hex(key)).slice(0, LENGTH)
    if (remembered.size >= MAX_REMEMBERED) remembered.clear()
    remembered.set(key, hash)
    return hash
  }
}
