/** A table of strings by id, as the examples of the peers have it. */
export function textTable(db: D1Database, name: string) {
  function statement(sql: string, ...values: string[]) {
    return db.prepare(sql).bind(...values)
  }
  return {
    async read<Value>(id: string): Promise<Value | null> {
      const sql = `SELECT data FROM ${name} WHERE id = ?`
      const data = await statement(sql, id).first<string>('data')
      return data === null ? null : JSON.parse(data)
    },
    insert: (id: string, value: unknown) =>
      statement(`INSERT INTO ${name} (id, data) VALUES (?, ?)`, id, JSON.stringify(value)).run(),
    update: (id: string, value: unknown) =>
      statement(`UPDATE ${name} SET data = ? WHERE id = ?`, JSON.stringify(value), id).run(),
    upsert: (id: string, value: unknown) =>
      statement(
        `INSERT INTO ${name} (id, data) VALUES (?, ?)
          ON CONFLICT (id) DO UPDATE SET data = excluded.data`,
        id,
        JSON.stringify(value),
      ).run(),
    remove: (id: string) => statement(`DELETE FROM ${name} WHERE id = ?`, id).run(),
  }
}
