import {
  BadSignature,
  dumps,
  loads,
  MAX_JSON_BYTES,
  parseMembers,
  stringifyMembers,
} from '../signing/index.ts'
import { SessionTooLarge } from './errors.ts'

/** Turns a session's members into the text that a store keeps, and back. */
export interface SessionCodec {
  /**
   * @param now The time of signing.
   * @throws TypeError when JSON cannot hold one of the members.
   * @throws SessionTooLarge when they are more than 4 MiB of JSON.
   */
  encode(members: ReadonlyMap<string, unknown>, now: Date): Promise<string>
  /** Returns the members; none when the text is forged or damaged. Never throws. */
  decode(text: string): Promise<Map<string, unknown>>
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

/** In bytes of JSON; see `compressFrom`. */
const COMPRESS_FROM = 640

/** Django's session data: JSON, compressed where that pays, signed (`SessionBase.encode`, `decode`). */
export function sessionCodec(options: SessionCodecOptions): SessionCodec {
  const keys = {
    key: options.secretKey,
    fallbackKeys: options.secretKeyFallbacks ?? [],
    salt: options.keySalt ?? SESSION_SALT,
  }
  return {
    async encode(members, now) {
      const json = stringifyMembers(members)
      // However well it compresses: what could not be read again must not be written.
      if (json.length > MAX_JSON_BYTES) throw new SessionTooLarge(json.length, MAX_JSON_BYTES)
      return dumps(json, keys, now, options.compressFrom ?? COMPRESS_FROM)
    },
    async decode(text) {
      try {
        return parseMembers(await loads(text, keys))
      } catch (error) {
        const fault = error instanceof BadSignature ? 'has a bad signature' : 'is unreadable'
        console.warn(`Session data ${fault}; it is treated as empty`)
      }
      return new Map()
    },
  }
}
