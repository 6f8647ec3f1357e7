// The fingerprint of the local SECRET_KEY, to compare with the one that Django prints.
import { createHash, createHmac } from 'node:crypto'

const SALT = 'edge-sessions.secret_key_fingerprint'

/**
 * Describes SECRET_KEY as wrangler reads it, without showing it. Wrangler cuts values at `#` when
 * they are not quoted.
 *
 * @returns `SECRET_KEY fingerprint: 50 9f86d081` with the length first, or `null` when the key is not set.
 */
export async function describeSecretKey() {
  // Loaded late: it takes a second, in which the server starts.
  const { unstable_getVarsForDev: readVars } = await import('wrangler')
  const key = readVars('wrangler.toml', undefined, {}, undefined, true).SECRET_KEY?.value
  if (typeof key !== 'string' || key === '') return null
  return `SECRET_KEY fingerprint: ${[...key].length} ${fingerprint(key)}`
}

/** Django's `salted_hmac(SALT, '', key, algorithm='sha256')`, its first 8 digits. */
function fingerprint(key) {
  const hmacKey = createHash('sha256')
    .update(SALT + key)
    .digest()
  return createHmac('sha256', hmacKey).update('').digest('hex').slice(0, 8)
}
