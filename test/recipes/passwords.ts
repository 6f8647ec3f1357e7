import { scrypt, timingSafeEqual } from 'node:crypto'

/** What OWASP asks for where there is little memory: 16 MiB for a password. */
const COST = { N: 16_384, r: 8, p: 5 }

/** Makes what to store for a password: the form of Django's `ScryptPasswordHasher`. */
export async function hashPassword(
  password: string,
  salt: string = crypto.randomUUID(),
  cost = COST,
): Promise<string> {
  const key = await new Promise<Uint8Array>((resolve, reject) => {
    scrypt(password, salt, 64, cost, (error, key) => (error ? reject(error) : resolve(key)))
  })
  return ['scrypt', cost.N, salt, cost.r, cost.p, key.toBase64()].join('$')
}

/** Whether this is the password; any other kind of hash fits none. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [algorithm, N, salt, r, p] = stored.split('$')
  if (algorithm !== 'scrypt') return false
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const made = await hashPassword(password, salt, cost)
  return made.length === stored.length && timingSafeEqual(bytes(made), bytes(stored))
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
