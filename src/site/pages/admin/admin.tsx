import { Hono } from 'hono'
import type { AppContext, AppEnv } from '../../app-env.ts'
import { settingsOf } from '../../settings/settings.ts'
import { useWords, wordsOf } from '../../ui/language.ts'
import { mask } from '../../ui/mask.ts'
import { admin as phrases } from '../../ui/phrases/admin.ts'
import { adminList } from '../../ui/phrases/admin-list.ts'
import { Text } from '../../ui/text.tsx'
import { adminAccess } from './admin-access.tsx'
import { adminKeys } from './admin-keys.ts'
import { adminEnd } from './end-sessions.tsx'
import { ListPage } from './list-page.tsx'
import { findRow, toListed } from './listed.ts'
import { RowPage } from './row-page.tsx'
import { findWholeKey, scopeOf } from './search.ts'
import { sessionTable } from './session-table.ts'
import { ADMIN, addressOf, type View, viewOf } from './view.ts'

/** The table of sessions, behind `ADMIN_PASSWORD`. Every change is logged. */
export const admin = new Hono<AppEnv>()

admin.route('/', adminAccess)

admin.get(ADMIN, async (c) => {
  const keys = await adminKeys(settingsOf(c.env).sessions.secretKey)
  const view = await viewOf(c, keys)
  return view === null ? refuse(c) : showList(c, view)
})

admin.route('/', adminEnd)

admin.get(`${ADMIN}:id/`, async (c) => {
  const now = new Date()
  const row = await findRow(c, c.req.param('id'), now)
  if (row === null) return c.notFound()
  const [listed] = await toListed(c, [row])
  if (listed === undefined) return c.notFound()
  const { sessionTitle } = wordsOf(c, phrases)
  return c.render(<RowPage row={listed} settings={settingsOf(c.env)} now={now} />, {
    title: sessionTitle(mask(row.key)),
    isWide: true,
  })
})

async function showList(c: AppContext, view: View) {
  const settings = settingsOf(c.env)
  const now = new Date()
  const table = sessionTable(settings)
  const keys = await adminKeys(settings.sessions.secretKey)
  const wholeKey = await findWholeKey(view.search, settings, table)
  if (wholeKey !== null) return c.redirect(`${ADMIN}${await keys.encrypt(wholeKey)}/`, 303)
  const scope = await scopeOf(view.search, settings, table)
  const isListedByUser = await table.isListedByUser()
  // Signed-in rows of the whole table come from the index of the users, which has no windows.
  const isWindowed = view.state !== 'signed-in' || scope.kind !== 'all' || !isListedByUser
  const from = isWindowed && view.from !== '' ? await keys.encrypt(view.from) : ''
  if (scope.kind === 'key' && scope.prefix !== view.search) {
    return c.redirect(addressOf({ ...view, search: scope.prefix, from }), 303)
  }
  const tableView = { ...view, scope, from: isWindowed ? view.from : '' }
  const overview = await table.count(tableView, now)
  const rows = await toListed(c, await table.list(tableView, now))
  const nextKey = isWindowed ? overview.nextKey : null
  return c.render(
    <ListPage
      rows={rows}
      overview={overview}
      scope={scope}
      view={{ ...view, from }}
      nextWindow={nextKey === null ? null : await keys.encrypt(nextKey)}
      isListedByUser={isListedByUser}
      now={now}
    />,
    { title: wordsOf(c, adminList).title, isWide: true, isLive: view.isLive },
  )
}

function refuse(c: AppContext) {
  c.status(422)
  return c.render(<Refused />, { title: wordsOf(c, adminList).refusedTitle })
}

function Refused() {
  const words = useWords(adminList)
  return (
    <>
      <h1>{words.refusedTitle}</h1>
      <p role="alert">
        <Text>{words.refused}</Text>
      </p>
      <p>
        <a href={ADMIN}>{words.fromBeginning}</a>
      </p>
    </>
  )
}
