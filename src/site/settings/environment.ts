import { ImproperlyConfigured } from 'edge-sessions'

/**
 * A Worker's bindings as settings. Values from `[vars]` have their TOML type. Those from a
 * dashboard, a secret or a file are strings. An empty string counts as not set.
 *
 * The methods throw ImproperlyConfigured, which names the setting, if a value is invalid.
 */
export class Environment {
  readonly #values: Readonly<Record<string, unknown>>

  constructor(env: object) {
    this.#values = { ...env }
  }

  /** Refuses unknown settings. A misspelt one would silently keep its default. */
  refuseUnknown(prefixes: readonly string[], known: ReadonlySet<string>): void {
    for (const name of Object.keys(this.#values)) {
      if (!prefixes.some((prefix) => name.startsWith(prefix)) || known.has(name)) continue
      throw new ImproperlyConfigured(`Unknown setting \`${name}\`. Check its spelling.`)
    }
  }

  /** Whether a setting has a value. */
  isSet(name: string): boolean {
    const value = this.#values[name]
    return value !== undefined && value !== null && value !== ''
  }

  integer(name: string, fallback: number, atLeast = 1): number {
    if (!this.isSet(name)) return fallback
    const value = String(this.#values[name]).trim()
    if (/^\d{1,15}$/.test(value) && Number(value) >= atLeast) return Number(value)
    throw unexpected(name, atLeast === 1 ? 'a positive integer' : 'a non-negative integer', value)
  }

  /** Returns an integer, or `null` for Python's `None`. */
  integerOrNone(name: string, fallback: number): number | null {
    return this.#values[name] === 'None' ? null : this.integer(name, fallback)
  }

  flag(name: string, fallback: boolean): boolean {
    if (!this.isSet(name)) return fallback
    const value = String(this.#values[name]).trim().toLowerCase()
    if (value === 'true' || value === 'false') return value === 'true'
    throw unexpected(name, '`true` or `false`', this.#values[name])
  }

  text(name: string, fallback: string): string {
    if (!this.isSet(name)) return fallback
    const value = this.#values[name]
    if (typeof value === 'string') return value
    throw unexpected(name, 'a string', value)
  }

  /** Returns a string that must stay out of errors and logs. */
  secret(name: string, minLength: number): string | null {
    if (!this.isSet(name)) return null
    const value = this.#values[name]
    if (typeof value === 'string' && value.length >= minLength) return value
    throw new ImproperlyConfigured(
      `Expected \`${name}\` to be a string of at least ${minLength} characters`,
    )
  }

  /** Returns one of these words, whatever its case. TOML's `false` counts as the word. */
  choice<Word extends string>(name: string, words: readonly Word[], fallback: Word): Word {
    if (!this.isSet(name)) return fallback
    const value = String(this.#values[name])
    const word = words.find((candidate) => candidate.toLowerCase() === value.toLowerCase())
    if (word !== undefined) return word
    const last = `\`${words.at(-1)}\``
    const others = words.slice(0, -1).map((candidate) => `\`${candidate}\``)
    throw unexpected(name, `${others.join(', ')} or ${last}`, value)
  }

  /** Returns an array of TOML, or of JSON in a secret. The error does not quote the value. */
  list(name: string): string[] {
    if (!this.isSet(name)) return []
    const value = this.#values[name]
    const list = typeof value === 'string' ? parseJson(value) : value
    if (Array.isArray(list) && list.every((item) => typeof item === 'string' && item !== '')) {
      return list
    }
    throw new ImproperlyConfigured(`Expected \`${name}\` to be a JSON array of strings`)
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function unexpected(name: string, expected: string, got: unknown): ImproperlyConfigured {
  return new ImproperlyConfigured(`Expected \`${name}\` to be ${expected}, got \`${got}\``)
}
