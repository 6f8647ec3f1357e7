/** How important a message is, by Django's names; other integers may be used in between. */
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

/** Returns the level's name in lower case, for a class name; empty for a level of one's own. */
export function levelTag(level: number): string {
  return TAGS.get(level) ?? ''
}
