import { levelTag } from './levels.ts'

/**
 * A notice to the visitor (Django's `Message`). Its text is plain text, also where a Django site
 * had marked it as safe HTML: a page escapes it, as JSX does by itself.
 */
export interface Message {
  /** One of `messageLevels`, or an integer of one's own. */
  readonly level: number
  /** The level's name in lower case; empty for a level of one's own. */
  readonly levelTag: string
  /** What to tell. */
  readonly text: string
  /** Further class names, separated by spaces; empty when there are none. */
  readonly extraTags: string
  /** All class names: `extraTags`, then `levelTag`. */
  readonly tags: string
}

/** A message as it is stored. */
export interface StoredMessage {
  readonly isSafe: boolean
  readonly level: number
  readonly text: string
  readonly extraTags: string | null
}

/** Turns a stored message into one to show. */
export function toMessage({ level, text, extraTags }: StoredMessage): Message {
  const tag = levelTag(level)
  const tags = [extraTags, tag].filter(Boolean).join(' ')
  return { level, levelTag: tag, text, extraTags: extraTags ?? '', tags }
}
