import type { SessionRecord, SessionStore } from '../store.ts'

/** A store that keeps sessions in the memory of this process: for tests, not for Workers. */
export function memoryStore(): SessionStore {
  const records = new Map<string, SessionRecord>()

  function holds(key: string, data: string): boolean {
    return records.get(key)?.data === data
  }

  return {
    async load(key, now) {
      const record = records.get(key)
      return record !== undefined && record.expires > now ? record : null
    },
    async create(key, record) {
      if (records.has(key)) return false
      records.set(key, { ...record })
      return true
    },
    async replace(key, previous, record, newKey = key) {
      if (!holds(key, previous) || (newKey !== key && records.has(newKey))) return false
      records.delete(key)
      records.set(newKey, { ...record })
      return true
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
