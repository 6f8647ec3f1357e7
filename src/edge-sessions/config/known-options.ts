import { ImproperlyConfigured } from './improperly-configured.ts'

/** The names of all options of an interface. The type keeps the list complete. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>

/** Mistakes at which a name is still taken for another one. */
const MAX_MISTAKES = 3

/**
 * Refuses options with an unknown name: a misspelled option would silently have its default.
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
