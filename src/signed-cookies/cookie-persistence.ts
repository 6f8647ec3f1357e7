import { ImproperlyConfigured } from '../config/index.ts'
import type { SessionCodec } from '../sessions/codec.ts'
import { MAX_COOKIE_BYTES } from '../sessions/cookie.ts'
import { expiryDate } from '../sessions/expiry.ts'
import { oneAfterTheOther } from '../sessions/in-turn.ts'
import type { ResolvedLife } from '../sessions/options.ts'
import type { Persistence, PersistenceParts } from '../sessions/persistence.ts'
import type { SessionData } from '../sessions/session-data.ts'
import { stampStart } from '../sessions/stamp-start.ts'
import { decodeBase62, timestampOf } from '../signing/index.ts'
import { CookieTooLarge } from './cookie-too-large.ts'

/** A session in its cookie, whose text is its key. Each save is a new cookie. */
export class CookiePersistence implements Persistence {
  key: string | null
  isKeyDue = false
  isStored = false
  readonly isInterrupted = false

  readonly #codec: SessionCodec
  readonly #life: ResolvedLife
  readonly #data: SessionData
  readonly #maxBytes: number
  #ends: Date | null = null
  #loading: Promise<void> | null = null

  /** Two writes of one request, should it not await them, happen one after the other. */
  readonly #inTurn = oneAfterTheOther()

  /** @param sent What the visitor's cookie holds; text that no cookie can hold counts as none. */
  constructor(sent: string | null | undefined, { codec, life, data }: PersistenceParts) {
    this.key = sent && sent.length <= MAX_COOKIE_BYTES ? sent : null
    this.#codec = codec
    this.#life = life
    this.#data = data
    this.#maxBytes = Math.min(life.maxBytes, MAX_COOKIE_BYTES)
    if (this.key === null) data.reset()
  }

  get storedUntil(): Date | null {
    return this.#ends === null ? null : new Date(this.#ends)
  }

  get userId(): null {
    return null
  }

  set userId(_: string | null) {
    throw new ImproperlyConfigured(
      'Expected `listSessions` to be false with signed cookies, which nothing lists',
    )
  }

  async load(): Promise<void> {
    if (this.#data.isLoaded) return
    this.#loading ??= this.#loadOnce().finally(() => {
      this.#loading = null
    })
    await this.#loading
  }

  async #loadOnce(): Promise<void> {
    const { key } = this
    if (key === null) return
    const members = await this.#codec.decode(key)
    // A `flush` meanwhile has put an end to what was loaded.
    if (this.#data.isLoaded) return
    const ends = this.#endOf(members, signedAt(key))
    const isLive = members.size > 0 && this.#life.now() <= ends
    this.#keep(isLive ? key : null, isLive ? ends : null)
    this.#data.rebase(isLive ? members : new Map())
  }

  async save(): Promise<void> {
    await this.#inTurn(async () => {
      await this.load()
      await this.#sign()
    })
  }

  /** Signs the session anew, which is what makes it live longer. */
  async touch(): Promise<void> {
    await this.#inTurn(async () => {
      await this.load()
      if (this.#ends === null) return
      const ends = this.#endOf(this.#data.members, wholeSecond(this.#life.now()))
      const gained = ends.getTime() - this.#ends.getTime()
      if (gained > 0 && gained >= this.#life.renewAfter * 1000) await this.#sign()
    })
  }

  async flush(): Promise<boolean> {
    const isDeleted = this.key !== null
    await this.#inTurn(async () => {
      this.#keep(null, null)
      this.isKeyDue = false
      this.isStored = false
      this.#data.reset()
    })
    return isDeleted
  }

  /** There is no place where a session other than the visitor's own could be. */
  async exists(): Promise<boolean> {
    return false
  }

  /** Signs the members as they are at the call; what changes meanwhile is for the next save. */
  async #sign(): Promise<void> {
    stampStart(this.#data, this.#life)
    const now = this.#life.now()
    const ends = this.#endOf(this.#data.members, wholeSecond(now))
    const count = this.#data.changeCount
    const text = await this.#codec.encode(this.#data.members, now)
    if (text.length > this.#maxBytes) throw new CookieTooLarge(text.length, this.#maxBytes)
    this.#keep(text, ends)
    this.isKeyDue = false
    this.isStored = true
    this.#data.settle(count)
  }

  /** Whatever its own expiry says, the signature is good for `cookieAge` (Django's `max_age`). */
  #endOf(members: ReadonlyMap<string, unknown>, signed: Date): Date {
    const ownEnd = expiryDate(members, this.#life, signed).getTime()
    return new Date(Math.min(ownEnd, signed.getTime() + this.#life.cookieAge * 1000))
  }

  #keep(key: string | null, ends: Date | null): void {
    this.key = key
    this.#ends = ends
  }
}

/** What the timestamp of a signed text says; an invalid date where it is no time. */
function signedAt(text: string): Date {
  const seconds = decodeBase62(timestampOf(text)) ?? Number.NaN
  return new Date(seconds * 1000)
}

/** A signature says when it was made in whole seconds. */
function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000)
}
