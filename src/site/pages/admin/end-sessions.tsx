import { safeNextUrl } from 'edge-sessions/auth'
import { Hono } from 'hono'
import type { AppContext, AppEnv } from '../../app-env.ts'
import { settingsOf } from '../../settings/settings.ts'
import { formField, formFields } from '../../ui/form-field.ts'
import { wordsOf } from '../../ui/language.ts'
import { admin as phrases } from '../../ui/phrases/admin.ts'
import { ConfirmClear, ConfirmEnd, NoneSelected } from './confirm-pages.tsx'
import type { ListedRow } from './list-table.tsx'
import { selectRows } from './listed.ts'
import { formatCount } from './overview.ts'
import { sessionTable } from './session-table.ts'
import { ADMIN, FIRST_VIEW, PAGE_ROWS } from './view.ts'

/** Ends sessions and deletes expired ones. Both ask first, on a separate page. */
export const adminEnd = new Hono<AppEnv>()

adminEnd.get(`${ADMIN}end/`, async (c) => {
  const ids = (c.req.queries('session') ?? []).slice(0, PAGE_ROWS)
  const rows = await selectRows(c, ids, new Date())
  const next = safeNextUrl(c, c.req.query('next'), ADMIN)
  const words = wordsOf(c, phrases)
  if (rows.length === 0) {
    c.status(422)
    return c.render(<NoneSelected next={next} />, { title: words.noneSelectedTitle })
  }
  return c.render(<ConfirmEnd rows={rows} next={next} />, { title: words.endTitle(rows.length) })
})

adminEnd.post(`${ADMIN}end/`, async (c) => {
  const ids = (await formFields(c, 'session')).slice(0, PAGE_ROWS)
  const rows = await selectRows(c, ids, new Date())
  const { session, messages } = c.var
  const words = wordsOf(c, phrases)
  const others = rows.filter(({ isOwn }) => !isOwn)
  const ended = await endRows(c, others)
  for (const row of rows) console.log(`admin: ended a session of ${ownerOf(row)}`)
  if (others.length < rows.length) {
    await session.flush()
    // A message would start a new session.
    return c.redirect(ADMIN, 303)
  }
  const [only] = others
  if (ended === 0 || only === undefined) messages.warning(words.gone)
  else messages.success(ended === 1 ? words.ended(only.username) : words.endedMany(ended))
  return c.redirect(`${await nextOf(c)}#main`, 303)
})

adminEnd.get(`${ADMIN}clear/`, async (c) => {
  const { counts } = await sessionTable(settingsOf(c.env)).count(
    { ...FIRST_VIEW, scope: { kind: 'all' } },
    new Date(),
  )
  const expired = formatCount(counts.expired, c.var.language)
  return c.render(<ConfirmClear expired={expired} />, { title: wordsOf(c, phrases).clearTitle })
})

adminEnd.post(`${ADMIN}clear/`, async (c) => {
  const { deleted, complete } = await sessionTable(settingsOf(c.env)).clearExpired(new Date())
  const words = wordsOf(c, phrases)
  const extent = complete ? '' : ` ${words.clearedInPart}`
  console.log(`admin: deleted ${deleted} expired sessions`)
  c.var.messages.success(words.cleared(deleted) + extent)
  return c.redirect(`${ADMIN}#main`, 303)
})

/** Removes rows and returns their number. */
async function endRows(c: AppContext, rows: readonly ListedRow[]): Promise<number> {
  if (rows.length === 0) return 0
  return sessionTable(settingsOf(c.env)).end(rows.map(({ key }) => key))
}

/** Names the user of a session for the log. Escapes line breaks, so a name stays on one line. */
function ownerOf({ user }: ListedRow): string {
  return user === null ? 'an anonymous visitor' : `user ${JSON.stringify(user).slice(1, -1)}`
}

/** Returns the page of the list that the form was on. */
async function nextOf(c: AppContext): Promise<string> {
  return safeNextUrl(c, await formField(c, 'next'), ADMIN)
}
