import { constantTimeEqual, sha256Hex } from './signing/index.ts'

/**
 * Compares user input with a secret in constant time. Hashes are compared, so the time does not
 * depend on the secret's length either.
 */
export async function secretsMatch(input: string, secret: string): Promise<boolean> {
  const [left, right] = await Promise.all([sha256Hex(input), sha256Hex(secret)])
  return constantTimeEqual(left, right)
}
