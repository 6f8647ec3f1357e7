import fc from 'fast-check'

/** Names that are dangerous or unusual as keys of a plain object. */
const ODD_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '0', '']

/** Any string as a key, including lone surrogates. */
export const anyName = fc.oneof(fc.constantFrom(...ODD_NAMES), fc.string({ unit: 'binary' }))

const anyNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, 2 ** 53, -(2 ** 53), 1e21, 1e300, 5e-324, 0.1),
)

const surrogate = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit))

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(surrogate, { maxLength: 3 }).map((units) => units.join('"\\')),
)

/** Any JSON value, with all kinds of strings, numbers and names. */
export const { anyValue } = fc.letrec<{ anyValue: unknown }>((tie) => ({
  anyValue: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(anyText, anyNumber, fc.boolean(), fc.constant(null)),
    fc.array(tie('anyValue'), { maxLength: 4 }),
    fc
      .array(fc.tuple(anyName, tie('anyValue')), { maxLength: 4 })
      .map((members): unknown => Object.fromEntries(members)),
  ),
}))

/** Whether two values are the same JSON, down to the sign of zero and the own keys of objects. */
export function isSame(left: unknown, right: unknown): boolean {
  if (!isObject(left) || !isObject(right)) return Object.is(left, right)
  if (Array.isArray(left) !== Array.isArray(right)) return false
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  return names.every((name) => Object.hasOwn(right, name) && isSame(left[name], right[name]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
