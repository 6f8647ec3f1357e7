/**
 * Compares user input with a secret in constant time. Hashes are compared, so the time does not
 * depend on the secret's length either.
 */
export async function secretsMatch(input: string, secret: string): Promise<boolean> {
  const [left, right] = await Promise.all([hash(input), hash(secret)])
  return crypto.subtle.timingSafeEqual(left, right)
}

async function hash(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
}
