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

/** Returns the name of the level in lower case, for a class name. Empty for a custom level. */
export function levelTag(level: number): string {
  return TAGS.get(level) ?? ''
}
