import { loads, MAX_JSON_BYTES, parseMembers, type SigningKeys } from '../signing/index.ts'

/** A session in the list of its user. It does not contain its key. */
export interface ListedSession {
  /** The id of the session for `endSession`. It is valid until the key is rotated. */
  readonly publicId: string
  /** Whether it is the session of this request. */
  readonly isCurrent: boolean
  /** The time of the last save, from the signature. `null` if the data is too large or malformed. */
  readonly savedAt: Date | null
  /** The expiry, unless the session is saved again. */
  readonly expires: Date
  /** The data of the session, including internal values. Empty when it is too large for a list. */
  readonly data: ReadonlyMap<string, unknown>
}

/** The outcome of `listSessions`. */
export interface SessionList {
  /** At most 100 sessions: the one of this request, then the others, the latest expiry first. */
  readonly sessions: readonly ListedSession[]
  /** Whether these are all the sessions of the user. */
  readonly isComplete: boolean
}

/** Longest data read for a list, in characters. */
export const MAX_LISTED_LENGTH = 65_536

/** The most JSON to decode for a list, in bytes. A few rows may inflate to megabytes each. */
const MAX_LISTED_BYTES = MAX_JSON_BYTES

/** Stands for data that is forged, malformed or too large. */
export const NO_DATA: ReadonlyMap<string, unknown> = new Map()

/** The columns of a row that `dataReader` reads. */
interface DataRow {
  session_data: string
  /** The length of the whole data, in characters. */
  length: number
}

/**
 * Returns a function that decodes rows for a list, up to `MAX_LISTED_BYTES` of JSON in total. It
 * returns `null` for data that is too large, and an empty map if it is forged or unreadable.
 */
export function dataReader(keys: SigningKeys) {
  let bytesLeft = MAX_LISTED_BYTES
  return async function readData(row: DataRow): Promise<ReadonlyMap<string, unknown> | null> {
    if (bytesLeft <= 0 || row.length > MAX_LISTED_LENGTH) return null
    try {
      const json = await loads(row.session_data, keys, bytesLeft)
      bytesLeft -= json.length
      return parseMembers(json)
    } catch (error) {
      // Decompression stopped at the limit, so nothing is left.
      const isTooLarge = error instanceof RangeError
      bytesLeft -= isTooLarge ? bytesLeft : row.length
      return isTooLarge ? null : NO_DATA
    }
  }
}
