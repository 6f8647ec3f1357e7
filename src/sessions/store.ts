/** What a store keeps under a key. */
export interface SessionRecord {
  /** The encoded session: opaque to the store, compared as text. */
  data: string
  /** When the record ends. A store may keep it more finely than the millisecond of a `Date`. */
  expires: Date
  /** Who has logged in, for a store that lists sessions by user. Absent: as it was. */
  userId?: string
}

/** How much one `clearExpired` may do. */
export interface ClearLimits {
  /**
   * Most statements in one run: D1's free plan allows 50.
   *
   * @default 40
   */
  maxStatements?: number
  /**
   * Most records that one statement looks at.
   *
   * @default 50_000
   */
  rowsPerStatement?: number
  /**
   * The share of the records that a run looks at in any case: 1 divided by the runs a day, for one
   * pass a day, or 1 for the whole table at once. A run continues beyond its share while it finds
   * many expired records, within `maxStatements`.
   *
   * @default 1 / 24, for an hourly Cron Trigger
   */
  share?: number
  /** The first characters that all keys have in common, if any. */
  keyPrefix?: string
}

/** What one `clearExpired` did. */
export interface ClearResult {
  /** Expired records removed. */
  deleted: number
  /** Records looked at, as the store counts them: D1's `rows_read`, which it bills. */
  scanned: number
  /** Statements that were run. */
  statements: number
  /** Whether every record was looked at. Otherwise, the next runs do the rest. */
  complete: boolean
}

/**
 * Where sessions are kept. Facts are returned, faults are thrown: `null` and `false` mean that
 * something is not so, an error means that the store could not do its work.
 *
 * Every method takes effect as one atomic step, and has taken effect when its promise resolves.
 * Keys always have the form that `isKey` checks. There is no "insert or update": that would bring
 * a deleted session back to life.
 */
export interface SessionStore {
  /**
   * Returns the record, or `null` when the key is unknown or the record has expired: at `expires`
   * exactly it has, one millisecond before it has not, removed or not.
   *
   * @param mayLag Whether a copy that lags behind may answer, such as a read replica: what is saved
   * is compared anyway. `null` must be true all the same. Default: false.
   */
  load(key: string, now: Date, mayLag?: boolean): Promise<SessionRecord | null>

  /** Inserts a record. `false`, and nothing written: the key is taken, be it by an expired record. */
  create(key: string, record: SessionRecord): Promise<boolean>

  /**
   * Overwrites the record that still holds `previous` as its data, and moves it to `newKey` when
   * one is given. `false`, and nothing written: the record is gone, holds something else, or
   * `newKey` is taken. Of several calls with one `previous`, exactly one succeeds.
   */
  replace(key: string, previous: string, record: SessionRecord, newKey?: string): Promise<boolean>

  /**
   * Moves the end of the record that still holds `previous`. `false`, and nothing written: the
   * record is gone, or another request has saved it since and so set its end itself.
   */
  touch(key: string, previous: string, expires: Date): Promise<boolean>

  /**
   * Removes the record. An unknown key is not an error.
   *
   * @returns Whether there was something to remove; `true` also if that can no longer be told because
   * the answer to a first try was lost.
   */
  delete(key: string): Promise<boolean>

  /** Removes records that have expired, in bounded steps. Live records are never removed. */
  clearExpired(now: Date, limits?: ClearLimits): Promise<ClearResult>

  /**
   * Returns the store for one request of one browser, for a store with copies that lag behind:
   * `sessions` keeps the bookmark in a cookie beside that of the session.
   *
   * @param bookmark What the browser sends: anything, or nothing at all.
   */
  forBrowser?(bookmark: string | undefined): BrowserStore
}

/** A store that lets a browser see its own writes, whichever copy it is answered from. */
export interface BrowserStore extends SessionStore {
  /** What the browser is to send from now on; `null`: what it has, if anything, is still right. */
  readonly bookmark: string | null
}
