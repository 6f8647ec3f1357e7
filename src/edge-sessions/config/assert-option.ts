import { ImproperlyConfigured } from './improperly-configured.ts'

const MAX_SHOWN = 100

/**
 * Checks one option. Never use it for a secret: the error contains the value.
 *
 * @param expected A noun phrase, such as "a positive integer".
 * @throws ImproperlyConfigured unless `isValid`.
 */
export function assertOption(
  isValid: boolean,
  option: string,
  expected: string,
  got: unknown,
): void {
  if (!isValid) {
    throw new ImproperlyConfigured(`to be ${expected}, got \`${describe(got)}\``, option)
  }
}

/**
 * Checks options that are `true`, `false` or missing.
 *
 * @throws ImproperlyConfigured when one is anything else.
 */
export function assertFlags<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
): void {
  for (const name of names) {
    const value = options[name]
    assertOption(
      value === undefined || typeof value === 'boolean',
      name,
      '`true` or `false`',
      value,
    )
  }
}

/**
 * Checks options that are functions or missing.
 *
 * @throws ImproperlyConfigured when one is anything else.
 */
export function assertFunctions<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
): void {
  for (const name of names) {
    const value = options[name]
    assertOption(value === undefined || typeof value === 'function', name, 'a function', value)
  }
}

/** A value as a short string. Objects may not have a `toString` that works. */
function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value).slice(0, MAX_SHOWN)
}
