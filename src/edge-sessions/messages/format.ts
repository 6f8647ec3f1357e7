import { stringifyValue } from '../signing/index.ts'
import type { StoredMessage } from './message.ts'

/** Marks a message among other lists (Django's `MessageEncoder.message_key`). */
const MARKER = '__json_message'

/**
 * Writes messages as Django's `SessionStorage` does: a string of JSON in Python's spelling.
 *
 * @returns `[["__json_message", 0, 20, "Hello"], …]`: marker, safe flag, level, text, extra tags.
 */
export function writeMessages(messages: readonly StoredMessage[]): string {
  return `[${messages.map(writeMessage).join(', ')}]`
}

function writeMessage({ isSafe, level, text, extraTags }: StoredMessage): string {
  const parts: unknown[] = [MARKER, isSafe ? 1 : 0, level, text]
  if (extraTags !== null) parts.push(extraTags)
  return `[${parts.map((part) => stringifyValue(part, 'message')).join(', ')}]`
}

/**
 * Reads the messages of a session.
 *
 * @param stored The value under `_messages`. Anything but a list of messages counts as empty.
 */
export function readMessages(stored: unknown): StoredMessage[] {
  const list = typeof stored === 'string' ? parseJson(stored) : stored
  if (!Array.isArray(list)) return []
  return list.map(readMessage).filter((message) => message !== null)
}

function readMessage(item: unknown): StoredMessage | null {
  if (!Array.isArray(item)) return null
  const [marker, isSafe, level, text, extraTags]: unknown[] = item
  if (marker !== MARKER || !Number.isInteger(level) || typeof text !== 'string') return null
  return {
    isSafe: Boolean(isSafe),
    level: Number(level),
    text,
    extraTags: typeof extraTags === 'string' ? extraTags : null,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
