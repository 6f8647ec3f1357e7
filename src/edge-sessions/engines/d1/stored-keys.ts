import { sha256Hex } from '../../signing/index.ts'

/** Returns the value of the column `session_key` for a session key. */
export type ToStoredKey = (key: string) => Promise<string>

/** The number of cached hashes, enough for concurrent requests. */
const MAX_REMEMBERED = 100

/** Hexadecimal digits of a hash that fit Django's column: 160 bits. */
const LENGTH = 40

// A request uses one key several times. Strings, not promises: a Worker must not await the promise
// of another request.
const remembered = new Map<string, string>()

/** Returns the beginning of the SHA-256 of a key. */
export async function hashKey(key: string): Promise<string> {
  const known = remembered.get(key)
  if (known !== undefined) return known
  const hash = (await sha256Hex(key)).slice(0, LENGTH)
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(key, hash)
  return hash
}
