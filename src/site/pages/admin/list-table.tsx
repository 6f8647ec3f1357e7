import { useWords } from '../../ui/language.ts'
import { mask } from '../../ui/mask.ts'
import { Relative } from '../../ui/moment.tsx'
import { adminList } from '../../ui/phrases/admin-list.ts'
import type { TableRow } from './table-rows.ts'
import { ADMIN, addressOf, type View } from './view.ts'

/** A row for a page. */
export interface ListedRow extends TableRow {
  /** The encrypted key, which names the row in addresses and forms. */
  id: string
  /** The name of the user, or the id if this site does not know the name; `null` if anonymous. */
  username: string | null
  /** Whether it is the administrator's own session. */
  isOwn: boolean
}

interface SessionRowsProps {
  rows: readonly ListedRow[]
  /** The view, with `from` encrypted. */
  view: View
  now: Date
}

/** The rows of a page in a form that ends the selected ones. A live view has nothing to select. */
export function SessionRows({ rows, view, now }: SessionRowsProps) {
  const words = useWords(adminList)
  const table = (
    <table class="stack middle sessions">
      <thead>
        <tr>
          {!view.isLive && <th scope="col">{words.columns.select}</th>}
          <th scope="col">{words.columns.key}</th>
          <th scope="col">{words.columns.user}</th>
          <th scope="col">{words.columns.data}</th>
          <th scope="col">{words.columns.saved}</th>
          <th scope="col">{words.columns.expires}</th>
          <th scope="col">{words.columns.status}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <SessionRow row={row} isSelectable={!view.isLive} now={now} />
        ))}
      </tbody>
    </table>
  )
  if (view.isLive) return table
  return (
    <form method="get" action={`${ADMIN}end/`}>
      <input type="hidden" name="next" value={addressOf(view)} />
      {table}
      <div class="row">
        <span id="with-selected">{words.withSelected}</span>
        <button type="submit" class="danger" aria-describedby="with-selected">
          {words.end}
        </button>
      </div>
    </form>
  )
}

interface SessionRowProps {
  row: ListedRow
  isSelectable: boolean
  now: Date
}

function SessionRow({ row, isSelectable, now }: SessionRowProps) {
  const words = useWords(adminList)
  const { columns } = words
  const key = mask(row.key)
  return (
    <tr>
      {isSelectable && (
        <td class="pick">
          <label class="box">
            <input type="checkbox" name="session" value={row.id} aria-label={words.select(key)} />
          </label>
        </td>
      )}
      <th scope="row">
        <a href={`${ADMIN}${row.id}/`} aria-label={words.view(key)}>
          <code class="key">{key}</code>
        </a>
      </th>
      <td data-label={columns.user}>
        <User row={row} />
      </td>
      <td data-label={columns.data}>
        <Data row={row} />
      </td>
      <td data-label={columns.saved}>
        {row.savedAt === null ? words.unknown : <Relative date={row.savedAt} now={now} />}
      </td>
      <td data-label={columns.expires}>
        {row.expires === null ? row.expireDate : <Relative date={row.expires} now={now} />}
      </td>
      <td data-label={columns.status}>
        <Status row={row} />
      </td>
    </tr>
  )
}

/** The user by name, else by id. */
function User({ row: { username, dataState } }: { row: ListedRow }) {
  const words = useWords(adminList)
  if (username !== null) return <b translate="no">{username}</b>
  return <span class="quiet">{dataState === 'too-large' ? words.unknown : words.anonymous}</span>
}

function Data({ row: { dataState, preview } }: { row: ListedRow }) {
  const words = useWords(adminList)
  if (dataState === 'readable') {
    return (
      <code class="data" translate="no">
        {preview}
      </code>
    )
  }
  if (dataState === 'too-large') return <span class="quiet">{words.tooLarge}</span>
  return <span class="wrong">{dataState === 'forged' ? words.forged : words.unreadable}</span>
}

/** Whether a session is live, and whether it is the administrator's own. */
export function Status({ row: { isLive, isOwn } }: { row: Pick<ListedRow, 'isLive' | 'isOwn'> }) {
  const { statuses } = useWords(adminList)
  return (
    <span>
      {isLive ? (
        <span class="badge good">{statuses.live}</span>
      ) : (
        <span class="badge gray">{statuses.expired}</span>
      )}
      {isOwn && (
        <>
          {' '}
          <span class="badge blue">{statuses.you}</span>
        </>
      )}
    </span>
  )
}
