import { MAX_COOKIE_BYTES } from '../http/index.ts'
import { assumeSigned, decrypt, encrypt, encryptedLength, unsign } from '../signing/index.ts'
import type { CompanionCookie, SessionRecord, SessionStore } from './store.ts'

/** The suffix of the cookie that keeps the copy. */
export const CACHE_SUFFIX = 'cache'

const DAY = 86_400_000

/** The settings that all copies of an app share. */
export interface CookieCacheSettings {
  /** Seconds for which a copy answers. */
  maxAge: number
  /** The secret of new copies, then older ones that are still accepted. */
  secrets: readonly [string, ...string[]]
  /** The salt that the data is signed with. */
  salt: string
  /** The name of the session cookie. */
  cookieName: string
  now: () => Date
}

/** The store as one request of one browser sees it. */
export interface BrowserView {
  store: SessionStore
  /**
   * Returns the cookies to send with the response; none if those in the browser are still right.
   *
   * @param key The session key that the browser has from now on; `null` if it has none, or if the
   * request failed.
   */
  cookies(key: string | null): Promise<CompanionCookie[]>
}

/** A record that the store has held. */
interface Copy extends SessionRecord {
  /** A moment before the statement was sent, in milliseconds. A copy never seems too new. */
  time: number
}

/** A copy that the browser sent. */
interface SentCopy extends Copy {
  /** The secret that encrypted and signed it. */
  secret: string
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * Wraps a store for one request of one browser, which keeps an encrypted copy of its record.
 *
 * A copy answers the reads that may be stale. Every write goes to the store, where compare-and-set
 * detects an outdated copy.
 *
 * @param store The store as this browser sees it.
 * @param sent The copy as the browser sent it, unchecked.
 * @param host The host or domain that the session cookie is sent to. A copy from another site is
 * refused, because that site may have the same secret and another database.
 */
export function cookieCache(
  store: SessionStore,
  sent: string | undefined,
  host: string,
  settings: CookieCacheSettings,
): BrowserView {
  const { maxAge, secrets, salt, cookieName, now } = settings

  /** The record of each key that was loaded or written; `null` if it is gone or uncertain. */
  const known = new Map<string, Copy | null>()

  /**
   * Returns the inputs that a copy is bound to. One AES key must not encrypt more than 2^32 copies
   * with random IVs, so each day has its own.
   */
  function encryptionOf(key: string, day: number, secret: string) {
    const purpose = `edge_sessions.cookie_cache:${salt}:${day}`
    return { secret, purpose, context: `${host} ${cookieName}=${key}` }
  }

  /** Decrypts the copy that the browser sent, if it is for this key. */
  async function decryptFor(key: string): Promise<SentCopy | null> {
    const [, day, text] = /^(-?\d+)\.(.+)/.exec(sent ?? '') ?? []
    const today = dayOf(now().getTime())
    if (text === undefined || ![today, today - 1].includes(Number(day))) return null
    for (const secret of secrets) {
      const plain = await decrypt(text, encryptionOf(key, Number(day), secret))
      if (plain === null) continue
      const [, time, end, data = ''] = /^(-?\d+) (-?\d+) (.*)/s.exec(decoder.decode(plain)) ?? []
      return { data, expires: new Date(Number(end)), time: Number(time), secret }
    }
    return null
  }

  /** The last decrypted copy. Most requests load one key only. */
  let opened: { key: string; copy: Promise<SentCopy | null> } | undefined

  /** Returns the copy that the browser sent, if it is for this key and not too old. */
  async function open(key: string, moment: Date): Promise<SessionRecord | null> {
    if (opened?.key !== key) opened = { key, copy: decryptFor(key) }
    const copy = await opened.copy
    if (copy === null) return null
    const { time, data, expires, secret } = copy
    const age = moment.getTime() - time
    if (!(age >= 0 && age < maxAge * 1000 && expires > moment)) return null
    // `seal` has verified it with this secret.
    assumeSigned(data, { key: secret, salt })
    return { data, expires }
  }

  /** Encrypts a copy with the secret that signed it; `null` if it is not signed or too large. */
  async function seal(key: string, { data, expires, time }: Copy): Promise<string | null> {
    const plain = `${time} ${expires.getTime()} ${data}`
    const day = dayOf(time)
    const length = `${cookieName}_${CACHE_SUFFIX}=${day}.`.length + encryptedLength(plain.length)
    if (length > MAX_COOKIE_BYTES) return null
    for (const secret of secrets) {
      const signed = await unsign(data, { key: secret, salt }).catch(() => null)
      if (signed === null) continue
      return `${day}.${await encrypt(encoder.encode(plain), encryptionOf(key, day, secret))}`
    }
    return null
  }

  /** Returns the value to send; `undefined` if the browser already has it. */
  async function cookieFor(key: string, copy: Copy): Promise<string | null | undefined> {
    // A copy that this request has looked at is outdated, or there would be nothing newer.
    const held = opened === undefined ? await open(key, now()) : null
    const isHeld = held?.data === copy.data && held.expires.getTime() === copy.expires.getTime()
    return isHeld ? undefined : seal(key, copy)
  }

  return {
    store: {
      listsUsers: store.listsUsers ?? false,
      async load(key, moment, options) {
        const before = known.get(key)
        if (options?.allowStale && before === undefined) {
          const copy = await open(key, moment)
          if (copy !== null) return { ...copy, isStale: true }
        }
        const record = await store.load(key, moment, options)
        // A concurrent write has newer data.
        if (known.get(key) === before) {
          known.set(key, record && { ...record, time: moment.getTime() })
        }
        return record
      },
      async create(record, options) {
        const time = now().getTime()
        const key = await store.create(record, options)
        assumeSigned(record.data, { key: secrets[0], salt })
        known.set(key, { ...record, time })
        return key
      },
      async replace(key, previous, record, options) {
        const time = now().getTime()
        known.set(key, null)
        const newKey = await store.replace(key, previous, record, options)
        if (newKey === null) return null
        assumeSigned(record.data, { key: secrets[0], salt })
        known.set(newKey, { ...record, time })
        return newKey
      },
      async touch(key, previous, expires) {
        const time = now().getTime()
        known.set(key, null)
        const isDone = await store.touch(key, previous, expires)
        if (isDone) known.set(key, { data: previous, expires, time })
        return isDone
      },
      async delete(key) {
        known.set(key, null)
        return store.delete(key)
      },
      clearExpired: (moment, limits) => store.clearExpired(moment, limits),
    },
    async cookies(key) {
      const copy = key === null ? null : known.get(key)
      if (known.size === 0 || copy === undefined) return []
      const value = key && copy ? await cookieFor(key, copy) : null
      if (value === undefined || (value === null && sent === undefined)) return []
      const left = copy ? Math.floor((copy.expires.getTime() - now().getTime()) / 1000) : 0
      return [{ suffix: CACHE_SUFFIX, value, maxAge: Math.min(maxAge, left) }]
    },
  }
}

function dayOf(time: number): number {
  return Math.floor(time / DAY)
}
