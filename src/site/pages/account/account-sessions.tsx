import type { ListedSession } from 'edge-sessions/auth'
import { Form } from '../../ui/form.tsx'
import { useWords } from '../../ui/language.ts'
import { Relative } from '../../ui/moment.tsx'
import { account } from '../../ui/phrases/account.ts'
import { isDevice } from './device.ts'

interface OwnSessionsProps {
  username: string
  /** `null` if the session engine cannot list them. */
  sessions: readonly ListedSession[] | null
  /** The number of the user's sessions, including those that are not listed. */
  total: number
  now: Date
}

/** The page of a signed-in user. */
export function OwnSessions({ username, sessions, total, now }: OwnSessionsProps) {
  const words = useWords(account)
  return (
    <>
      <h1>{words.title}</h1>
      <p>
        {words.youAre} <b translate="no">{username}</b>.
      </p>
      {sessions === null && (
        <Form action="/account/logout/">
          <button type="submit">{words.signOut}</button>
        </Form>
      )}
      {sessions !== null && <SessionTable sessions={sessions} total={total} now={now} />}
    </>
  )
}

type SessionTableProps = Pick<OwnSessionsProps, 'total' | 'now'> & {
  sessions: readonly ListedSession[]
}

function SessionTable({ sessions, total, now }: SessionTableProps) {
  const words = useWords(account)
  const { columns } = words
  return (
    <section class="panel" aria-labelledby="sessions">
      <h2 id="sessions">{words.sessions}</h2>
      <p>{words.about}</p>
      <table class="stack middle">
        <thead>
          <tr>
            <th scope="col">{columns.device}</th>
            <th scope="col">{columns.signedIn}</th>
            <th scope="col">{columns.active}</th>
            <th scope="col">{columns.expires}</th>
            <th scope="col">{columns.end}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <SessionRow session={session} now={now} />
          ))}
        </tbody>
      </table>
      {sessions.length < total && <p class="quiet">{words.cut(sessions.length, total)}</p>}
      {total > 1 && (
        <a class="button danger" href="/account/sessions/end-others/">
          {words.endOthers}
        </a>
      )}
    </section>
  )
}

function SessionRow({ session, now }: { session: ListedSession; now: Date }) {
  const words = useWords(account)
  const { columns } = words
  const device = useDevice(session)
  const { isCurrent } = session
  return (
    <tr>
      <th scope="row">
        {device} {isCurrent && <span class="badge blue">{words.thisBrowser}</span>}
      </th>
      <Time label={columns.signedIn} date={dateOf(session.data.get('signedIn'))} now={now} />
      <Time label={columns.active} date={session.savedAt} now={now} />
      <Time label={columns.expires} date={session.expires} now={now} />
      <td>
        <Form action={isCurrent ? '/account/logout/' : '/account/sessions/end/'}>
          <input type="hidden" name="session" value={session.publicId} />
          <button
            type="submit"
            class="danger"
            aria-label={isCurrent ? words.endOwn : words.endSession(device)}
          >
            {words.end}
          </button>
        </Form>
      </td>
    </tr>
  )
}

function Time({ label, date, now }: { label: string; date: Date | null; now: Date }) {
  const words = useWords(account)
  return (
    <td data-label={label}>{date === null ? words.unknown : <Relative date={date} now={now} />}</td>
  )
}

/** Returns the name of the device of a session. One that began on a Django site has none. */
function useDevice({ data }: ListedSession): string {
  const words = useWords(account)
  const device = data.get('device')
  return isDevice(device) ? words.device(device.browser, device.system) : words.unknownDevice
}

/** Parses the time of signing in; `null` for a session that was started on a Django site. */
function dateOf(signedIn: unknown): Date | null {
  const date = new Date(typeof signedIn === 'string' ? signedIn : Number.NaN)
  return Number.isNaN(date.getTime()) ? null : date
}

/** Asks before all other sessions of the user are ended. */
export function ConfirmEndOthers({ count }: { count: number }) {
  const words = useWords(account)
  return (
    <>
      <h1>{words.endOthersTitle}</h1>
      <p>{words.endOthersEffect(count)}</p>
      <div class="row">
        <Form action="/account/sessions/end-others/">
          <button type="submit" class="danger">
            {words.endOthers}
          </button>
        </Form>
        <a href="/account/">{words.cancel}</a>
      </div>
    </>
  )
}
