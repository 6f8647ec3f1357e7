/**
 * Compares two strings in time that depends only on their lengths (Django's
 * `constant_time_compare`). Two base64 spellings of the same bytes are different signatures.
 */
export function constantTimeEqual(left: string, right: string): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index++) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index)
  }
  return difference === 0
}
