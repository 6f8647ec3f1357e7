// Computes the fingerprint of the local SECRET_KEY, to compare with the one that Django prints.
import { createHash, createHmac } from 'node:crypto'

const SALT = 'edge-sessions.secret_key_fingerprint'

/**
 * Describes SECRET_KEY as wrangler reads it, without showing it. Wrangler cuts values at `#` when
 * they are not quoted.
 *
 * @returns `SECRET_KEY fingerprint: 50 9f86d081` with the length first, or `null` when the key is not set.
 */
export async function describeSecretKey() {
  // Imported late, because it takes a second that must not delay the server.
  const { unstable_getVarsForDev: readVars } = await import('wrangler')
  const key = readVars('wrangler.toml', undefined, {}, undefined, true).SECRET_KEY?.value
  if (typeof key !== 'string' || key === '') return null
  return `SECRET_KEY fingerprint: ${[...key].length} ${fingerprint(key)}`
}

/** Returns the first 8 digits of Django's `salted_hmac(SALT, '', key, algorithm='sha256')`. */
function fingerprint(key) {
  const hmacKey = createHash('sha256')
    .update(SALT + key)
    .digest()
  return createHmac('sha256', hmacKey).update('').digest('hex').slice(0, 8)
}
