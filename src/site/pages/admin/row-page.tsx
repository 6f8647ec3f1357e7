import { dataKeysOf } from '../../settings/data-keys.ts'
import type { Settings } from '../../settings/settings.ts'
import { Form } from '../../ui/form.tsx'
import { holdsSecrets } from '../../ui/indent-json.ts'
import { useWords } from '../../ui/language.ts'
import { mask } from '../../ui/mask.ts'
import { Moment } from '../../ui/moment.tsx'
import { admin } from '../../ui/phrases/admin.ts'
import { Text } from '../../ui/text.tsx'
import { type Anatomy, takeApart } from '../inspect/anatomy.ts'
import { Decoder } from '../inspect/decoder.tsx'
import { type ListedRow, Status } from './list-table.tsx'
import { ADMIN } from './view.ts'

/** Longest data shown, in UTF-16 code units. */
const MAX_SHOWN = 20_000

interface RowPageProps {
  row: ListedRow
  settings: Settings
  now: Date
}

/** A row of the table: its columns, its data decoded, and its times. */
export async function RowPage({ row, settings, now }: RowPageProps) {
  const anatomy = await takeApart(row.data, dataKeysOf(settings))
  const words = useWords(admin)
  return (
    <>
      <p>
        <a href={ADMIN}>{words.title}</a>
      </p>
      <h1>
        <Text>{words.sessionTitle(`\`${mask(row.key)}\``)}</Text>
      </h1>
      <p>
        {words.user}: <b translate="no">{row.username ?? words.anonymous}</b>{' '}
        {row.user !== null && row.user !== row.username && <code>{row.user}</code>}{' '}
        <Status row={row} />
      </p>
      <Timeline row={row} now={now} />
      <Form action={`${ADMIN}end/`}>
        <input type="hidden" name="session" value={row.id} />
        <button type="submit" class="danger">
          {row.isOwn ? words.endOwn : words.end}
        </button>
      </Form>
      <section class="panel" aria-labelledby="row">
        <h2 id="row">{words.row}</h2>
        <Columns row={row} anatomy={anatomy} />
      </section>
      <section class="panel" aria-labelledby="contents">
        <h2 id="contents">
          <Text>{words.contents}</Text>
        </h2>
        <Fault anatomy={anatomy} />
        <Decoder engine="db" anatomy={anatomy} now={now} />
      </section>
    </>
  )
}

/** The times of the save, of this page and of the expiry, in order. */
function Timeline({ row: { savedAt, expires, isLive }, now }: { row: ListedRow; now: Date }) {
  const words = useWords(admin)
  const nowItem = (
    <li class="now">
      <b>{words.now}</b>
      <Moment date={now} />
    </li>
  )
  return (
    <ol class="timeline">
      {savedAt !== null && (
        <li>
          <b>{words.saved}</b>
          <Moment date={savedAt} now={now} />
        </li>
      )}
      {isLive && nowItem}
      {expires !== null && (
        <li>
          <b>{isLive ? words.expires : words.expired}</b>
          <Moment date={expires} now={now} />
        </li>
      )}
      {!isLive && nowItem}
    </ol>
  )
}

/** The columns as they are in the table. Data that holds secrets is shown only in part. */
function Columns({ row, anatomy: { json } }: { row: ListedRow; anatomy: Anatomy }) {
  const words = useWords(admin)
  const isSecret = json === null || holdsSecrets(json)
  return (
    <>
      <code class="sql" translate="no">
        SELECT session_key, session_data, expire_date FROM django_session WHERE session_key = '
        {mask(row.key)}'
      </code>
      <dl translate="no">
        <dt>session_key</dt>
        <dd>
          <code class="key">{mask(row.key)}</code>
        </dd>
        <dt>session_data</dt>
        <dd>
          <code>{isSecret ? mask(row.data) : row.data.slice(0, MAX_SHOWN)}</code>
          {isSecret && (
            <span class="quiet" translate="yes">
              {' '}
              {words.inPart}
            </span>
          )}
        </dd>
        <dt>expire_date</dt>
        <dd>
          <code>{row.expireDate}</code>
        </dd>
      </dl>
    </>
  )
}

function Fault({ anatomy: { json, signer } }: { anatomy: Anatomy }) {
  const words = useWords(admin)
  if (json !== null) return null
  return <p class="wrong">{signer === null ? words.forged : words.unreadable}</p>
}
