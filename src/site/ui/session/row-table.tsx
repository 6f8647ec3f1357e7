import type { Anatomy } from '../../pages/inspect/anatomy.ts'
import type { Engine } from '../../settings/session-store.ts'
import type { StoredRow } from '../../settings/stored-row.ts'
import { useWords } from '../language.ts'
import { mask } from '../mask.ts'
import { session } from '../phrases/session.ts'
import { Text } from '../text.tsx'
import { Key } from './key.tsx'
import { SignedData } from './signed-data.tsx'

interface RowTableProps {
  engine: Engine
  row: StoredRow
  anatomy: Anatomy
  /** Whether to show the statement that reads the row. */
  hasSql?: boolean
}

/** The visitor's row, as a database browser shows it. */
export function RowTable({ engine, row, anatomy, hasSql = false }: RowTableProps) {
  const words = useWords(session)
  return (
    <>
      {hasSql && engine === 'db' && (
        <code class="sql">SELECT * FROM django_session WHERE session_key = '{mask(row.key)}'</code>
      )}
      <table class="stack">
        <caption>
          <Text>{words.rowCaption[engine]}</Text>
        </caption>
        <thead>
          <tr>
            {engine !== 'signed_cookies' && <th scope="col">session_key</th>}
            <th scope="col">session_data</th>
            <th scope="col">expire_date</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            {engine !== 'signed_cookies' && (
              <td data-label="session_key">
                <span>
                  <Key value={row.key} /> <span class="quiet">{words.sameKey}</span>
                </span>
              </td>
            )}
            <td data-label="session_data">
              <span>
                <SignedData engine={engine} anatomy={anatomy} />
              </span>
            </td>
            <td data-label="expire_date">
              <code>{djangoDate(row.expires)}</code>
            </td>
          </tr>
        </tbody>
      </table>
    </>
  )
}

/** Formats a date as Django stores it: in UTC, without a fraction if that is 0. */
function djangoDate(date: Date): string {
  return date
    .toISOString()
    .slice(0, -1)
    .replace('T', ' ')
    .replace(/\.000$/, '')
}
