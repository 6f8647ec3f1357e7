/** A table of texts by id, as the examples of the peers have it: read, insert, update, upsert, delete. */
export function textTable(db: D1Database, name: string) {
  const run = (sql: string, ...values: string[]) =>
    db
      .prepare(sql)
      .bind(...values)
      .run()
  return {
    async read<Value>(id: string): Promise<Value | null> {
      const data = await db
        .prepare(`SELECT data FROM ${name} WHERE id = ?`)
        .bind(id)
        .first<string>('data')
      return data === null ? null : JSON.parse(data)
    },
    async insert(id: string, value: unknown): Promise<void> {
      await run(`INSERT INTO ${name} (id, data) VALUES (?, ?)`, id, JSON.stringify(value))
    },
    async update(id: string, value: unknown): Promise<void> {
      await run(`UPDATE ${name} SET data = ? WHERE id = ?`, JSON.stringify(value), id)
    },
    async upsert(id: string, value: unknown): Promise<void> {
      const sql = `INSERT INTO ${name} (id, data) VALUES (?, ?)
        ON CONFLICT (id) DO UPDATE SET data = excluded.data`
      await run(sql, id, JSON.stringify(value))
    },
    async remove(id: string): Promise<void> {
      await run(`DELETE FROM ${name} WHERE id = ?`, id)
    },
  }
}
