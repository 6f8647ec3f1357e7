import { isKey } from 'edge-sessions'
import type { Settings } from '../../settings/settings.ts'
import { demoUsers } from '../account/accounts.ts'
import type { SessionTable } from './session-table.ts'
import type { Scope } from './statements.ts'

/** Longest beginning of a key that an address may hold: too short to guess the rest. */
const MAX_PREFIX_LENGTH = 8

const KEY_PREFIX = /^[a-z0-9]{1,32}$/
const NUMBER = /^\d+$/

const FIND_USER = `SELECT CAST(id AS TEXT) AS id, username FROM auth_user
  WHERE username = ? OR id = ? ORDER BY username = ? DESC LIMIT 1`

const FIND_NAMES = `SELECT CAST(id AS TEXT) AS id, username FROM auth_user
  WHERE id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))`

interface NamedUser {
  id: string
  username: string
}

/** Returns the stored key of a search for one whole key; `null` if no row has it. */
export async function findWholeKey(
  search: string,
  settings: Settings,
  table: SessionTable,
): Promise<string | null> {
  if (!isKey(search)) return null
  const key = await settings.toStoredKey(search)
  const [row] = await table.select([key], new Date())
  return row === undefined ? null : key
}

/** Returns the rows to search for: of a user by name or id, else by the beginning of a key. */
export async function scopeOf(
  search: string,
  settings: Settings,
  table: SessionTable,
): Promise<Scope> {
  if (search === '') return { kind: 'all' }
  const known = await findUser(search, settings)
  if (known !== null) return { kind: 'user', id: known.id, username: known.username }
  const unknown: Scope = { kind: 'user', id: search, username: search }
  if (!KEY_PREFIX.test(search)) return unknown
  const isUser = (await table.isListedByUser()) ? await table.hasUser(search) : NUMBER.test(search)
  return isUser ? unknown : { kind: 'key', prefix: search.slice(0, MAX_PREFIX_LENGTH) }
}

/** Returns the names of users by id, as far as this site knows them. */
export async function namesOf(
  ids: readonly (string | null)[],
  { db, djangoUsers }: Settings,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map(demoUsers.map(({ id, username }) => [id, username]))
  const unknown = [...new Set(ids)].filter((id) => id !== null && !names.has(id))
  if (db === null || !djangoUsers || unknown.length === 0) return names
  const { results } = await db.prepare(FIND_NAMES).bind(JSON.stringify(unknown)).run<NamedUser>()
  for (const { id, username } of results) names.set(id, username)
  return names
}

/** Returns the user with this name or id; `null` if this site does not know one. */
async function findUser(search: string, { db, djangoUsers }: Settings): Promise<NamedUser | null> {
  const demo = demoUsers.find(({ id, username }) => id === search || username === search)
  if (demo !== undefined) return demo
  if (db === null || !djangoUsers) return null
  const { results } = await db.prepare(FIND_USER).bind(search, search, search).run<NamedUser>()
  return results[0] ?? null
}
