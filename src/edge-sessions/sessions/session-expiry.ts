import { formatIsoDate } from './dates.ts'
import { SessionInterrupted } from './errors.ts'
import {
  EARLIEST,
  EXPIRY_KEY,
  expiresAtBrowserClose,
  expiryAge,
  expiryDate,
  LATEST,
} from './expiry.ts'
import { SessionLifecycle } from './session-lifecycle.ts'

/** The part of a session that decides when it expires. */
export class SessionExpiry extends SessionLifecycle {
  /**
   * Gives this session its own expiry.
   *
   * @param expiry Seconds after each save; a date; `0` for the end of the browser session; `null`
   * for the expiry of the settings.
   * @throws RangeError if the end is not in the years 1 to 9999, which Python's dates can hold.
   * @see https://docs.djangoproject.com/en/5.2/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry
   * @example
   * session.setExpiry(3600) // an hour after the last change
   * session.setExpiry(0) // until the browser closes
   */
  setExpiry(expiry: number | Date | null): void {
    this.open()
    if (expiry === null) {
      this.data.apply((values) => values.delete(EXPIRY_KEY))
      return
    }
    const now = this.policy.now().getTime()
    const end = expiry instanceof Date ? expiry.getTime() : now + expiry * 1000
    if (!(end >= EARLIEST && end <= LATEST)) {
      throw new RangeError(
        `Expected \`expiry\` to be seconds, null or a date in the years 1 to 9999, got \`${expiry}\``,
      )
    }
    const stored = expiry instanceof Date ? formatIsoDate(expiry, this.policy.useTz) : expiry
    this.data.set(EXPIRY_KEY, stored)
  }

  /**
   * Extends the life of a stored session, at most once in `renewAfter` seconds.
   *
   * @throws SessionInterrupted if another request has deleted the session or rotated its key, and
   * this one has changes, which are lost.
   */
  async touch(): Promise<void> {
    this.open()
    await this.persistence.touch()
    if (!this.isInterrupted) return
    this.close()
    if (this.modified) throw new SessionInterrupted()
  }

  /** Returns when the stored session expires unless it is saved again; `null` if none is stored. */
  async getStoredExpiryDate(): Promise<Date | null> {
    await this.load()
    return this.persistence.storedUntil
  }

  /** Returns the seconds that this session would live if it were saved now. */
  async getExpiryAge(): Promise<number> {
    await this.load()
    return expiryAge(this.data.values, this.policy, this.policy.now())
  }

  /** Returns when this session would expire if it were saved now. */
  async getExpiryDate(): Promise<Date> {
    await this.load()
    return expiryDate(this.data.values, this.policy, this.policy.now())
  }

  /** Returns whether the cookie ends with the browser session. */
  async getExpireAtBrowserClose(): Promise<boolean> {
    await this.load()
    return expiresAtBrowserClose(this.data.values, this.policy)
  }

  /**
   * Returns the seconds that the cookie should live; `null` if it ends with the browser session.
   *
   * @internal
   */
  async getCookieAge(): Promise<number | null> {
    await this.loadQuietly()
    const { values } = this.data
    if (expiresAtBrowserClose(values, this.policy)) return null
    return expiryAge(values, this.policy, this.policy.now())
  }
}
