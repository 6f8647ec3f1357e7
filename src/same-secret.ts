import { constantTimeEqual } from './signing/index.ts'

/**
 * Compares what a visitor has entered with a secret, in time that tells nothing of the secret, not
 * even its length: hashes are compared.
 */
export async function isSameSecret(entered: string, secret: string): Promise<boolean> {
  const [left, right] = await Promise.all([hash(entered), hash(secret)])
  return constantTimeEqual(left, right)
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return new Uint8Array(digest).toHex()
}
