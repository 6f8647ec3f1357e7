import { Form } from '../../ui/form.tsx'
import { useLanguage, useWords } from '../../ui/language.ts'
import { LIVE_SECONDS } from '../../ui/layout.tsx'
import { adminList } from '../../ui/phrases/admin-list.ts'
import { Text } from '../../ui/text.tsx'
import { Histogram } from './histogram.tsx'
import { Filters, Search } from './list-filters.tsx'
import { Pager } from './list-pager.tsx'
import { type ListedRow, SessionRows } from './list-table.tsx'
import { type Count, formatCount, type Overview } from './overview.ts'
import type { Scope } from './statements.ts'
import { ADMIN, addressOf, type View } from './view.ts'

interface ListPageProps {
  rows: readonly ListedRow[]
  overview: Overview
  scope: Scope
  /** The view, with `from` encrypted. */
  view: View
  /** The encrypted first key after the window; `null` if the table ends in it. */
  nextWindow: string | null
  isListedByUser: boolean
  now: Date
}

/** A page of the table of sessions. */
export function ListPage(props: ListPageProps) {
  const { rows, overview, scope, view, now } = props
  const words = useWords(adminList)
  const language = useLanguage()
  const { all, live, expired } = overview.counts
  const users = overview.counts['signed-in']
  const isByData =
    !props.isListedByUser && (scope.kind === 'user' || /signed-in|anonymous/.test(view.state))
  return (
    <>
      <h1>{words.title}</h1>
      <p>
        {words.summary({
          all: formatCount(all, language),
          live: formatCount(live, language),
          expired: formatCount(expired, language),
          users: users === null ? null : formatCount(users, language),
        })}
        {overview.nextKey !== null && ` ${words.windowed}`}
      </p>
      <Histogram expiries={overview.expiries} />
      <Tools view={view} expired={expired} />
      <Filters view={view} counts={overview.counts} />
      <Search view={view} />
      <ScopeNote scope={scope} />
      {isByData && (
        <p class="quiet">
          <Text>{words.byData}</Text>
        </p>
      )}
      <Order view={view} />
      {rows.length === 0 ? (
        <p class="quiet">{words.none}</p>
      ) : (
        <SessionRows rows={rows} view={view} now={now} />
      )}
      <Pager
        view={view}
        count={overview.counts[view.state] ?? all}
        shown={rows.length}
        nextWindow={props.nextWindow}
      />
    </>
  )
}

function Tools({ view, expired }: { view: View; expired: Count }) {
  const words = useWords(adminList)
  const language = useLanguage()
  return (
    <div class="row">
      {expired.value > 0 && (
        <a class="button danger" href={`${ADMIN}clear/`}>
          {words.deleteExpired(formatCount(expired, language))}
        </a>
      )}
      <a class="button" href={addressOf({ ...view, isLive: !view.isLive })}>
        {view.isLive ? words.stop : words.refresh(LIVE_SECONDS)}
      </a>
      <Form action={`${ADMIN}logout/`}>
        <button type="submit" class="plain">
          {words.signOut}
        </button>
      </Form>
    </div>
  )
}

function ScopeNote({ scope }: { scope: Scope }) {
  const words = useWords(adminList)
  if (scope.kind === 'all') return null
  return (
    <p>
      <Text>
        {scope.kind === 'user' ? words.ofUser(scope.username) : words.ofKey(scope.prefix)}
      </Text>
    </p>
  )
}

function Order({ view }: { view: View }) {
  const words = useWords(adminList)
  const isByKey = view.order === 'key'
  const other = addressOf({ ...view, page: 1, order: isByKey ? 'expires' : 'key' })
  return (
    <p class="quiet">
      {isByKey ? words.sortedByKey : words.sortedByExpiry}{' '}
      <a href={other}>{isByKey ? words.sortByExpiry : words.sortByKey}</a>
    </p>
  )
}
