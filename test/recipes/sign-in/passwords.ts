import { scrypt, timingSafeEqual } from 'node:crypto'

/** OWASP's minimum for 16 MiB of memory per password. */
const COST = { N: 16_384, r: 8, p: 5 }

/** Makes the string to store for a password, in the format of Django's `ScryptPasswordHasher`. */
export async function hashPassword(
  password: string,
  salt: string = crypto.randomUUID(),
): Promise<string> {
  const key = await new Promise<Uint8Array>((resolve, reject) => {
    scrypt(password, salt, 64, COST, (error, key) => (error ? reject(error) : resolve(key)))
  })
  return ['scrypt', COST.N, salt, COST.r, COST.p, btoa(String.fromCharCode(...key))].join('$')
}

/**
 * Whether `stored` is a hash of this password. Every call hashes once at the same cost, even for an
 * unknown user or another kind of hash, so the time does not tell which users exist. A hash of
 * another kind or cost never matches: its user has to choose a new password.
 */
export async function isPassword(
  password: string,
  stored = '',
  hash = hashPassword,
): Promise<boolean> {
  const [, , salt = 'nobody'] = stored.split('$')
  const [made, expected] = [bytes(await hash(password, salt)), bytes(stored)]
  return made.length === expected.length && timingSafeEqual(made, expected)
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
