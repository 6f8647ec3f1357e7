import type { Context } from 'hono'
import type { CsrfSettings } from './options.ts'
import {
  cookieStorage,
  type SecretStorage,
  type StoredSecret,
  sessionStorage,
} from './secret-storage.ts'
import { makeSecret, maskSecret } from './token.ts'

/** The secret of one visitor, as one request sees it, and the tokens made of it. */
export class Csrf {
  readonly #c: Context
  readonly #settings: CsrfSettings
  readonly #storage: SecretStorage
  #loading: Promise<StoredSecret> | null = null
  #secret: string | null = null
  #isDue = false
  #isFinished = false

  /** @throws ImproperlyConfigured when the secret is kept in the session, and there is none. */
  constructor(c: Context, settings: CsrfSettings) {
    this.#c = c
    this.#settings = settings
    this.#storage = settings.useSessions ? sessionStorage(c) : cookieStorage(c, settings)
  }

  /**
   * Makes a token for a form or a script (Django's `get_token`). It differs each time; each is
   * good until the secret is rotated. Asking for one renews the cookie, and keeps the response out
   * of shared caches.
   *
   * @returns 64 characters of `a-zA-Z0-9`.
   * @throws Error when the response is on its way, so that no cookie can go with it.
   */
  async getToken(): Promise<string> {
    await this.load()
    const secret = this.#secret ?? this.#newSecret()
    this.#isDue = true
    if (this.#isFinished) await this.#finishAnother()
    return maskSecret(secret, makeSecret(this.#settings.randomBytes))
  }

  /** Replaces the secret: no earlier token is accepted any more (Django's `rotate_token`). */
  rotateToken(): void {
    this.#newSecret()
    this.#isDue = true
  }

  /** Reads what is kept of the visitor, once; a damaged secret is replaced. */
  async load(): Promise<StoredSecret> {
    this.#loading ??= this.#storage.load()
    const kept = await this.#loading
    if (this.#secret !== null) return kept
    if (kept.error === null) this.#secret = kept.secret
    else this.rotateToken()
    return kept
  }

  /** Writes the secret to where it is kept, if a token was asked for or the secret replaced. */
  async finish(): Promise<void> {
    this.#isFinished = true
    if (!this.#isDue || this.#secret === null) return
    this.#isDue = false
    await this.#storage.save(this.#secret)
  }

  /** An error handler makes another response when the session could not be saved with the first. */
  async #finishAnother(): Promise<void> {
    if (this.#c.res.body?.locked === true) {
      throw new Error('Expected `getToken` to be called before the response is sent, not after')
    }
    await this.finish()
  }

  #newSecret(): string {
    this.#secret = makeSecret(this.#settings.randomBytes)
    return this.#secret
  }
}
