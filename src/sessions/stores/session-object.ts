import { DurableObject } from 'cloudflare:workers'
import type { SessionRecord } from '../store.ts'

/** A renewal of a key: the record moves from the object of one key to that of another. */
export interface Move {
  readonly from: string
  readonly to: string
  /** An id that tells this move from any other, also of the same two keys. */
  readonly write: string
}

/**
 * What an object says: the result, or that it depends on a move which was interrupted, and that has
 * to be settled first.
 */
export type Answer<Result> = { readonly result: Result } | { readonly move: Move }

/** What became of a write; `null`: there is no session under the key. */
export type Outcome = 'done' | 'other data' | null

type Kept = Pick<SessionRecord, 'data' | 'expires'>
/** A session. */
type Here = Kept & { state: 'here'; write: string }
/** A session on its way here: it counts once its old object says that it has left. */
type Arriving = Kept & { state: 'arriving'; write: string; move: Move }
/** The note that a session has left, by which its old key is dead. */
type Left = { state: 'left'; write: string; move: Move; expires: Date }
type Stored = Here | Arriving | Left

const NAME = 'session'

/** Alarms further away than the runtime's clock reaches, in the year 2262, are set again then. */
const FURTHEST_ALARM = 100 * 365 * 86_400_000

/** The runtime refuses alarms at or before the beginning of 1970. */
const EARLIEST_ALARM = 1

/**
 * One session: the Durable Object class of `durableObjectStore`. A Worker exports it from its main
 * module, and names it under `new_sqlite_classes` and under the binding in `wrangler.toml`.
 *
 * Every method is one atomic step. Each write has an id, so that a repeated one is known for what it
 * is. The alarm is set once, for the end the session has then; postponing the end leaves it alone,
 * and an alarm that comes too early sets the next. So a save writes one row, not two.
 */
export class SessionObject extends DurableObject {
  /** `load` of the store. */
  load(now: Date): Answer<SessionRecord | null> {
    const stored = this.#read()
    if (stored === null || stored.state === 'left' || stored.expires <= now) return { result: null }
    if (stored.state === 'arriving') return { move: stored.move }
    return { result: { data: stored.data, expires: stored.expires } }
  }

  /** `create` of the store. */
  async create({ data, expires }: SessionRecord, write: string): Promise<Answer<Outcome>> {
    return this.#claim({ state: 'here', write, data, expires })
  }

  /** `replace` of the store, under the same key. */
  async replace(previous: string, record: SessionRecord, write: string): Promise<Answer<Outcome>> {
    const { data, expires } = record
    return this.#change(previous, write, () => ({ state: 'here', write, data, expires }))
  }

  /** `touch` of the store. */
  async touch(previous: string, expires: Date): Promise<Answer<Outcome>> {
    return this.#change(previous, null, (present) => ({ ...present, expires }))
  }

  /** `delete` of the store. The note that a session has left stays: the new object may need it. */
  async delete(): Promise<Answer<boolean>> {
    const stored = this.#read()
    if (stored?.state === 'arriving') return { move: stored.move }
    if (stored?.state !== 'here') return { result: false }
    await this.ctx.storage.deleteAll()
    return { result: true }
  }

  /** First step of a renewal, in the new object: takes the key, and holds the session ready. */
  async reserve({ data, expires }: SessionRecord, move: Move): Promise<Answer<Outcome>> {
    return this.#claim({ state: 'arriving', write: move.write, move, data, expires })
  }

  /** Second step, in the old object: the old key is dead, and by that the new one alive. */
  async leave(previous: string, move: Move, expires: Date): Promise<Answer<Outcome>> {
    const { write } = move
    return this.#change(previous, write, () => ({ state: 'left', write, move, expires }))
  }

  /** Third step, in the new object: from now on it need not ask the old one. */
  arrive(write: string): void {
    const stored = this.#read()
    if (stored?.state !== 'arriving' || stored.write !== write) return
    const { data, expires } = stored
    this.ctx.storage.kv.put<Stored>(NAME, { state: 'here', write, data, expires })
  }

  /** Whether the session has left with this move. */
  hasLeft(write: string): boolean {
    const stored = this.#read()
    return stored?.state === 'left' && stored.write === write
  }

  /** Forgets a move: in the old object once the new one has arrived, in the new one if it never will. */
  async forget(write: string): Promise<void> {
    const stored = this.#read()
    if (stored === null || stored.state === 'here' || stored.write !== write) return
    await this.ctx.storage.deleteAll()
  }

  /** Removes what has ended, or waits on until it does. */
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
    if (present.write === stored.write) return { result: 'done' }
    return present.state === 'left' ? { move: present.move } : { result: 'other data' }
  }

  /** Changes the session that still holds `previous`, unless this very write has done it before. */
  async #change(
    previous: string,
    write: string | null,
    change: (present: Here) => Stored,
  ): Promise<Answer<Outcome>> {
    const present = this.#read()
    if (present === null) return { result: null }
    if (present.write === write) return { result: 'done' }
    if (present.state === 'left') return { result: null }
    if (present.state === 'arriving') return { move: present.move }
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
