import { bytesToHex, saltedHmac } from '../signing/index.ts'

const SALT = 'edge-sessions.secret_key_fingerprint'
const DIGITS = 8

/**
 * Describes a secret key without showing it: the number of its characters and the first 8
 * hexadecimal digits of an HMAC. Compare the fingerprints of two sites to find out whether they
 * have the same key. A key that a configuration file has truncated has another fingerprint.
 *
 * Django prints the same with:
 * `python manage.py shell -c "from django.conf import settings; from django.utils.crypto import
 * salted_hmac; k = settings.SECRET_KEY; print(len(k), salted_hmac('edge-sessions.secret_key_fingerprint',
 * '', k, algorithm='sha256').hexdigest()[:8])"`
 *
 * @param secretKey Django's `SECRET_KEY`. It must be random: a key that can be guessed can also be
 * confirmed by its fingerprint.
 * @returns The length in characters, a space and 8 hexadecimal digits, such as `50 9f86d081`.
 * @example
 * console.log(await secretKeyFingerprint(env.SECRET_KEY))
 */
export async function secretKeyFingerprint(secretKey: string): Promise<string> {
  const mac = await saltedHmac(SALT, '', secretKey)
  const hex = bytesToHex(mac)
  return `${Array.from(secretKey).length} ${hex.slice(0, DIGITS)}`
}
