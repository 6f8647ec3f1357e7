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

/** Settings of `sessionCodec`. */
export interface SessionCodecOptions {
  /** Django's `SECRET_KEY`: signs what is written. */
  secretKey: string
  /** Django's `SECRET_KEY_FALLBACKS`: older keys that are still accepted. Default: none. */
  secretKeyFallbacks?: readonly string[] | undefined
  /**
   * Django's `SessionBase.key_salt`. Default: `django.contrib.sessions.SessionStore`, which holds
   * for every engine of Django that has a store; a site with a session engine of another class name
   * has another one.
   */
  keySalt?: string | undefined
  /**
   * Shortest session that is compressed, in bytes of JSON. Django compresses all, and reads both.
   * Default: 640, up to where a row fits into its page of the database as it is, so that zlib would
   * cost time on each request and save nothing.
   */
  compressFrom?: number | undefined
}

/** The salt of Django's own session engines. */
export const SESSION_SALT = 'django.contrib.sessions.SessionStore'

/** Length of `:timestamp:signature`, until the year 3769. */
const SIGNATURE_LENGTH = 51

/** In bytes of JSON; see `compressFrom`. */
const COMPRESS_FROM = 640

/** Django's session data: signed JSON, compressed if large (`SessionBase.encode`, `decode`). */
export function sessionCodec(options: SessionCodecOptions): SessionCodec {
  const keys = {
    key: options.secretKey,
    fallbackKeys: options.secretKeyFallbacks ?? [],
    salt: options.keySalt ?? SESSION_SALT,
  }
  return {
    async encode(data, now, maxBytes = Number.POSITIVE_INFINITY) {
      const json = stringifyMembers(data)
      // However well it compresses: what could not be read again must not be written.
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
        const fault = error instanceof BadSignature ? 'has a bad signature' : 'is unreadable'
        console.warn(`Session data ${fault}; it is treated as empty`)
      }
      return new Map()
    },
  }
}
