import { Form } from '../../ui/form.tsx'
import { mask } from '../../ui/mask.ts'
import { ADMIN, states } from './admin-filter.ts'
import type { Filter, TableRow } from './session-table.ts'

/** A row with its encrypted key, which names it in addresses and forms. */
interface ListedRow extends TableRow {
  id: string
}

interface SessionListProps {
  lines: readonly ListedRow[]
  filter: Filter
  /** The stored key of the administrator's own session. */
  ownKey: string | null
  /** Address of this page. */
  here: string
  /** Address of the next page; `null` on the last one. */
  nextPage: string | null
}

/** A page of the table of sessions. */
export function SessionList({ lines, filter, ownKey, here, nextPage }: SessionListProps) {
  return (
    <>
      <h1>All sessions</h1>
      <Search filter={filter} />
      <section class="panel" aria-labelledby="rows">
        <h2 id="rows">{filter.after === '' ? 'Sessions by key' : 'Sessions by key, continued'}</h2>
        {lines.length === 0 ? (
          <p class="quiet">
            {nextPage === null
              ? 'No sessions match these filters.'
              : 'No sessions in this part of the table match these filters.'}
          </p>
        ) : (
          <ul class="shelf">
            {lines.map((row) => (
              <Line row={row} isOwn={row.key === ownKey} here={here} />
            ))}
          </ul>
        )}
        {filter.after !== '' && (
          <p>
            <a href={ADMIN}>First page</a>
          </p>
        )}
        {nextPage !== null && (
          <p>
            <a href={nextPage}>Next page</a>
          </p>
        )}
      </section>
      <div class="row">
        <Form action={`${ADMIN}clear/`}>
          <button type="submit">Clear expired sessions</button>
        </Form>
        <Form action={`${ADMIN}logout/`}>
          <button type="submit" class="plain">
            Sign out
          </button>
        </Form>
      </div>
    </>
  )
}

function Search({ filter }: { filter: Filter }) {
  return (
    <form method="get" action={ADMIN} class="row">
      <label for="state">Sessions</label>
      <select id="state" name="state">
        {Object.entries(states).map(([state, label]) => (
          <option value={state} selected={state === filter.state}>
            {label}
          </option>
        ))}
      </select>
      <label for="user">of user</label>
      <input
        id="user"
        name="user"
        value={filter.user}
        maxlength={255}
        placeholder="any id"
        autocapitalize="none"
        autocomplete="off"
      />
      <button type="submit">Show</button>
    </form>
  )
}

function Line({ row, isOwn, here }: { row: ListedRow; isOwn: boolean; here: string }) {
  const what = `session ${mask(row.key)}${row.user === null ? '' : ` of user ${row.user}`}`
  return (
    <li>
      <span>
        <code>{mask(row.key)}</code> <Owner row={row} />
        {isOwn && ', this browser'}
        <br />
        <Ends row={row} />
      </span>
      <div class="row">
        <a href={`${ADMIN}${row.id}/`} aria-label={`View ${what}`}>
          View
        </a>
        <Form action={`${ADMIN}end/`}>
          <input type="hidden" name="session" value={row.id} />
          <input type="hidden" name="next" value={here} />
          <button type="submit" class="plain" aria-label={`End ${what}`}>
            End
          </button>
        </Form>
      </div>
    </li>
  )
}

function Owner({ row: { user, isTooLarge } }: { row: TableRow }) {
  if (user !== null) return <b>user {user}</b>
  return isTooLarge ? 'too large to list: view it' : 'anonymous'
}

/** Whether a row is live, and until when. Shows `expire_date` unchanged. */
export function Ends({ row }: { row: TableRow }) {
  const end = `${row.expires.slice(0, 'YYYY-MM-DD HH:MM:SS'.length)} UTC`
  return (
    <span class={row.isLive ? 'quiet' : 'wrong'}>
      {row.isLive ? `live until ${end}` : `expired ${end}`}
    </span>
  )
}
