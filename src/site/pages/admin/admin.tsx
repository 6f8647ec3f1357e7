import { safeNextUrl } from 'edge-sessions/auth'
import { Hono } from 'hono'
import type { AppContext, AppEnv } from '../../app-env.ts'
import { settingsOf } from '../../settings/settings.ts'
import { formField } from '../../ui/form-field.ts'
import { adminAccess } from './admin-access.tsx'
import { ADMIN, addressOf, filterOf } from './admin-filter.ts'
import { adminKeys } from './admin-keys.ts'
import { SessionList } from './admin-list.tsx'
import { WholeSession } from './admin-row.tsx'
import { sessionTable, type WholeRow } from './session-table.ts'

/** The table of sessions, behind `ADMIN_PASSWORD`. Every change is logged. */
export const admin = new Hono<AppEnv>()

admin.route('/', adminAccess)

admin.get(ADMIN, async (c) => {
  const settings = settingsOf(c.env)
  const keys = await adminKeys(settings.sessions.secretKey)
  const filter = await filterOf(c, keys)
  if (filter === null) return refuse(c)
  const { rows, next } = await sessionTable(settings).list(filter, new Date())
  const lines = await Promise.all(
    rows.map(async (row) => ({ ...row, id: await keys.encrypt(row.key) })),
  )
  const nextPage = next === null ? null : addressOf({ ...filter, after: await keys.encrypt(next) })
  return c.render(
    <SessionList
      lines={lines}
      filter={filter}
      ownKey={await ownStoredKey(c)}
      here={c.req.url}
      nextPage={nextPage}
    />,
    { title: 'All sessions' },
  )
})

admin.post(`${ADMIN}end/`, async (c) => {
  const row = await findRow(c, await formField(c, 'session'))
  if (row === null) {
    c.var.messages.warning('That session does not exist any more.')
    return c.redirect(await wayBack(c), 303)
  }
  const { session, messages } = c.var
  const isOwn = row.key === (await ownStoredKey(c))
  if (isOwn) await session.flush()
  else await sessionTable(settingsOf(c.env)).end(row.key)
  console.log(`admin: ended a session of ${nameOf(row)}`)
  // A message would start a new session.
  if (isOwn) return c.redirect(ADMIN, 303)
  messages.success(`Ended a session of ${nameOf(row)}.`)
  return c.redirect(await wayBack(c), 303)
})

admin.post(`${ADMIN}clear/`, async (c) => {
  const { deleted, complete } = await sessionTable(settingsOf(c.env)).clearExpired(new Date())
  const extent = complete ? '' : ' There may be more: clear again.'
  console.log(`admin: cleared ${deleted} expired sessions`)
  c.var.messages.success(`Cleared ${deleted} expired sessions.${extent}`)
  return c.redirect(ADMIN, 303)
})

admin.get(`${ADMIN}:id/`, async (c) => {
  const id = c.req.param('id')
  const row = await findRow(c, id)
  if (row === null) return c.notFound()
  return c.render(
    <WholeSession
      row={row}
      id={id}
      isOwn={row.key === (await ownStoredKey(c))}
      settings={settingsOf(c.env)}
    />,
    { title: 'A session' },
  )
})

async function findRow(c: AppContext, id: string): Promise<WholeRow | null> {
  const settings = settingsOf(c.env)
  const key = await (await adminKeys(settings.sessions.secretKey)).decrypt(id)
  return key === null ? null : sessionTable(settings).find(key, new Date())
}

/** Returns the stored key of the administrator's own session. */
async function ownStoredKey(c: AppContext): Promise<string | null> {
  const { key } = c.var.session
  return key === null ? null : settingsOf(c.env).toStoredKey(key)
}

/** Names the user of a session, always in one line of the log. */
function nameOf({ user }: WholeRow): string {
  return user === null ? 'an anonymous visitor' : `user ${JSON.stringify(user).slice(1, -1)}`
}

/** Returns the page of the list that the form was on. */
async function wayBack(c: AppContext): Promise<string> {
  return safeNextUrl(c, await formField(c, 'next'), ADMIN)
}

function refuse(c: AppContext) {
  c.status(422)
  return c.render(
    <>
      <h1>This list cannot be shown</h1>
      <p role="alert">
        <code>state</code> must be all, live or expired, <code>user</code> must have at most 255
        characters, and <code>after</code> must come from a link of this site.
      </p>
      <p>
        <a href={ADMIN}>Show the list from its beginning</a>
      </p>
    </>,
    { title: 'No list' },
  )
}
