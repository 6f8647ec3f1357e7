import { dataKeysOf } from '../../settings/data-keys.ts'
import type { Settings } from '../../settings/settings.ts'
import { Form } from '../../ui/form.tsx'
import { indentJson } from '../../ui/indent-json.ts'
import { mask } from '../../ui/mask.ts'
import { type Anatomy, takeApart } from '../inspect/anatomy.ts'
import { ADMIN } from './admin-filter.ts'
import { Ends } from './admin-list.tsx'
import type { WholeRow } from './session-table.ts'

/** Longest data shown, in UTF-16 code units. */
const MAX_SHOWN = 20_000

interface WholeSessionProps {
  row: WholeRow
  /** The encrypted key, which names the row in addresses and forms. */
  id: string
  isOwn: boolean
  settings: Settings
}

/** A row of the table with its data. */
export async function WholeSession({ row, id, isOwn, settings }: WholeSessionProps) {
  const anatomy = await takeApart(row.data, dataKeysOf(settings))
  return (
    <>
      <h1>
        Session <code>{mask(row.key)}</code>
      </h1>
      <dl>
        <dt>User</dt>
        <dd>{row.user ?? 'anonymous'}</dd>
        <dt>Ends</dt>
        <dd>
          <Ends row={row} />
        </dd>
        <dt>Holds</dt>
        <dd>
          <Data anatomy={anatomy} />
        </dd>
      </dl>
      <div class="row panel">
        <Form action={`${ADMIN}end/`}>
          <input type="hidden" name="session" value={id} />
          <button type="submit">{isOwn ? 'End my own session' : 'End session'}</button>
        </Form>
        <a href={ADMIN}>All sessions</a>
      </div>
    </>
  )
}

function Data({ anatomy: { json, signer } }: { anatomy: Anatomy }) {
  if (json !== null) return <pre>{indentJson(json, MAX_SHOWN)}</pre>
  const fault = signer === null ? 'Bad signature' : 'Unreadable'
  return <span class="wrong">{fault}: treated as an empty session.</span>
}
