/**
 * Reads the user id in the data of a session. A session made by hand may hold the primary key as an
 * integer where Django's `login` writes its decimal string: both are the same user, as for Django's
 * `pk.to_python`.
 *
 * @param value The value of `_auth_user_id`.
 * @returns The id as a string. `null` if it is missing or an integer beyond 2^53, which
 * JavaScript has already rounded: it could be another user's.
 */
export function parseUserId(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return Number.isSafeInteger(value) ? String(value) : null
}
