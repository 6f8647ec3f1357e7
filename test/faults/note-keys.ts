import type { SessionStore } from '../../src/sessions/index.ts'

/** A store that remembers the keys that are made in it. */
export function noteKeys(store: SessionStore, keys: Set<string>): SessionStore {
  return {
    ...store,
    create: (key, record) => store.create(noted(key), record),
    replace: (key, previous, record, newKey) =>
      store.replace(key, previous, record, newKey && noted(newKey)),
  }

  function noted(key: string): string {
    keys.add(key)
    return key
  }
}
