/** The signature does not match, or is missing (Django's `signing.BadSignature`). */
export class BadSignature extends Error {
  override name = 'BadSignature'
}

/** The signature matches but is older than `maxAge` (Django's `signing.SignatureExpired`). */
export class SignatureExpired extends BadSignature {
  override name = 'SignatureExpired'
}
