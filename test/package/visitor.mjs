/** A visitor of a running server that keeps cookies and sends forms with the token. */
export class Visitor {
  cookies = new Map()
  #origin

  constructor(origin) {
    this.#origin = origin
  }

  async request(path, init = {}) {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ')
    const response = await fetch(this.#origin + path, {
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
      ...init,
      headers: { Cookie: cookie, ...init.headers },
    })
    for (const header of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(header)
      if (header.includes('Max-Age=0')) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }

  async text(path) {
    return (await this.request(path)).text()
  }

  /** Sends an empty form of this site, or of another one. */
  post(path, token, origin = this.#origin) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token })
    return this.request(path, { method: 'POST', headers: { Origin: origin }, body })
  }
}
