import type { SessionCodecOptions } from './codec.ts'

/** The stored form of a session. */
export interface SessionRecord {
  /** The encoded session. Opaque to the store, which compares it as a string. */
  data: string
  /** The expiry. A store may keep finer units than the milliseconds of a `Date`. */
  expires: Date
}

/** A record as `load` returns it. */
export interface LoadedRecord extends SessionRecord {
  /** Set if a copy answered that may be older than the primary, as `allowStale` permits. */
  isStale?: true
}

/** Options of `SessionStore.load`. */
export interface LoadOptions {
  /**
   * Whether a stale copy may answer, such as a read replica. This is safe, because writes are
   * compare-and-set. Its answer has `isStale`. Only the primary may answer `null`.
   *
   * @default false
   */
  allowStale?: boolean | undefined
}

/** Options of `SessionStore.create`. */
export interface CreateOptions {
  /** The user to list the session under. Stores without `listsUsers` are never given one. */
  userId?: string | undefined
  /**
   * The first characters of the new key, by which `shardedStore` finds the store. Pass it to
   * `createWithNewKey` or `makeKey`.
   *
   * @default ''
   */
  keyPrefix?: string | undefined
}

/** Options of `SessionStore.replace`. */
export interface ReplaceOptions extends CreateOptions {
  /**
   * Whether to move the record to a new key in the same step.
   *
   * @default false
   */
  rotate?: boolean | undefined
}

/** Limits of one `clearExpired`. */
export interface ClearLimits {
  /**
   * Statements in one run, of all shards together. D1 allows 50 in one request on its free plan and
   * 1,000 on the paid one. A run that ends at this limit has covered less than its `share`, so with a
   * large table raise it before `share`.
   *
   * @default 40
   */
  maxStatements?: number
  /**
   * Records that one statement looks at.
   *
   * @default 50_000
   */
  rowsPerStatement?: number
  /**
   * The share of the records that a run looks at, within `maxStatements`: 1 divided by the number
   * of runs a day for one pass a day, or 1 for the whole table at once. A run continues beyond its
   * share while it finds many expired records.
   *
   * @default 1 / 24, for an hourly Cron Trigger
   */
  share?: number
  /** The first characters that all keys have in common, if any. */
  keyPrefix?: string
}

/** The outcome of one `clearExpired`. */
export interface ClearResult {
  /** Expired records removed. */
  deleted: number
  /** Records looked at, as the store counts them: D1's `rows_read`, which it bills. */
  scanned: number
  /** Statements run. */
  statements: number
  /** Whether every record was looked at. If not, later runs look at the others. */
  complete: boolean
}

/** A cookie that a store keeps in the browser, beside the session cookie and with its attributes. */
export interface CompanionCookie {
  /** The end of the cookie's name: `bookmark` for `sessionid_bookmark`. */
  suffix: string
  /** The value to send; `null` removes the cookie. */
  value: string | null
  /** Seconds to live, if that is less than the session cookie lives. */
  maxAge?: number
}

/** A store as one request of one browser sees it. */
export interface BrowserStore extends SessionStore {
  /** Returns the cookies to send with the response; none if those in the browser are still right. */
  companionCookies(): CompanionCookie[]
}

/**
 * The place where sessions are kept.
 *
 * Outcomes are returned and failures are thrown: `null` and `false` state a fact, and an error means
 * that the store could not do its work. Every method is one atomic step that has taken effect when
 * its promise resolves. No method may upsert, because that would bring back a deleted session.
 *
 * `describeSessionStore` of `edge-sessions/testing/conformance` tests a store against this contract.
 */
export interface SessionStore {
  /**
   * Returns the record, or `null` if the key is unknown or the record has expired. A record expires
   * exactly at `expires`, whether or not it has been removed.
   */
  load(key: string, now: Date, options?: LoadOptions): Promise<LoadedRecord | null>

  /**
   * Inserts a record under a new key.
   *
   * @returns The key.
   */
  create(record: SessionRecord, options?: CreateOptions): Promise<string>

  /**
   * Overwrites the record that still holds `previous` as its data (compare-and-set). Of several
   * calls with the same `previous`, exactly one succeeds.
   *
   * @returns The key that the record has now; `null` if nothing was written, because the record is
   * gone or holds other data, or because the new key is taken.
   */
  replace(
    key: string,
    previous: string,
    record: SessionRecord,
    options?: ReplaceOptions,
  ): Promise<string | null>

  /**
   * Moves the expiry of the record that still holds `previous`.
   *
   * @returns `false` if nothing was written, because the record is gone or another request has saved
   * it since, which has set its expiry too.
   */
  touch(key: string, previous: string, expires: Date): Promise<boolean>

  /**
   * Removes the record.
   *
   * @returns Whether there was a record to remove. Also `true` if that is unknown, because the
   * response to a first attempt was lost.
   */
  delete(key: string): Promise<boolean>

  /** Removes expired records in bounded steps, and never a live one. */
  clearExpired(now: Date, limits?: ClearLimits): Promise<ClearResult>

  /**
   * Returns the store for one request of one browser, if the store keeps something in cookies, such
   * as the bookmark of a database with replicas.
   *
   * @param read Returns the cookie with this suffix as the browser sent it: any string, or nothing.
   */
  forBrowser?(read: (suffix: string) => string | undefined): BrowserStore

  /** Whether the store lists sessions by user: `userId` is stored. */
  readonly listsUsers?: boolean

  /**
   * Set if the key is the data itself and nothing is kept on the server. Such a session lives in its
   * cookie: it expires by the time of its signature, and every save makes another key.
   */
  readonly selfContained?: Required<Pick<SessionCodecOptions, 'keySalt' | 'compressFrom'>>
}
