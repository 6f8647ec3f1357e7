import type { Session } from '../sessions/index.ts'
import { readMessages, writeMessages } from './format.ts'
import { type Message, messageLevels, type StoredMessage, toMessage } from './message.ts'

/** The key of the messages in the session, as in Django. */
const MESSAGES_KEY = '_messages'

/**
 * The messages of one request: stored ones from earlier requests, and new ones.
 *
 * New messages are saved when the response is ready, unless the page has shown them.
 */
export class Messages {
  /**
   * The lowest level to accept. Messages below it are dropped (Django's `set_level`).
   *
   * @default 20, `messageLevels.INFO`
   */
  level: number = messageLevels.INFO

  readonly #session: Session
  readonly #isSent: () => boolean
  #isCommitted = false
  readonly #shown: Message[] = []
  #taken: StoredMessage[] | null = null
  #queued: StoredMessage[] = []

  /**
   * @param session The session of the request.
   * @param isSent Returns whether the response is being sent. Called only after `commit`.
   */
  constructor(session: Session, isSent: () => boolean) {
    this.#session = session
    this.#isSent = isSent
  }

  /**
   * Adds a message, for the next page that shows messages (Django's `add_message`).
   *
   * @param level One of `messageLevels`, or a custom integer.
   * @param text Plain text. An empty string is not added.
   * @param extraTags More class names, separated by spaces. Default: none.
   * @throws RangeError if the level is not an integer.
   * @throws Error if the response is already sent, because the message would be lost.
   */
  add(level: number, text: string, extraTags?: string): void {
    if (!Number.isInteger(level)) {
      throw new RangeError(`Expected \`level\` to be an integer, got \`${level}\``)
    }
    if (text === '' || level < this.level) return
    if (this.#isCommitted && this.#isSent()) {
      throw new Error('Cannot add a message after the response is sent. Add it in the handler.')
    }
    this.#queued.push({ isSafe: false, level, text, extraTags: extraTags ?? null })
  }

  /** Adds a message of level `DEBUG`, 10. It is dropped unless `level` is lowered. */
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
   * Returns the messages to show, oldest first, and removes them from the session, so that each is
   * shown once (Django's `get_messages`). Another call in the same request returns them again, with
   * those added since.
   *
   * @throws The errors of the session's store.
   * @example
   * const messages = await c.var.messages.take()
   * return c.html(<ul>{messages.map(({ tags, text }) => <li class={tags}>{text}</li>)}</ul>)
   */
  async take(): Promise<readonly Message[]> {
    if (this.#taken === null) {
      // A stale copy may still hold messages that were shown.
      if (await this.#session.has(MESSAGES_KEY)) await this.#session.load({ fresh: true })
      const stored = readMessages(await this.#session.get(MESSAGES_KEY))
      // Another call at the same time may have been faster.
      if (this.#taken === null) {
        this.#taken = stored
        this.#shown.push(...stored.map(toMessage))
      }
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
    this.#isCommitted = true
    const taken = keepShown ? [] : (this.#taken ?? [])
    const queued = this.#queued
    if (taken.length === 0 && queued.length === 0) return
    // Another request has ended the session, so nothing can be saved.
    if (this.#session.isClosed) return
    this.#taken = []
    this.#queued = []
    // `update` runs again if another request has saved, so the messages of both are kept.
    await this.#session.updateReserved(MESSAGES_KEY, (stored) => {
      const left = [...without(readMessages(stored), taken), ...queued]
      return left.length === 0 ? undefined : writeMessages(left)
    })
  }
}

/** Removes each message of `taken` once. Two messages may be equal. */
function without(messages: readonly StoredMessage[], taken: readonly StoredMessage[]) {
  const counts = new Map<string, number>()
  for (const message of taken) {
    const text = writeMessages([message])
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return messages.filter((message) => {
    const text = writeMessages([message])
    const count = counts.get(text) ?? 0
    counts.set(text, count - 1)
    return count <= 0
  })
}
