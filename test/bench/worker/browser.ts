import { nextTick, since } from './clock.ts'
import type { Bindings, Contender } from './contender.ts'

/** What came back, and how long it took until all the work of the request was done. */
export interface Answer {
  status: number
  text: string
  setCookies: string[]
  milliseconds: number
  /** Statements of a database that is not D1, as the contender itself counts them. */
  statements: number
  /** Whether work was left for after the answer. */
  isEarly: boolean
}

/** One visitor of one contender: keeps cookies as a browser does. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #contender: Contender
  readonly #env: Bindings

  constructor(contender: Contender, env: Bindings, cookies?: ReadonlyMap<string, string>) {
    this.#contender = contender
    this.#env = env
    for (const [name, value] of cookies ?? []) this.cookies.set(name, value)
  }

  /**
   * The time runs until the response is there and what the contender gave to `waitUntil` is done:
   * a write that is not awaited is a write all the same.
   */
  async get(path: string): Promise<Answer> {
    const request = new Request(`http://bench.example${path}`, { headers: this.#headers() })
    const background: Promise<unknown>[] = []
    const ctx = contextOf(background)
    const start = nextTick()
    const response = await this.#contender.fetch(request, this.#env, ctx)
    const text = await response.text()
    if (background.length > 0) await Promise.all(background)
    const milliseconds = since(start)
    const setCookies = response.headers.getSetCookie()
    for (const line of setCookies) this.#keep(line)
    return {
      status: response.status,
      text,
      setCookies,
      milliseconds,
      statements: Number(response.headers.get('X-Statements') ?? 0),
      isEarly: background.length > 0,
    }
  }

  #headers(): HeadersInit {
    if (this.cookies.size === 0) return {}
    return { Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';')
    const equals = pair.indexOf('=')
    const name = pair.slice(0, equals).trim()
    if (attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute))) {
      this.cookies.delete(name)
      return
    }
    this.cookies.set(name, pair.slice(equals + 1).trim())
  }
}

function contextOf(background: Promise<unknown>[]): ExecutionContext {
  return {
    waitUntil: (promise: Promise<unknown>) => {
      background.push(promise)
    },
    passThroughOnException: () => {},
    props: {},
  } as unknown as ExecutionContext
}
