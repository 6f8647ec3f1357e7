import { env } from 'cloudflare:workers'
import type { Client } from './own-store'

await env.DB.exec(
  'CREATE TABLE session (key TEXT PRIMARY KEY, data TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID',
)

/** A stand-in for a libSQL client that runs on D1. */
export const client: Client = {
  async execute({ sql, args }) {
    const { results, meta } = await env.DB.prepare(sql)
      .bind(...args)
      .run<Record<string, unknown>>()
    return { rows: results, rowsAffected: meta.changes }
  },
}
