import {
  BadSignature,
  loads,
  MAX_JSON_BYTES,
  pack,
  parseMembers,
  sign,
  stringifyMembers,
} from '../signing/index.ts'
import { SessionTooLarge } from './errors.ts'

/** Encodes the data of a session as the string that a store keeps, and decodes it. */
export interface SessionCodec {
  /**
   * @param now The time of signing.
   * @param maxBytes Longest string accepted, in bytes. It is checked before signing.
   * @default maxBytes Infinity
   * @throws TypeError when JSON cannot hold one of the values.
   * @throws SessionTooLarge when the string is too long, or the JSON longer than 4 MiB.
   */
  encode(data: ReadonlyMap<string, unknown>, now: Date, maxBytes?: number): Promise<string>
  /**
   * Returns the data. A forged, damaged or too large string counts as empty. Never throws.
   *
   * @param maxBytes Largest JSON text that is unpacked, in bytes.
   * @default maxBytes 4 MiB
   */
  decode(text: string, maxBytes?: number): Promise<Map<string, unknown>>
}

/** Options of `sessionCodec`. */
export interface SessionCodecOptions {
  /** Django's `SECRET_KEY`, which signs new data. */
  secretKey: string
  /**
   * Django's `SECRET_KEY_FALLBACKS`: older keys whose signatures are still accepted.
   *
   * @default none
   */
  secretKeyFallbacks?: readonly string[] | undefined
  /**
   * Django's `SessionBase.key_salt`. A site whose session engine has another class name than
   * `SessionStore` has another salt.
   *
   * @default 'django.contrib.sessions.SessionStore'
   */
  keySalt?: string | undefined
  /**
   * The size from which sessions are compressed, in bytes of JSON. Smaller ones fit into a page of
   * the database anyway, so zlib would cost time and save nothing. Django compresses all sizes and
   * reads both.
   *
   * @default 640
   */
  compressFrom?: number | undefined
}

/** The salt of Django's own session engines. */
export const SESSION_SALT = 'django.contrib.sessions.SessionStore'

/** Length of `:timestamp:signature`, until the year 3769. */
const SIGNATURE_LENGTH = 51

/** The default of `compressFrom`. */
const COMPRESS_FROM = 640

/**
 * Returns the codec of Django's session data: signed JSON, compressed if large (`SessionBase.encode`,
 * `decode`). `sessions` makes one from its options; programs that read the table use it directly.
 *
 * @example
 * const codec = sessionCodec({ secretKey: env.SECRET_KEY })
 * const data = await codec.decode(row.session_data)
 */
export function sessionCodec(options: SessionCodecOptions): SessionCodec {
  const keys = {
    key: options.secretKey,
    fallbackKeys: options.secretKeyFallbacks ?? [],
    salt: options.keySalt ?? SESSION_SALT,
  }
  return {
    async encode(data, now, maxBytes = Number.POSITIVE_INFINITY) {
      const json = stringifyMembers(data)
      // Checked before compressing, because larger JSON could not be read again.
      if (json.length > MAX_JSON_BYTES) throw new SessionTooLarge(json.length, MAX_JSON_BYTES)
      const payload = await pack(json, options.compressFrom ?? COMPRESS_FROM)
      const length = payload.length + SIGNATURE_LENGTH
      if (length > maxBytes) throw new SessionTooLarge(length, maxBytes)
      return sign(payload, keys, now)
    },
    async decode(text, maxBytes) {
      try {
        return parseMembers(await loads(text, keys, maxBytes))
      } catch (error) {
        const problem = error instanceof BadSignature ? 'has a bad signature' : 'is unreadable'
        console.warn(`Session data ${problem}; it is treated as empty`)
      }
      return new Map()
    },
  }
}
