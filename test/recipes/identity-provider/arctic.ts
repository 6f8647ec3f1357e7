/**
 * A stand-in for the part of the package `arctic` that the recipe uses. It works as version 3.7,
 * but does not hash the code verifier, and uses the `fetch` of the test.
 */

export function generateState(): string {
  return crypto.randomUUID()
}

export function generateCodeVerifier(): string {
  return crypto.randomUUID()
}

export class OAuth2Tokens {
  readonly #data: { id_token: string }

  constructor(data: { id_token: string }) {
    this.#data = data
  }

  idToken(): string {
    return this.#data.id_token
  }
}

export class Google {
  readonly #id: string
  readonly #secret: string
  readonly #redirect: string

  constructor(id: string, secret: string, redirect: string) {
    this.#id = id
    this.#secret = secret
    this.#redirect = redirect
  }

  createAuthorizationURL(state: string, codeVerifier: string, scopes: string[]): URL {
    const url = new URL('https://accounts.google.com/o/oauth2/v2/auth')
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: this.#id,
      redirect_uri: this.#redirect,
      state,
      code_challenge: codeVerifier,
      scope: scopes.join(' '),
    }).toString()
    return url
  }

  async validateAuthorizationCode(code: string, codeVerifier: string): Promise<OAuth2Tokens> {
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      code_verifier: codeVerifier,
      redirect_uri: this.#redirect,
    })
    const headers = { Authorization: `Basic ${btoa(`${this.#id}:${this.#secret}`)}` }
    const request = new Request('https://oauth2.googleapis.com/token', {
      method: 'POST',
      headers,
      body,
    })
    const response = await fetch(request)
    if (!response.ok) throw new Error('OAuth2RequestError')
    return new OAuth2Tokens(await response.json())
  }
}

export function decodeIdToken(token: string): object {
  const [, payload = ''] = token.split('.')
  return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
}
