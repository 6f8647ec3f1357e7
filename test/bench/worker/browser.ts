import type { Bindings, Contender } from './contender.ts'

export interface Answer {
  status: number
  text: string
  setCookies: string[]
  /** Statements of a database other than D1, as the contender counts them. */
  statements: number
  /** Whether work was left for after the response. */
  isEarly: boolean
}

/** A visitor of a contender. Keeps cookies as a browser does. */
export class Browser {
  readonly cookies: Map<string, string>
  readonly #contender: Contender
  readonly #env: Bindings

  constructor(contender: Contender, env: Bindings, cookies?: ReadonlyMap<string, string>) {
    this.#contender = contender
    this.#env = env
    this.cookies = new Map(cookies)
  }

  /** Sends a request, and waits also for what the contender gave to `waitUntil`. */
  async get(path: string): Promise<Answer> {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ')
    const headers: HeadersInit = cookie === '' ? {} : { Cookie: cookie }
    const request = new Request(`http://bench.example${path}`, { headers })
    const background: Promise<unknown>[] = []
    const ctx = { waitUntil: (promise: Promise<unknown>) => background.push(promise) }
    const response = await this.#contender.fetch(
      request,
      this.#env,
      ctx as unknown as ExecutionContext,
    )
    const text = await response.text()
    await Promise.all(background)
    const setCookies = response.headers.getSetCookie()
    for (const header of setCookies) this.#keep(header)
    const statements = Number(response.headers.get('X-Statements') ?? 0)
    const isEarly = background.length > 0
    return { status: response.status, text, setCookies, statements, isEarly }
  }

  /** Sends a request that must succeed. */
  async visit(path: string): Promise<Answer> {
    const answer = await this.get(path)
    if (answer.status === 200) return answer
    throw new Error(`${this.#contender.name}: ${answer.status} ${answer.text}`)
  }

  #keep(header: string): void {
    const [pair = ''] = header.split(';')
    const equals = pair.indexOf('=')
    const name = pair.slice(0, equals).trim()
    if (/;\s*max-age=0\s*(;|$)/i.test(header)) this.cookies.delete(name)
    else this.cookies.set(name, pair.slice(equals + 1).trim())
  }
}

/** Returns a visitor with a session. */
export async function visitorOf(contender: Contender, env: Bindings): Promise<Browser> {
  const browser = new Browser(contender, env)
  await browser.visit('/write')
  return browser
}
