import { bytesToHex, constantTimeEqual, saltedHmac } from '../signing/index.ts'

const SALT = 'django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash'

/**
 * Returns the hash that ties a session to a password (Django's `get_session_auth_hash`). It changes
 * with the password, which ends every session that holds the old one.
 *
 * @param password The stored hash of the password: Django's column `password`, unchanged.
 * @param secretKey Django's `SECRET_KEY`.
 * @returns 64 hexadecimal digits.
 * @throws TypeError if `password` is not a string, as in a row that was read without this column.
 */
export async function sessionAuthHash(password: string, secretKey: string): Promise<string> {
  if (typeof password !== 'string') {
    throw new TypeError(`Expected \`user.password\` to be a string, got a ${typeof password}`)
  }
  return bytesToHex(await saltedHmac(SALT, password, secretKey))
}

/** Whether `stored` is the hash of this password under one of the older secrets. */
export async function isFallbackHash(
  stored: string,
  password: string,
  fallbackKeys: readonly string[],
): Promise<boolean> {
  for (const key of fallbackKeys) {
    if (constantTimeEqual(stored, await sessionAuthHash(password, key))) return true
  }
  return false
}
