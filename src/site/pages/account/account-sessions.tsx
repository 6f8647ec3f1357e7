import type { ListedSession, SessionList } from 'edge-sessions/auth'
import { Form } from '../../ui/form.tsx'
import { Moment } from '../../ui/moment.tsx'

interface OwnSessionsProps {
  username: string
  /** `null`: this session engine cannot list them. */
  list: SessionList | null
}

/** The page of a signed-in user. */
export function OwnSessions({ username, list }: OwnSessionsProps) {
  return (
    <>
      <h1>Account</h1>
      <p>
        You are signed in as <b>{username}</b>.
      </p>
      <Form action="/account/logout/">
        <button type="submit">Sign out</button>
      </Form>
      {list !== null && <SessionShelf list={list} />}
    </>
  )
}

function SessionShelf({ list: { sessions, isComplete } }: { list: SessionList }) {
  return (
    <section class="panel" aria-labelledby="sessions">
      <h2 id="sessions">Your sessions</h2>
      <p>
        There is one for each browser you are signed in with. End another browser's session, and it
        is signed out from its next page on.
        {!isComplete && ` Only the ${sessions.length} that end last are listed.`}
      </p>
      <ul class="shelf">
        {sessions.map((session, index) => (
          <Line session={session} number={index + 1} />
        ))}
      </ul>
      {sessions.length > 1 && (
        <Form action="/account/sessions/end-others/">
          <button type="submit">End all other sessions</button>
        </Form>
      )}
    </section>
  )
}

function Line({ session, number }: { session: ListedSession; number: number }) {
  const signedIn = dateOf(session.data.get('signedIn'))
  return (
    <li>
      <span>
        {session.isCurrent ? <b>This browser</b> : `Session ${number}`}
        {signedIn !== null && (
          <>
            , signed in <Moment date={signedIn} />
          </>
        )}
        <br />
        <span class="quiet">
          ends <Moment date={session.expires} />
        </span>
      </span>
      <Form action="/account/sessions/end/">
        <input type="hidden" name="session" value={session.publicId} />
        <button
          type="submit"
          class="plain"
          aria-label={session.isCurrent ? 'End this session' : `End session ${number}`}
        >
          End
        </button>
      </Form>
    </li>
  )
}

/** Parses the time of signing in; `null` for a session that was started on a Django site. */
function dateOf(signedIn: unknown): Date | null {
  const date = new Date(typeof signedIn === 'string' ? signedIn : Number.NaN)
  return Number.isNaN(date.getTime()) ? null : date
}
