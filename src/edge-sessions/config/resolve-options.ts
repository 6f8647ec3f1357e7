/** An option that a Worker creates for each request, because it holds a binding. */
export interface BindingOption<Options, Settings> {
  readonly option: keyof Options & string
  /** Returns the settings with the new value of this option. Checks nothing else. */
  replace(settings: Settings, options: Options): Settings
}

/**
 * Resolves options, or a function of the context that returns them.
 *
 * An object is resolved at once. The result of a function is resolved at the first request, and
 * again only if it changes. If only the binding differs, the other options are not checked again.
 *
 * @param resolve Checks the options and adds the defaults.
 * @param binding The option that may differ with each request. @default none
 * @returns A function that returns the settings of a request.
 * @throws The errors of `resolve`, unless `options` is a function.
 */
export function resolveOptions<Context, Options extends object, Settings>(
  options: Options | ((c: Context) => Options),
  resolve: (options: Options) => Settings,
  binding?: BindingOption<Options, Settings>,
): (c: Context) => Settings {
  if (typeof options !== 'function') {
    const settings = resolve({ ...options })
    return () => settings
  }
  let last: { given: Options; settings: Settings } | undefined

  return function getSettings(c) {
    // Copied to detect later changes to the same object, and to leave inherited options out.
    const given = { ...options(c) }
    if (last === undefined || !isSameExcept(given, last.given, binding?.option)) {
      last = { given, settings: resolve(given) }
    } else if (binding !== undefined && given[binding.option] !== last.given[binding.option]) {
      last = { given, settings: binding.replace(last.settings, given) }
    }
    return last.settings
  }
}

function isSameExcept<Options extends object>(
  one: Options,
  other: Options,
  exception: string | undefined,
): boolean {
  const names = Object.keys(one)
  const others = Object.keys(other)
  return (
    names.length === others.length &&
    names.every((name, index) => {
      if (name !== others[index]) return false
      return name === exception || isSame(Reflect.get(one, name), Reflect.get(other, name))
    })
  )
}

/** Whether two values, or the items of two arrays, are the same. `[c.env.OLD]` is a new array. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
  return one.every((item, index) => item === other[index])
}
