/** Django's message levels. Other integers are allowed as well. */
export const messageLevels = {
  DEBUG: 10,
  INFO: 20,
  SUCCESS: 25,
  WARNING: 30,
  ERROR: 40,
} as const

/** Django's `LEVEL_TAGS`. */
const TAGS = new Map<number, string>(
  Object.entries(messageLevels).map(([name, level]) => [level, name.toLowerCase()]),
)

/**
 * A notice to the visitor (Django's `Message`). The text is plain, even if a Django site marked it
 * as safe HTML. A page must escape it, as JSX does.
 */
export interface Message {
  /** One of `messageLevels`, or a custom integer. */
  readonly level: number
  /** The name of the level in lower case; empty for a custom level. */
  readonly levelTag: string
  /** The message text. */
  readonly text: string
  /** Further class names, separated by spaces. Empty by default. */
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

/** Converts a stored message for a page. */
export function toMessage({ level, text, extraTags }: StoredMessage): Message {
  const tag = levelTag(level)
  const tags = [extraTags, tag].filter(Boolean).join(' ')
  return { level, levelTag: tag, text, extraTags: extraTags ?? '', tags }
}

/** Returns the name of the level in lower case, for a class name. Empty for a custom level. */
function levelTag(level: number): string {
  return TAGS.get(level) ?? ''
}
