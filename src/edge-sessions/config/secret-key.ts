import { ImproperlyConfigured } from './check-options.ts'

const MIN_LENGTH = 50
const MIN_DIFFERENT = 5

/**
 * Checks that a secret is hard to guess, with the minimums of Django's check `security.W009`. The
 * prefix `django-insecure-` is accepted.
 *
 * @param secretKey At least 50 characters, 5 of them different.
 * @param name The name of the setting in the error. The value is never in it. @default 'secretKey'
 * @throws ImproperlyConfigured when it is missing or easy to guess.
 * @see https://docs.djangoproject.com/en/stable/ref/settings/#secret-key
 */
export function checkSecretKey(
  secretKey: unknown,
  name = 'secretKey',
): asserts secretKey is string {
  if (typeof secretKey !== 'string' || secretKey === '') {
    throw new ImproperlyConfigured('to be set', name)
  }
  const different = new Set(secretKey).size
  if (secretKey.length < MIN_LENGTH || different < MIN_DIFFERENT) {
    throw new ImproperlyConfigured(
      `to be at least ${MIN_LENGTH} characters, ${MIN_DIFFERENT} of them different, got ${secretKey.length} with ${different} different`,
      name,
    )
  }
}

/**
 * Checks older secrets. Weak ones are accepted, so that a site can replace a weak secret without
 * ending its sessions.
 *
 * @throws ImproperlyConfigured when it is not an array of strings, or one of them is empty.
 */
export function checkSecretKeyFallbacks(secretKeyFallbacks: unknown): void {
  if (secretKeyFallbacks === undefined) return
  const isValid =
    Array.isArray(secretKeyFallbacks) &&
    secretKeyFallbacks.every((key) => typeof key === 'string' && key !== '')
  if (!isValid) {
    throw new ImproperlyConfigured('to be an array of non-empty strings', 'secretKeyFallbacks')
  }
}
