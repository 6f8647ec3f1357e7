import { createWithNewKey, makeKey, type SessionStore } from 'edge-sessions'

/** The part of a libSQL client that the store uses: `createClient(…)` of `@libsql/client/web`. */
export interface Client {
  execute(statement: { sql: string; args: (string | number)[] }): Promise<{
    rows: ArrayLike<Record<string, unknown>>
    rowsAffected: number
  }>
}

/** Returns a store in the table `session`. Every operation is one statement, so it is atomic. */
export function libsqlStore(client: Client): SessionStore {
  async function changes(sql: string, ...args: (string | number)[]): Promise<number> {
    return (await client.execute({ sql, args })).rowsAffected
  }

  return {
    async load(key, now) {
      const sql = 'SELECT data, expires FROM session WHERE key = ? AND expires > ?'
      const row = (await client.execute({ sql, args: [key, now.getTime()] })).rows[0]
      if (row === undefined) return null
      return { data: String(row.data), expires: new Date(Number(row.expires)) }
    },

    async create({ data, expires }, { keyPrefix } = {}) {
      const sql = 'INSERT INTO session (key, data, expires) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
      return createWithNewKey({ keyPrefix }, async (key) => {
        return (await changes(sql, key, data, expires.getTime())) === 1
      })
    },

    async replace(key, previous, { data, expires }, { rotate, keyPrefix } = {}) {
      const newKey = rotate ? makeKey({ keyPrefix }) : key
      const sql = `UPDATE OR IGNORE session SET key = ?, data = ?, expires = ?
        WHERE key = ? AND data = ?`
      const count = await changes(sql, newKey, data, expires.getTime(), key, previous)
      return count === 1 ? newKey : null
    },

    async touch(key, previous, expires) {
      const sql = 'UPDATE session SET expires = ? WHERE key = ? AND data = ?'
      return (await changes(sql, expires.getTime(), key, previous)) === 1
    },

    async delete(key) {
      return (await changes('DELETE FROM session WHERE key = ?', key)) === 1
    },

    async clearExpired(now) {
      const deleted = await changes('DELETE FROM session WHERE expires <= ?', now.getTime())
      return { deleted, scanned: deleted, statements: 1, complete: true }
    },
  }
}
