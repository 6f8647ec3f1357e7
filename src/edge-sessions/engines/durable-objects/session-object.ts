import { DurableObject } from 'cloudflare:workers'
import type { SessionRecord } from '../../sessions/index.ts'

/** A key rotation: the record moves from the object of one key to that of another. */
export interface Move {
  readonly from: string
  readonly to: string
  /** Identifies this move, even among moves of the same two keys. */
  readonly operationId: string
}

/**
 * The answer of an object: the result, or an interrupted move that must be resolved first.
 */
export type Answer<Result> = { readonly result: Result } | { readonly move: Move }

/** The outcome of a write. `null`: the key has no session. */
export type Outcome = 'done' | 'other data' | null

type Kept = Pick<SessionRecord, 'data' | 'expires'>
/** A session. */
type Active = Kept & { state: 'active'; operationId: string }
/** A copy of a session that is moving here. It is valid once its old object has moved. */
type Pending = Kept & { state: 'pending'; operationId: string; move: Move }
/** The note that a session has moved, so its old key is invalid. */
type Moved = { state: 'moved'; operationId: string; move: Move; expires: Date }
type Stored = Active | Pending | Moved

const NAME = 'session'

/**
 * The furthest alarm, in milliseconds from now, because the runtime's clock ends in the year 2262.
 * An alarm that comes before the expiry is set again.
 */
const FURTHEST_ALARM = 100 * 365 * 86_400_000

/** The runtime refuses alarms at or before the beginning of 1970. */
const EARLIEST_ALARM = 1

/**
 * One session: the Durable Object class of `durableObjectStore`. A Worker exports it from its main
 * module, and names it under `new_sqlite_classes` and under the binding in `wrangler.toml`.
 *
 * Every method is one atomic step. Each write of data has an id, so that a retried one is
 * recognized. The alarm is set for the first expiry, and only an earlier expiry moves it. An alarm
 * that comes too early sets the next one. So a save writes one row, not two.
 */
export class SessionObject extends DurableObject {
  /** `load` of the store. */
  load(now: Date): Answer<SessionRecord | null> {
    const stored = this.#read()
    if (stored === null || stored.state === 'moved' || stored.expires <= now)
      return { result: null }
    if (stored.state === 'pending') return { move: stored.move }
    return { result: { data: stored.data, expires: stored.expires } }
  }

  /** `create` of the store. */
  async create({ data, expires }: SessionRecord, operationId: string): Promise<Answer<Outcome>> {
    return this.#claim({ state: 'active', operationId, data, expires })
  }

  /** `replace` of the store, under the same key. */
  async replace(
    previous: string,
    record: SessionRecord,
    operationId: string,
  ): Promise<Answer<Outcome>> {
    const { data, expires } = record
    return this.#change(previous, operationId, () => ({
      state: 'active',
      operationId,
      data,
      expires,
    }))
  }

  /** `touch` of the store. */
  async touch(previous: string, expires: Date): Promise<Answer<Outcome>> {
    return this.#change(previous, null, (present) => ({ ...present, expires }))
  }

  /** `delete` of the store. Keeps the note that a session has moved: the new object may need it. */
  async delete(): Promise<Answer<boolean>> {
    const stored = this.#read()
    if (stored?.state === 'pending') return { move: stored.move }
    if (stored?.state !== 'active') return { result: false }
    await this.ctx.storage.deleteAll()
    return { result: true }
  }

  /** First step of a rotation, in the new object: takes the key and stores a copy. */
  async prepareMove({ data, expires }: SessionRecord, move: Move): Promise<Answer<Outcome>> {
    return this.#claim({ state: 'pending', operationId: move.operationId, move, data, expires })
  }

  /** Second step, in the old object: invalidates the old key and so validates the new one. */
  async commitMove(previous: string, move: Move, expires: Date): Promise<Answer<Outcome>> {
    const { operationId } = move
    return this.#change(previous, operationId, () => ({
      state: 'moved',
      operationId,
      move,
      expires,
    }))
  }

  /** Third step, in the new object: its session no longer depends on the old object. */
  finishMove(operationId: string): void {
    const stored = this.#read()
    if (stored?.state !== 'pending' || stored.operationId !== operationId) return
    const { data, expires } = stored
    this.ctx.storage.kv.put<Stored>(NAME, { state: 'active', operationId, data, expires })
  }

  /** Whether the session has moved in this operation. */
  hasMoved(operationId: string): boolean {
    const stored = this.#read()
    return stored?.state === 'moved' && stored.operationId === operationId
  }

  /** Removes a move: from the old object after the third step, from the new one if the second failed. */
  async abortMove(operationId: string): Promise<void> {
    const stored = this.#read()
    if (stored === null || stored.state === 'active' || stored.operationId !== operationId) return
    await this.ctx.storage.deleteAll()
  }

  /** Removes the session if it has expired. Otherwise, sets the next alarm. */
  override async alarm(): Promise<void> {
    const stored = this.#read()
    if (stored !== null && stored.expires > new Date()) await this.#setAlarm(stored.expires)
    else await this.ctx.storage.deleteAll()
  }

  #read(): Stored | null {
    return this.ctx.storage.kv.get<Stored>(NAME) ?? null
  }

  async #claim(stored: Stored): Promise<Answer<Outcome>> {
    const present = this.#read()
    if (present === null) {
      await this.#setAlarm(stored.expires)
      this.ctx.storage.kv.put(NAME, stored)
      return { result: 'done' }
    }
    if (present.operationId === stored.operationId) return { result: 'done' }
    return present.state === 'moved' ? { move: present.move } : { result: 'other data' }
  }

  /** Changes the session that still holds `previous`, unless an earlier attempt already has. */
  async #change(
    previous: string,
    operationId: string | null,
    change: (present: Active) => Stored,
  ): Promise<Answer<Outcome>> {
    const present = this.#read()
    if (present === null) return { result: null }
    if (present.operationId === operationId) return { result: 'done' }
    if (present.state === 'moved') return { result: null }
    if (present.state === 'pending') return { move: present.move }
    if (present.data !== previous) return { result: 'other data' }
    const changed = change(present)
    if (changed.expires < present.expires) await this.#setAlarm(changed.expires)
    this.ctx.storage.kv.put(NAME, changed)
    return { result: 'done' }
  }

  /** Call it before the record is written: a record without an alarm would never be removed. */
  async #setAlarm(expires: Date): Promise<void> {
    const latest = Date.now() + FURTHEST_ALARM
    await this.ctx.storage.setAlarm(Math.max(EARLIEST_ALARM, Math.min(expires.getTime(), latest)))
  }
}
