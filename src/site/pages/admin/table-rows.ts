import { parseDate } from 'edge-sessions'
import { parseUserId } from 'edge-sessions/auth'
import {
  BadSignature,
  loads,
  MAX_JSON_BYTES,
  parseMembers,
  type SigningKeys,
  signedAt,
} from 'edge-sessions/signing'
import { previewJson } from '../../ui/indent-json.ts'
import { MAX_LISTED_LENGTH } from './statements.ts'

/** Most JSON decoded for one page, in bytes. */
const PAGE_BYTES = MAX_JSON_BYTES

/** Most JSON decoded for one row of a list, in bytes, so that one row does not use up the page. */
const ROW_BYTES = 262_144

/** Characters of the data that a list shows. */
const PREVIEW_LENGTH = 60

/** Whether the data of a row could be read, or why not. */
type DataState = 'readable' | 'forged' | 'unreadable' | 'too-large'

/** A row of the table. Its key, a hash with `SESSION_HASH_KEYS`, must not leave the server. */
export interface TableRow {
  key: string
  /** The id of the logged-in user; `null` if anonymous, or unknown because of `dataState`. */
  user: string | null
  /** The beginning of the data, without secrets. */
  preview: string
  dataState: DataState
  /** The time of the last save. `null` if the data has no valid timestamp. */
  savedAt: Date | null
  /** `expire_date` as the store reads it; `null` if it is malformed. */
  expires: Date | null
  /** `expire_date` as it is in the table. */
  expireDate: string
  isLive: boolean
  /** The data, empty if it is too large for a list. */
  data: string
}

/** A row as the statements return it. */
export interface StoredRow {
  session_key: string
  session_data: string
  /** The length of the whole data, in characters. */
  length: number
  expire_date: string
  user_id: string | null
}

interface Decoded {
  json: string | null
  user: string | null
  state: DataState
  /** The bytes of JSON that were unpacked. */
  bytes: number
}

const NOT_READ: Decoded = { json: null, user: null, state: 'too-large', bytes: 0 }
const FORGED: Decoded = { json: null, user: null, state: 'forged', bytes: 0 }

/** Decodes the rows of a list one after the other, until they have used up the bytes of a page. */
export async function listedRows(
  stored: readonly StoredRow[],
  keys: SigningKeys,
  now: Date,
): Promise<TableRow[]> {
  const rows: TableRow[] = []
  let bytesLeft = PAGE_BYTES
  for (const row of stored) {
    const isListed = row.length <= MAX_LISTED_LENGTH && bytesLeft > 0
    const decoded = isListed
      ? await decode(row.session_data, keys, Math.min(ROW_BYTES, bytesLeft))
      : NOT_READ
    bytesLeft -= decoded.bytes
    rows.push(toRow(row, decoded, now))
  }
  return rows
}

/** Decodes one row, however large it is. */
export async function wholeRow(stored: StoredRow, keys: SigningKeys, now: Date): Promise<TableRow> {
  return toRow(stored, await decode(stored.session_data, keys, MAX_JSON_BYTES), now)
}

function toRow(stored: StoredRow, { json, user, state }: Decoded, now: Date): TableRow {
  const { session_key: key, session_data: data, expire_date: expireDate, user_id } = stored
  const expires = parseDate(expireDate)
  return {
    key,
    user: state === 'too-large' ? user_id : user,
    preview: json === null ? '' : previewJson(json, PREVIEW_LENGTH),
    dataState: state,
    savedAt: json === null ? null : signedAt(data),
    expires,
    expireDate,
    isLive: expires !== null && expires > now,
    data,
  }
}

async function decode(data: string, keys: SigningKeys, maxBytes: number): Promise<Decoded> {
  try {
    const json = await loads(data, keys, maxBytes)
    const user = parseUserId(parseMembers(json).get('_auth_user_id'))
    return { json, user, state: 'readable', bytes: json.length }
  } catch (error) {
    // Nothing is unpacked without a signature.
    if (error instanceof BadSignature) return FORGED
    const state = maxBytes < MAX_JSON_BYTES ? 'too-large' : 'unreadable'
    return { json: null, user: null, state, bytes: maxBytes }
  }
}
