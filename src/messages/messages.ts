import type { Session } from '../sessions/index.ts'
import { readMessages, writeMessages } from './format.ts'
import { messageLevels } from './levels.ts'
import { type Message, type StoredMessage, toMessage } from './message.ts'

/** Member of the session that holds messages, by Django's name. */
const MEMBER = '_messages'

/**
 * The messages of one request: those that earlier requests left, and new ones.
 *
 * New ones are queued here and written when the response is ready, unless the page has shown them.
 */
export class Messages {
  /**
   * Lowest level that is kept; messages below it are dropped when added (Django's `set_level`).
   * Default: `INFO`, 20.
   */
  level: number = messageLevels.INFO

  readonly #session: Session
  readonly #shown: Message[] = []
  #taken: StoredMessage[] | null = null
  #queued: StoredMessage[] = []

  constructor(session: Session) {
    this.#session = session
  }

  /**
   * Adds a message, for the next page that shows messages (Django's `add_message`).
   *
   * @param level One of `messageLevels`, or an integer of one's own.
   * @param text Plain text; an empty one is not added.
   * @param extraTags Further class names, separated by spaces. Default: none.
   * @throws RangeError when the level is no integer.
   */
  add(level: number, text: string, extraTags?: string): void {
    if (!Number.isInteger(level)) {
      throw new RangeError(`Expected \`level\` to be an integer, got \`${level}\``)
    }
    if (text === '' || level < this.level) return
    this.#queued.push({ isSafe: false, level, text, extraTags: extraTags ?? null })
  }

  /** Adds a message of level `DEBUG`, 10; dropped unless `level` is lowered. */
  debug(text: string, extraTags?: string): void {
    this.add(messageLevels.DEBUG, text, extraTags)
  }

  /** Adds a message of level `INFO`, 20. */
  info(text: string, extraTags?: string): void {
    this.add(messageLevels.INFO, text, extraTags)
  }

  /** Adds a message of level `SUCCESS`, 25. */
  success(text: string, extraTags?: string): void {
    this.add(messageLevels.SUCCESS, text, extraTags)
  }

  /** Adds a message of level `WARNING`, 30. */
  warning(text: string, extraTags?: string): void {
    this.add(messageLevels.WARNING, text, extraTags)
  }

  /** Adds a message of level `ERROR`, 40. */
  error(text: string, extraTags?: string): void {
    this.add(messageLevels.ERROR, text, extraTags)
  }

  /**
   * Returns the messages to show, oldest first, and takes them out of the session: each is shown
   * once (Django's `get_messages`). Called again in one request, it returns them all again, with
   * those added since.
   *
   * @throws What the session's store throws.
   */
  async take(): Promise<readonly Message[]> {
    if (this.#taken === null) {
      this.#taken = readMessages(await this.#session.get(MEMBER))
      this.#shown.push(...this.#taken.map(toMessage))
    }
    this.#shown.push(...this.#queued.map(toMessage))
    this.#queued = []
    return this.#shown
  }

  /**
   * Removes the shown messages from the session and adds the new ones; `messages` calls it.
   *
   * @param keepShown Whether the shown messages stay in the session.
   * @internal
   */
  async commit({ keepShown }: { keepShown: boolean }): Promise<void> {
    const taken = keepShown ? [] : (this.#taken ?? [])
    const queued = this.#queued
    if (taken.length === 0 && queued.length === 0) return
    // Another request has ended the session: its outcome stands.
    if (this.#session.isClosed) return
    this.#taken = []
    this.#queued = []
    // Run again when another request has saved, so that what that one added is not lost.
    await this.#session.updateReserved(MEMBER, (stored) => {
      const left = [...without(readMessages(stored), taken), ...queued]
      return left.length === 0 ? undefined : writeMessages(left)
    })
  }
}

/** Takes each message of `taken` out once, wherever it is; two may have the same text. */
function without(messages: readonly StoredMessage[], taken: readonly StoredMessage[]) {
  const left = [...messages]
  for (const message of taken) {
    const text = writeMessages([message])
    const index = left.findIndex((other) => writeMessages([other]) === text)
    if (index !== -1) left.splice(index, 1)
  }
  return left
}
