import type { Context } from 'hono'
import type { CsrfSettings } from './options.ts'
import {
  cookieStorage,
  type SecretStorage,
  type StoredSecret,
  sessionStorage,
} from './secret-storage.ts'
import { makeSecret, maskSecret } from './token.ts'

/** The CSRF secret of a visitor during one request, and its tokens. */
export class Csrf {
  readonly #c: Context
  readonly #settings: CsrfSettings
  readonly #storage: SecretStorage
  #loading: Promise<StoredSecret> | null = null
  #secret: string | null = null
  #isDue = false
  #isFinished = false

  /** @throws ImproperlyConfigured if the secret is stored in the session and the request has none. */
  constructor(c: Context, settings: CsrfSettings) {
    this.#c = c
    this.#settings = settings
    this.#storage = settings.useSessions ? sessionStorage(c) : cookieStorage(c, settings)
  }

  /**
   * Returns a token for a form or a script (Django's `get_token`). Each call returns a different
   * one, and all are valid until the secret is rotated. The response renews the cookie and stays out
   * of shared caches.
   *
   * @returns 64 characters of `a-zA-Z0-9`.
   * @throws Error if the response is already sent, because the cookie could not be set.
   */
  async getToken(): Promise<string> {
    await this.load()
    const secret = this.#secret ?? this.#newSecret()
    this.#isDue = true
    if (this.#isFinished) await this.#finishAnother()
    return maskSecret(secret, makeSecret(this.#settings.randomBytes))
  }

  /**
   * Replaces the secret, which invalidates every earlier token (Django's `rotate_token`).
   *
   * @throws Error if the response is ready, because the cookie would not be set.
   */
  rotateToken(): void {
    if (this.#isFinished) {
      throw new Error(
        'Cannot rotate the CSRF token after the response is ready. Call `rotateToken` earlier in the handler.',
      )
    }
    this.#newSecret()
    this.#isDue = true
  }

  /** Loads the stored secret once. Replaces a malformed one. */
  async load(): Promise<StoredSecret> {
    this.#loading ??= this.#storage.load()
    const kept = await this.#loading
    if (this.#secret !== null) return kept
    if (kept.error === null) {
      this.#secret = kept.secret
    } else {
      this.#newSecret()
      this.#isDue = true
    }
    return kept
  }

  /** Saves the secret if a token was requested or the secret was replaced. */
  async finish(): Promise<void> {
    this.#isFinished = true
    if (!this.#isDue || this.#secret === null) return
    this.#isDue = false
    await this.#storage.save(this.#secret)
  }

  /** Saves again, for the response of an error handler after the first one was discarded. */
  async #finishAnother(): Promise<void> {
    if (this.#c.res.body?.locked === true) {
      throw new Error(
        'Cannot make a CSRF token after the response is sent. Call `getToken` earlier in the handler.',
      )
    }
    await this.finish()
  }

  #newSecret(): string {
    this.#secret = makeSecret(this.#settings.randomBytes)
    return this.#secret
  }
}
