import type { StoredRow } from '../../settings/stored-row.ts'
import { indentedEntries } from '../../ui/indent-json.ts'
import { useLanguage, useWords } from '../../ui/language.ts'
import { home } from '../../ui/phrases/home.ts'
import { session } from '../../ui/phrases/session.ts'
import { Bar, Countdown, type Life } from '../../ui/session/countdown.tsx'
import { Key } from '../../ui/session/key.tsx'
import { formatDuration } from '../../ui/time.ts'

/** Most values shown. */
const MAX_VALUES = 12

/** Longest value shown, in UTF-16 code units. */
const MAX_LENGTH = 300

interface OwnSessionProps {
  row: StoredRow | null
  life: Life | null
  /** The JSON of the stored data; `null` if it cannot be read. */
  json: string | null
  /** Seconds that a new session lives. */
  age: number
}

/** The visitor's own session at a glance: key, time left and data. */
export function OwnSession({ row, life, json, age }: OwnSessionProps) {
  const words = useWords(home)
  const none = words.none(formatDuration(age, useLanguage()))
  if (row === null || life === null) return <p class="quiet">{none}</p>
  return (
    <Countdown {...life} over={<p>{none}</p>}>
      <Bar left={life.left} />
      <p>
        {words.key} <Key value={row.key} /> <span class="quiet">{useWords(session).hidden}</span>
      </p>
      <Data json={json} />
    </Countdown>
  )
}

function Data({ json }: { json: string | null }) {
  const words = useWords(home)
  const { characters } = useWords(session)
  const all = json === null ? null : indentedEntries(json, MAX_LENGTH, characters)
  const entries = [...(all?.take(MAX_VALUES + 1) ?? [])]
  if (entries.length === 0) return <p class="quiet">{words.empty}</p>
  return (
    <>
      <table>
        <caption class="unseen">{words.dataCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.name}</th>
            <th scope="col">{words.value}</th>
          </tr>
        </thead>
        <tbody translate="no">
          {entries.slice(0, MAX_VALUES).map(([name, value]) => (
            <tr>
              <th scope="row">
                <code>{name.slice(0, MAX_LENGTH)}</code>
              </th>
              <td>
                <pre>{value}</pre>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {entries.length > MAX_VALUES && <p class="quiet">{words.more}</p>}
    </>
  )
}
