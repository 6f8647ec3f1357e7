import { useLanguage, useWords } from '../../ui/language.ts'
import { adminList } from '../../ui/phrases/admin-list.ts'
import { formatCount, type Overview } from './overview.ts'
import { ADMIN, addressOf, FIRST_VIEW, STATES, type View } from './view.ts'

interface FiltersProps {
  view: View
  counts: Overview['counts']
}

/** Links to the filters, each with the number of its sessions. */
export function Filters({ view, counts }: FiltersProps) {
  const words = useWords(adminList)
  const language = useLanguage()
  return (
    <nav aria-label={words.filters} class="filters">
      <ul>
        {STATES.map((state) => {
          const count = counts[state]
          return (
            <li>
              <a
                href={addressOf({ ...view, state, page: 1 })}
                aria-current={state === view.state ? 'page' : undefined}
              >
                {words.states[state]}{' '}
                {count !== null && <span>{formatCount(count, language)}</span>}
              </a>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

/** The search by user or key. It keeps the filter and the order. */
export function Search({ view }: { view: View }) {
  const words = useWords(adminList)
  return (
    <search>
      <form method="get" action={ADMIN} class="row">
        {view.state !== FIRST_VIEW.state && <input type="hidden" name="state" value={view.state} />}
        {view.order !== FIRST_VIEW.order && <input type="hidden" name="sort" value={view.order} />}
        <label for="q">{words.searchFor}</label>
        <input
          id="q"
          name="q"
          type="search"
          value={view.search}
          maxlength={255}
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
        />
        <button type="submit" class="primary">
          {words.search}
        </button>
        {view.search !== '' && (
          <a href={addressOf({ ...view, search: '', page: 1 })}>{words.showAll}</a>
        )}
      </form>
    </search>
  )
}
