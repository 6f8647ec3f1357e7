import type { SessionCodec } from './codec.ts'
import type { ResolvedLife, SessionConfig, SessionOptions } from './options.ts'
import type { SessionData } from './session-data.ts'

/** A session's connection to where it is kept: loads it once, and writes it. */
export interface Persistence {
  /** What the cookie holds, or `null` for a session that is not kept. */
  readonly key: string | null

  /** Whether the next save moves the session to a new key. */
  isKeyDue: boolean

  /** Whom the next save lists the session under; `null`: as it was. */
  userId: string | null

  /** Whether this object has written the session, under the present key. */
  readonly isStored: boolean

  /** Whether another request has ended the session, or renewed its key, while this one was at work. */
  readonly isInterrupted: boolean

  /** When what is kept ends, as far as it is loaded. */
  readonly storedUntil: Date | null

  /** Loads the session, once; a key that is unknown or expired is dropped. */
  load(): Promise<void>

  /** Writes the session, be it new or loaded. */
  save(): Promise<void>

  /** Postpones the end of a session that is kept and has not changed, at most every `renewAfter`. */
  touch(): Promise<void>

  /**
   * Deletes the session and forgets it.
   *
   * @param expected Which session must be there to delete; see `Expected`.
   * @returns Whether there was a session to delete.
   * @throws SessionInterrupted if the expected session is no longer under this key.
   */
  flush(expected: Expected): Promise<boolean>

  /** Whether a live session has this key. */
  exists(key: string): Promise<boolean>
}

/**
 * Which session a `flush` fails for if it is no longer under its key: one that was loaded before,
 * any that the browser sent, or none.
 */
export type Expected = 'loaded' | 'sent' | 'none'

/** What a session brings along to its persistence. */
export interface PersistenceParts {
  codec: SessionCodec
  life: ResolvedLife
  data: SessionData
}

/** A place for sessions that is no store of records by key, such as the cookie itself. */
export interface SessionEngine {
  /** Makes what `new Session` takes out of what `sessions` takes, after it was checked. */
  configure(options: SessionOptions): SessionConfig
  /** Connects one session to it; `sent` is what the visitor's cookie holds, not yet checked. */
  open(sent: string | null | undefined, parts: PersistenceParts): Persistence
}
