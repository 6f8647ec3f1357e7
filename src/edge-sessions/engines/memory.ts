import type { SessionRecord, SessionStore } from '../sessions/index.ts'
import { createWithNewKey, type KeyOptions, makeKey } from '../sessions/index.ts'

/**
 * Keeps sessions in the memory of this process. Use it for tests and single servers, not for
 * Workers, where every isolate has its own memory.
 *
 * @example
 * app.use(sessions({ store: memoryStore(), secretKey }))
 */
export function memoryStore(options: KeyOptions = {}): SessionStore {
  const records = new Map<string, SessionRecord>()

  function holds(key: string, data: string): boolean {
    return records.get(key)?.data === data
  }

  return {
    async load(key, now) {
      const record = records.get(key)
      return record !== undefined && record.expires > now ? { ...record } : null
    },
    async create(record, { keyPrefix } = {}) {
      return createWithNewKey({ ...options, keyPrefix }, async (key) => {
        if (records.has(key)) return false
        records.set(key, { ...record })
        return true
      })
    },
    async replace(key, previous, record, { rotate = false, keyPrefix } = {}) {
      const newKey = rotate ? makeKey({ ...options, keyPrefix }) : key
      if (!holds(key, previous) || (rotate && records.has(newKey))) return null
      records.delete(key)
      records.set(newKey, { ...record })
      return newKey
    },
    async touch(key, previous, expires) {
      if (!holds(key, previous)) return false
      records.set(key, { data: previous, expires })
      return true
    },
    async delete(key) {
      return records.delete(key)
    },
    async clearExpired(now) {
      const scanned = records.size
      for (const [key, { expires }] of records) {
        if (expires <= now) records.delete(key)
      }
      return { deleted: scanned - records.size, scanned, statements: 1, complete: true }
    },
  }
}
