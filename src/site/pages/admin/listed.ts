import type { AppContext } from '../../app-env.ts'
import { settingsOf } from '../../settings/settings.ts'
import { adminKeys } from './admin-keys.ts'
import type { ListedRow } from './list-table.tsx'
import { namesOf } from './search.ts'
import { sessionTable } from './session-table.ts'
import type { TableRow } from './table-rows.ts'

/** Adds the encrypted keys and the users' names to rows, and marks the administrator's own. */
export async function toListed(c: AppContext, rows: readonly TableRow[]): Promise<ListedRow[]> {
  const settings = settingsOf(c.env)
  const keys = await adminKeys(settings.sessions.secretKey)
  const ownKey = await ownStoredKey(c)
  const names = await namesOf(
    rows.map(({ user }) => user),
    settings,
  )
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      id: await keys.encrypt(row.key),
      username: row.user === null ? null : (names.get(row.user) ?? row.user),
      isOwn: row.key === ownKey,
    })),
  )
}

/** Returns the row of an encrypted key; `null` if it does not exist. */
export async function findRow(c: AppContext, id: string, now: Date): Promise<TableRow | null> {
  const settings = settingsOf(c.env)
  const key = await (await adminKeys(settings.sessions.secretKey)).decrypt(id)
  return key === null ? null : sessionTable(settings).find(key, now)
}

/** Returns the rows of encrypted keys that exist. */
export async function selectRows(
  c: AppContext,
  ids: readonly string[],
  now: Date,
): Promise<ListedRow[]> {
  const settings = settingsOf(c.env)
  const keys = await adminKeys(settings.sessions.secretKey)
  const wanted = await Promise.all(ids.map((id) => keys.decrypt(id)))
  const known = wanted.filter((key) => key !== null)
  if (known.length === 0) return []
  return toListed(c, await sessionTable(settings).select(known, now))
}

/** Returns the stored key of the administrator's own session. */
async function ownStoredKey(c: AppContext): Promise<string | null> {
  const { key } = c.var.session
  return key === null ? null : settingsOf(c.env).toStoredKey(key)
}
