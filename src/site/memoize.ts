/** Caches the result of a function per argument object. */
export function memoize<Input extends object, Output>(
  work: (input: Input) => Output,
): (input: Input) => Output {
  const done = new WeakMap<Input, Output>()
  return function memoized(input) {
    const known = done.get(input)
    if (known !== undefined) return known
    const output = work(input)
    done.set(input, output)
    return output
  }
}
