import { ImproperlyConfigured } from '../config/index.ts'
import { resolvePolicy, type SessionConfig, type SessionPolicy } from './options.ts'
import { type Expected, Persistence } from './persistence.ts'
import { SessionData } from './session-data.ts'

/** The life of a session: loading and saving, its key and its end. */
export class SessionLifecycle {
  /** @internal */
  protected readonly data = new SessionData()
  /** @internal */
  protected readonly policy: SessionPolicy
  /** @internal */
  protected readonly persistence: Persistence
  readonly #listsUsers: boolean
  #isAccessed = false
  #isForced = false
  #isClosed = false
  #hasSaved = false

  /**
   * @param sent The value of the session cookie. Malformed keys are ignored.
   * @param config The store, the codec and the rules of expiry.
   * @param policy The configuration with its defaults, if it has been checked before.
   * @throws ImproperlyConfigured if an option is missing or invalid.
   */
  constructor(
    sent: string | null | undefined,
    config: SessionConfig,
    policy: SessionPolicy = resolvePolicy(config),
  ) {
    this.policy = policy
    this.#listsUsers = config.store.listsUsers ?? false
    this.persistence = new Persistence(sent, config, policy, this.data)
  }

  /**
   * The value of the session cookie: the key in the store, or the signed data with `signedCookies`.
   * It is `null` for a session that is not stored, changes with the save after `cycleKey`, and
   * becomes `null` when a load finds the key unknown.
   */
  get key(): string | null {
    this.access()
    return this.persistence.key
  }

  /** @internal The same as `key`, but does not make the response depend on the session. */
  get currentKey(): string | null {
    return this.persistence.key
  }

  /** Whether this request has used the session. If so, its response depends on the cookie. */
  get accessed(): boolean {
    return this.#isAccessed
  }

  /** Whether there is something to save. Set it to `true` to force a save. */
  get modified(): boolean {
    return this.#isForced || this.persistence.mustCycleKey || this.data.isChanged
  }

  set modified(isForced: true) {
    this.open()
    this.#isForced = isForced
  }

  /** @internal Whether this object has written the session to the store. */
  get isStored(): boolean {
    return this.persistence.isStored
  }

  /** @internal Whether changes are refused: the response is ready or the session interrupted. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** @internal Whether another request has ended the session or rotated its key during this one. */
  get isInterrupted(): boolean {
    return this.persistence.isInterrupted
  }

  /** Returns whether the session has no key and no data, as far as is known without loading it. */
  isEmpty(): boolean {
    this.access()
    return this.#isEmpty
  }

  /**
   * Returns whether an unexpired session has this key, according to the primary. It is always `false`
   * with signed cookies, which are stored nowhere.
   */
  async exists(key: string | null): Promise<boolean> {
    return key !== null && this.persistence.exists(key)
  }

  /**
   * Loads the session now instead of at its first use. Call it in the handler of a response that
   * streams, because a session cannot be read for the first time after the headers are sent.
   *
   * With `cookieCache` or read replicas, the session may be a little old. `fresh` asks the store,
   * unless it has answered before in this request. Use it before decisions that must not rest on an
   * old value, such as a number of attempts, a one-time token, or the rights of a user.
   *
   * @param options `fresh`: whether to ask the store instead of a copy.
   * @throws Error if the session is used for the first time after the response is ready.
   * @example
   * await session.load({ fresh: true })
   */
  async load({ fresh = false }: { fresh?: boolean } = {}): Promise<void> {
    this.access()
    await (fresh ? this.persistence.loadFresh() : this.loadQuietly())
  }

  /**
   * Writes the session now, changed or not. An empty session gets a key. `sessions` saves what has
   * changed after the handler, so most applications never call this.
   *
   * @throws SessionInterrupted if another request has deleted the session or rotated its key.
   * @throws SessionTooLarge if the encoded session is larger than `maxBytes`.
   * @throws TypeError if a value was changed in place to something that JSON cannot hold.
   */
  async save(): Promise<void> {
    this.open()
    await this.#write()
    this.#hasSaved = true
  }

  /** @internal Whether the application has called `save`. */
  get hasSaved(): boolean {
    return this.#hasSaved
  }

  /**
   * Replaces the session key on the next save and keeps the data. Call it after a login or any other
   * change of privileges, so that a key that someone knew before is worth nothing (session fixation).
   *
   * @see https://docs.djangoproject.com/en/5.2/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.cycle_key
   * @example
   * session.cycleKey()
   * session.set('role', 'editor')
   */
  cycleKey(): void {
    this.open()
    this.persistence.mustCycleKey = true
  }

  /**
   * Deletes the session with its key and all its data at once, as a logout does. Values that are set
   * afterwards start a new session.
   *
   * @returns Whether the store had a session to delete.
   * @throws SessionInterrupted if the session was loaded and another request has rotated its key or
   * ended it since. Under a new key it is still alive, so this is not reported as a logout.
   * @see https://docs.djangoproject.com/en/5.2/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.flush
   * @example
   * app.post('/forget-me', async (c) => {
   *   await c.var.session.flush()
   *   return c.redirect('/')
   * })
   */
  async flush(): Promise<boolean> {
    return this.end('loaded')
  }

  /**
   * Deletes the session as `flush` does. With `sent` it also fails if a session that was not loaded
   * is missing, because it may be alive under a new key. With `none` it never fails: the session is
   * invalid wherever it is.
   *
   * @internal
   */
  async end(expected: Expected): Promise<boolean> {
    this.open()
    try {
      const isDeleted = await this.persistence.flush(expected)
      this.#isForced = false
      return isDeleted
    } catch (error) {
      if (this.isInterrupted) this.close()
      throw error
    }
  }

  /**
   * Lists the session under a user with the next save, in the same statement.
   *
   * @throws ImproperlyConfigured if the store does not list sessions by user.
   * @internal
   */
  setUserId(userId: string): void {
    this.open()
    if (!this.#listsUsers) {
      throw new ImproperlyConfigured(
        'Expected `listSessions` to be false: this store does not list sessions by user',
      )
    }
    this.persistence.userId = userId
  }

  /**
   * Saves what has changed and refuses further changes. An empty session that is not stored is not
   * saved.
   *
   * @param mustTouch Whether to extend the life of a session that has not changed.
   * @throws The errors of `save`.
   * @internal
   */
  async commit(mustTouch: boolean): Promise<void> {
    this.close()
    // Only loaded data tells whether a change, such as deleting a value, has an effect.
    if (!this.data.isLoaded && this.modified) await this.loadQuietly()
    if (this.#isEmpty) return
    if (this.modified) return this.#write()
    if (!mustTouch) return
    this.#isAccessed = true
    await this.persistence.touch()
  }

  /** @internal Refuses changes from now on, because they would no longer be saved. */
  close(): void {
    this.#isClosed = true
  }

  /** @internal Loads the session without making the response depend on it. */
  protected async loadQuietly(): Promise<void> {
    await this.persistence.load()
  }

  /** @internal Notes that the response depends on the session, so no shared cache may keep it. */
  protected access(): void {
    if (this.#isClosed && !this.#isAccessed) {
      throw new Error(
        'Cannot use the session for the first time after the response is ready. Call `await c.var.session.load()` in the handler.',
      )
    }
    this.#isAccessed = true
  }

  /** @internal Marks the session as used for a change, and throws if changes are refused. */
  protected open(): void {
    if (this.#isClosed) {
      throw new Error(
        'Cannot modify the session after the response is ready. Call `session.save()` earlier or move the change into the handler.',
      )
    }
    this.#isAccessed = true
  }

  get #isEmpty(): boolean {
    return this.persistence.key === null && this.data.values.size === 0
  }

  async #write(): Promise<void> {
    const isForced = this.#isForced
    this.#isForced = false
    try {
      await this.persistence.save()
    } catch (error) {
      this.#isForced ||= isForced
      if (this.isInterrupted) this.close()
      throw error
    }
  }
}
