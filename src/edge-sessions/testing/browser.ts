/** A Hono app, or anything else with its `request` method. */
export interface Site {
  request(url: string, init?: RequestInit, bindings?: object): Response | Promise<Response>
}

/** Options of `Browser`. */
export interface BrowserOptions {
  /**
   * The bindings of the Worker, as `app.request` takes them.
   *
   * @default {}
   */
  bindings?: object | undefined
  /**
   * The origin of the site.
   *
   * @default 'http://localhost'
   */
  origin?: string | undefined
  /**
   * The `cookieName` of `sessions`.
   *
   * @default 'sessionid'
   */
  sessionCookie?: string | undefined
  /**
   * The `cookieName` of `csrf`.
   *
   * @default 'csrftoken'
   */
  csrfCookie?: string | undefined
  /**
   * The clock by which cookies expire, such as `now` of a `FakeClock`.
   *
   * @default the current time
   */
  now?: (() => Date) | undefined
}

/** The expiry of a cookie, in milliseconds. It belongs to the cookie with this value only. */
interface CookieEnd {
  value: string
  at: number
}

/**
 * A browser for tests. It keeps the cookies of one site from request to request until they expire,
 * and ignores their `Domain`, `Path` and `Secure` attributes.
 *
 * @example
 * const browser = new Browser(app, { bindings: env })
 * await browser.get('/form/')
 * await browser.post('/form/', { name: 'Ankit' })
 */
export class Browser {
  /** The cookies by name, with their values as sent. Tests may change them. */
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

  /** The session key in the cookie. Set it to imitate a stolen cookie. */
  get sessionKey(): string | undefined {
    this.#dropEnded()
    return this.cookies.get(this.#options.sessionCookie)
  }

  set sessionKey(key: string | undefined) {
    if (key === undefined) this.cookies.delete(this.#options.sessionCookie)
    else this.cookies.set(this.#options.sessionCookie, key)
  }

  /**
   * A token that `csrf` accepts, for the header `X-CSRFToken`. `undefined` before a page with a form
   * is visited, or if the secret is kept in the session.
   */
  get csrfToken(): string | undefined {
    this.#dropEnded()
    return this.cookies.get(this.#options.csrfCookie)
  }

  /** Sends a GET request. Redirects are not followed. */
  get(path: string, init: RequestInit = {}): Promise<Response> {
    return this.request(path, { ...init, method: 'GET' })
  }

  /**
   * Sends a form from a page of this site, with the CSRF token if a page has set its cookie.
   *
   * @param fields The fields of the form. A `csrfmiddlewaretoken` among them is sent unchanged.
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
   * Sends any request. Adds the cookies, unless it already has a `Cookie` header.
   *
   * @param path A path that starts with `/`, or a whole URL of the site.
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

  /** Closes the browser and opens it again, which removes cookies without an expiry. */
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

/** Returns the expiry in a `Set-Cookie` header. `Max-Age` takes precedence over `Expires`. */
function endOf(header: string, now: Date): number | null {
  const [, age] = /;\s*Max-Age=(-?\d+)/i.exec(header) ?? []
  if (age !== undefined) return now.getTime() + Number(age) * 1000
  const [, date] = /;\s*Expires=([^;]+)/i.exec(header) ?? []
  return date === undefined ? null : Date.parse(date)
}
