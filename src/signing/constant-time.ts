/**
 * Compares two texts in time that depends on their lengths only (Django's `constant_time_compare`).
 * Signatures are compared as text: two spellings of the same bytes are not the same signature.
 */
export function constantTimeEqual(left: string, right: string): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index++) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index)
  }
  return difference === 0
}
