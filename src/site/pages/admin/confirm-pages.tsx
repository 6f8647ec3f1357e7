import { Form } from '../../ui/form.tsx'
import { useWords } from '../../ui/language.ts'
import { mask } from '../../ui/mask.ts'
import { admin } from '../../ui/phrases/admin.ts'
import { type ListedRow, Status } from './list-table.tsx'
import { ADMIN } from './view.ts'

interface ConfirmEndProps {
  rows: readonly ListedRow[]
  /** The page to return to. */
  next: string
}

/** Asks before the selected sessions are ended. */
export function ConfirmEnd({ rows, next }: ConfirmEndProps) {
  const words = useWords(admin)
  return (
    <>
      <h1>{words.endTitle(rows.length)}</h1>
      <p>{words.endEffect}</p>
      {rows.some(({ isOwn }) => isOwn) && <p role="alert">{words.endsOwn}</p>}
      <ul class="shelf">
        {rows.map((row) => (
          <li>
            <span>
              <code class="key">{mask(row.key)}</code>{' '}
              <span translate="no">{row.username ?? words.anonymous}</span> <Status row={row} />
            </span>
          </li>
        ))}
      </ul>
      <div class="row">
        <Form action={`${ADMIN}end/`}>
          <input type="hidden" name="next" value={next} />
          {rows.map(({ id }) => (
            <input type="hidden" name="session" value={id} />
          ))}
          <button type="submit" class="danger">
            {words.confirmEnd(rows.length)}
          </button>
        </Form>
        <a href={next}>{words.cancel}</a>
      </div>
    </>
  )
}

/** The page when no session was selected, or none of them exists any more. */
export function NoneSelected({ next }: { next: string }) {
  const words = useWords(admin)
  return (
    <>
      <h1>{words.noneSelectedTitle}</h1>
      <p>{words.noneSelected}</p>
      <p>
        <a href={next}>{words.title}</a>
      </p>
    </>
  )
}

/** Asks before the expired sessions are deleted. */
export function ConfirmClear({ expired }: { expired: string }) {
  const words = useWords(admin)
  return (
    <>
      <h1>{words.clearTitle}</h1>
      <p>{words.clearEffect(expired)}</p>
      <div class="row">
        <Form action={`${ADMIN}clear/`}>
          <button type="submit" class="danger">
            {words.confirmClear}
          </button>
        </Form>
        <a href={ADMIN}>{words.cancel}</a>
      </div>
    </>
  )
}
