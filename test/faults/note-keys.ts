import type { SessionStore } from '../../src/edge-sessions/index.ts'

/** Returns a store that records its new keys. */
export function noteKeys(store: SessionStore, keys: Set<string>): SessionStore {
  return {
    ...store,
    async create(record, options) {
      return noted(await store.create(record, options))
    },
    async replace(key, previous, record, options) {
      const newKey = await store.replace(key, previous, record, options)
      return newKey && noted(newKey)
    },
  }

  function noted(key: string): string {
    keys.add(key)
    return key
  }
}
