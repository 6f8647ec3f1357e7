/** Shortest secret of which a part is shown. */
const MIN_PARTLY_SHOWN = 16

/** Names of secret session values, here or in an app that shares the session. */
const SECRET_NAME = /^admin$|hash|token|secret|passw|credential|signature|api.?key|(?:^|_)otp/i

/** Session keys, CSRF tokens and hashes. */
const KEY_OR_HASH = /^(?:[a-zA-Z0-9]{32}|[0-9a-f]{40}|[a-zA-Z0-9]{64})$/

/** The signature at the end of signed data: HMAC-SHA1 or HMAC-SHA256 in base64. */
const SIGNATURE = /:[\w-]{27}$|:[\w-]{43}$/

/** Returns what a page may show of a secret: its beginning, if the rest is long. */
export function mask(secret: string): string {
  return secret.length < MIN_PARTLY_SHOWN ? '…' : `${secret.slice(0, 4)}…`
}

/** Whether the session value of this name is secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/** Whether a string looks like a secret, whatever its name. */
export function isSecretValue(value: string): boolean {
  return KEY_OR_HASH.test(value) || SIGNATURE.test(value.slice(-44))
}
