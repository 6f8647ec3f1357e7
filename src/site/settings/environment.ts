import { ImproperlyConfigured } from 'edge-sessions'

/**
 * A Worker's bindings as settings: values from `[vars]` have their TOML type, those from a
 * dashboard, a secret or a file are text. An empty text counts as not set.
 *
 * Every method throws ImproperlyConfigured, which names the setting, when a value makes no sense.
 */
export class Environment {
  readonly #values: Readonly<Record<string, unknown>>

  constructor(env: object) {
    this.#values = { ...env }
  }

  /** A misspelt setting would silently be its default. */
  refuseUnknown(prefixes: readonly string[], known: ReadonlySet<string>): void {
    for (const name of Object.keys(this.#values)) {
      if (!prefixes.some((prefix) => name.startsWith(prefix)) || known.has(name)) continue
      throw new ImproperlyConfigured(`Expected a setting of Django's, got \`${name}\``)
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
    throw unexpected(name, atLeast === 1 ? 'a positive integer' : 'an integer from 0 on', value)
  }

  /** Python's `None` stands for no value. */
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

  /** A string that must stay out of errors and logs. */
  secret(name: string, minLength: number): string | null {
    if (!this.isSet(name)) return null
    const value = this.#values[name]
    if (typeof value === 'string' && value.length >= minLength) return value
    throw new ImproperlyConfigured(
      `Expected \`${name}\` to be a string of at least ${minLength} characters`,
    )
  }

  /** One of several words in any case; `false` in TOML is the word too. */
  choice<Word extends string>(name: string, words: readonly Word[], fallback: Word): Word {
    if (!this.isSet(name)) return fallback
    const value = String(this.#values[name])
    const word = words.find((candidate) => candidate.toLowerCase() === value.toLowerCase())
    if (word !== undefined) return word
    const last = `\`${words.at(-1)}\``
    const others = words.slice(0, -1).map((candidate) => `\`${candidate}\``)
    throw unexpected(name, `${others.join(', ')} or ${last}`, value)
  }

  /** A list in TOML; in a secret, its JSON. It may be secret and stays out of the error. */
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
