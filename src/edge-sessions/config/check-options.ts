/**
 * An option or setting is missing or invalid (Django's `ImproperlyConfigured`).
 *
 * @see https://docs.djangoproject.com/en/stable/ref/exceptions/#improperlyconfigured
 */
export class ImproperlyConfigured extends Error {
  override name = 'ImproperlyConfigured'

  /** The message after the name of the option, or the whole message if it is about no option. */
  readonly problem: string

  /** The name of the invalid option, if the error is about one. */
  readonly option: string | undefined

  /**
   * @param problem The message, or the part of it after "Expected `option`". It must not contain a
   * secret.
   * @param option The name of the invalid option.
   */
  constructor(problem: string, option?: string) {
    super(option === undefined ? problem : `Expected \`${option}\` ${problem}`)
    this.problem = problem
    this.option = option
  }
}

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
 * Checks that options are `true`, `false` or missing.
 *
 * @throws ImproperlyConfigured when one is anything else.
 */
export function assertFlags<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
): void {
  assertType(options, names, 'boolean', '`true` or `false`')
}

/**
 * Checks that options are functions or missing.
 *
 * @throws ImproperlyConfigured when one is anything else.
 */
export function assertFunctions<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
): void {
  assertType(options, names, 'function', 'a function')
}

function assertType<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
  type: 'boolean' | 'function',
  expected: string,
): void {
  for (const name of names) {
    const value = options[name]
    assertOption(value === undefined || typeof value === type, name, expected, value)
  }
}

/** Describes a value in a short string. An object may have no working `toString`. */
function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value).slice(0, MAX_SHOWN)
}

/** The names of all options of an interface. The type keeps the list complete. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>

/** The most mistakes in a name for which another name is suggested. */
const MAX_MISTAKES = 3

/**
 * Refuses unknown options. A misspelled one would otherwise be ignored silently.
 *
 * @param caller The function that takes the options, for the error.
 * @throws ImproperlyConfigured with the most similar name, if there is one.
 */
export function assertKnownOptions<Options extends object>(
  options: Options,
  names: OptionNames<Options>,
  caller: string,
): void {
  if (typeof options !== 'object' || options === null) {
    throw new ImproperlyConfigured(`Expected the options of \`${caller}\` to be an object`)
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(names, name)) continue
    const similar = findSimilar(name, Object.keys(names))
    const hint = similar === null ? '' : `: did you mean \`${similar}\`?`
    throw new ImproperlyConfigured(`\`${caller}\` has no option \`${name}\`${hint}`)
  }
}

function findSimilar(name: string, candidates: readonly string[]): string | null {
  let best: string | null = null
  let fewest = Math.min(MAX_MISTAKES, Math.floor(name.length / 2)) + 1
  for (const candidate of candidates) {
    const mistakes = countMistakes(name.toLowerCase(), candidate.toLowerCase())
    if (mistakes < fewest) [best, fewest] = [candidate, mistakes]
  }
  return best
}

/** The Levenshtein distance. */
function countMistakes(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
