import { useLanguage, useWords } from '../../ui/language.ts'
import { adminList } from '../../ui/phrases/admin-list.ts'
import { type Count, formatCount } from './overview.ts'
import { addressOf, PAGE_ROWS, type View } from './view.ts'

interface PagerProps {
  view: View
  /** The rows of the view. */
  count: Count
  /** The rows on this page. */
  shown: number
  nextWindow: string | null
}

/** Links to the pages before and after this one, and to the next part of a large table. */
export function Pager({ view, count, shown, nextWindow }: PagerProps) {
  const words = useWords(adminList)
  const language = useLanguage()
  const first = (view.page - 1) * PAGE_ROWS + 1
  const last = Math.min(view.page * PAGE_ROWS, count.value)
  const isLast = last >= count.value
  if (view.page === 1 && isLast && view.from === '' && nextWindow === null && shown === 0) {
    return null
  }
  return (
    <nav aria-label={words.pages} class="pager">
      {view.page > 1 && (
        <a rel="prev" href={addressOf({ ...view, page: view.page - 1 })}>
          {words.previous}
        </a>
      )}
      {first <= last && <span>{words.range(first, last, formatCount(count, language))}</span>}
      {!isLast && (
        <a rel="next" href={addressOf({ ...view, page: view.page + 1 })}>
          {words.next}
        </a>
      )}
      {view.from !== '' && (
        <a href={addressOf({ ...view, page: 1, from: '' })}>{words.firstWindow}</a>
      )}
      {nextWindow !== null && (
        <a href={addressOf({ ...view, page: 1, from: nextWindow })}>{words.nextWindow}</a>
      )}
    </nav>
  )
}
