/** What answers requests: a Hono app, or anything else that has its `request`. */
export interface Site {
  request(url: string, init?: RequestInit, bindings?: object): Response | Promise<Response>
}

/** Settings of `Browser`. */
export interface BrowserOptions {
  /** The Worker's bindings, as `app.request` takes them. Default: none. */
  bindings?: object | undefined
  /** Where the site is. Default: `http://localhost`. */
  origin?: string | undefined
  /** The `cookieName` of `sessions`. Default: `sessionid`. */
  sessionCookie?: string | undefined
  /** The `cookieName` of `csrf`. Default: `csrftoken`. */
  csrfCookie?: string | undefined
  /** The clock that cookies end by, such as that of a `FakeClock`. Default: the real one. */
  now?: (() => Date) | undefined
}

/** The end of a cookie in milliseconds; it is that of the cookie with this value only. */
interface CookieEnd {
  value: string
  at: number
}

/**
 * A visitor with a browser, for tests: keeps the cookies of one site from request to request, until
 * they end. Their domains and paths are not looked at, nor is `Secure`.
 *
 * @example
 * const browser = new Browser(app, { bindings: env })
 * await browser.get('/form/')
 * await browser.post('/form/', { name: 'Ankit' })
 */
export class Browser {
  /** The cookies by their names: their values as they were sent. They can be changed. */
  readonly cookies = new Map<string, string>()

  readonly #site: Site
  readonly #options: { [K in keyof BrowserOptions]-?: Exclude<BrowserOptions[K], undefined> }
  readonly #ends = new Map<string, CookieEnd>()

  /** @param site A Hono app. */
  constructor(site: Site, options: BrowserOptions = {}) {
    this.#site = site
    this.#options = {
      bindings: options.bindings ?? {},
      origin: options.origin ?? 'http://localhost',
      sessionCookie: options.sessionCookie ?? 'sessionid',
      csrfCookie: options.csrfCookie ?? 'csrftoken',
      now: options.now ?? (() => new Date()),
    }
  }

  /** The session key in the cookie, if there is one. Setting it is to steal a session. */
  get sessionKey(): string | undefined {
    this.#dropEnded()
    return this.cookies.get(this.#options.sessionCookie)
  }

  set sessionKey(key: string | undefined) {
    if (key === undefined) this.cookies.delete(this.#options.sessionCookie)
    else this.cookies.set(this.#options.sessionCookie, key)
  }

  /**
   * What `csrf` accepts as a token, for the header `X-CSRFToken` of a request of one's own; none
   * before a page with a form was visited, or where the secret is kept in the session.
   */
  get csrfToken(): string | undefined {
    this.#dropEnded()
    return this.cookies.get(this.#options.csrfCookie)
  }

  /** Asks for a page. Redirects are not followed. */
  get(path: string, init: RequestInit = {}): Promise<Response> {
    return this.request(path, { ...init, method: 'GET' })
  }

  /**
   * Sends a form of this site, with the token that `csrf` asks for, if a page has set its cookie.
   *
   * @param fields What is filled in; a `csrfmiddlewaretoken` among them is sent as it is.
   */
  post(
    path: string,
    fields: Record<string, string> = {},
    init: RequestInit = {},
  ): Promise<Response> {
    const headers = new Headers(init.headers)
    if (!headers.has('Origin')) headers.set('Origin', this.#options.origin)
    const token = this.csrfToken
    const body = new URLSearchParams(
      token === undefined ? fields : { csrfmiddlewaretoken: token, ...fields },
    )
    return this.request(path, { ...init, method: 'POST', headers, body })
  }

  /**
   * Makes any request, with the cookies, unless it has a `Cookie` header of its own.
   *
   * @param path From `/` on, or a whole address of the site.
   */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    this.#dropEnded()
    const { origin, bindings } = this.#options
    const headers = new Headers(init.headers)
    const pairs = [...this.cookies].map(([name, value]) => `${name}=${value}`)
    if (pairs.length > 0 && !headers.has('Cookie')) headers.set('Cookie', pairs.join('; '))
    const url = path.startsWith('/') ? origin + path : path
    const response = await this.#site.request(url, { ...init, headers }, bindings)
    for (const header of response.headers.getSetCookie()) this.#keep(header)
    return response
  }

  /** Closes the browser and opens it again: cookies that name no end are gone. */
  restart(): void {
    for (const [name, value] of this.cookies) {
      if (this.#ends.get(name)?.value !== value) this.cookies.delete(name)
    }
  }

  #keep(header: string): void {
    const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(header) ?? []
    this.cookies.set(name, value)
    const at = endOf(header, this.#options.now())
    if (at === null) this.#ends.delete(name)
    else this.#ends.set(name, { value, at })
    this.#dropEnded()
  }

  #dropEnded(): void {
    const now = this.#options.now().getTime()
    for (const [name, { value, at }] of this.#ends) {
      if (at > now) continue
      this.#ends.delete(name)
      if (this.cookies.get(name) === value) this.cookies.delete(name)
    }
  }
}

/** When a `Set-Cookie` header says the cookie ends; `Max-Age` counts more than `Expires`. */
function endOf(header: string, now: Date): number | null {
  const [, age] = /;\s*Max-Age=(-?\d+)/i.exec(header) ?? []
  if (age !== undefined) return now.getTime() + Number(age) * 1000
  const [, date] = /;\s*Expires=([^;]+)/i.exec(header) ?? []
  return date === undefined ? null : Date.parse(date)
}
