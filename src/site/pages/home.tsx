import type { AppContext } from '../app-env.ts'
import type { Engine } from '../settings/session-store.ts'
import { settingsOf } from '../settings/settings.ts'
import { indentJson } from '../ui/indent-json.ts'
import { useLanguage } from '../ui/language.ts'
import { mask } from '../ui/mask.ts'
import { formatDuration } from '../ui/time.ts'

/** Longest data shown, in UTF-16 code units. */
const MAX_SHOWN = 1000

/** The home page: what this site is, and the visitor's own session. */
export async function home(c: AppContext) {
  const { session } = c.var
  const members = await session.toObject()
  const ends = await session.getStoredExpiryDate()
  // The back button must not show it after signing out.
  c.header('Cache-Control', 'no-store')
  return c.render(
    <>
      <h1>Django's sessions, for Hono on Cloudflare Workers</h1>
      <p>
        A session remembers a visitor from one page to the next.{' '}
        <WhereItIs engine={settingsOf(c.env).engine} />
      </p>
      <ul class="links">
        <li>
          <a href="/set-session/">Set a session</a>
        </li>
        <li>
          <a href="/get-session/">Read it back</a>
        </li>
        <li>
          <a href="/cart/">Fill a cart</a>
        </li>
        <li>
          <a href="/account/">Sign in</a>
        </li>
        <li>
          <a href="/inspect/">Inspect your session</a>
        </li>
      </ul>
      <section class="panel" aria-labelledby="yours">
        <h2 id="yours">Your session</h2>
        {session.key !== null && ends !== null ? (
          <Glance sessionKey={session.key} members={members} ends={ends} />
        ) : (
          <p class="quiet">You have no session yet. Set one: it lasts 30 seconds.</p>
        )}
      </section>
    </>,
    { title: 'Home' },
  )
}

function WhereItIs({ engine }: { engine: Engine }) {
  if (engine === 'signed_cookies') {
    return (
      <>
        Your data is in the cookie <code>sessionid</code> of your browser, signed. This site keeps
        nothing.
      </>
    )
  }
  return (
    <>
      Your browser keeps only a key, in the cookie <code>sessionid</code>. Your data stays on the
      server,{' '}
      {engine === 'db' ? (
        <>
          in a signed row of <code>django_session</code>
        </>
      ) : (
        'signed, in a Durable Object'
      )}
      .
    </>
  )
}

function Glance(props: { sessionKey: string; members: object; ends: Date }) {
  const secondsLeft = Math.ceil((props.ends.getTime() - Date.now()) / 1000)
  return (
    <dl>
      <dt>Key</dt>
      <dd>
        <code>{mask(props.sessionKey)}</code>{' '}
        <span class="quiet">the rest is hidden: anyone with the key has your session</span>
      </dd>
      <dt>Data</dt>
      <dd>
        <pre>{indentJson(JSON.stringify(props.members), MAX_SHOWN)}</pre>
      </dd>
      <dt>Expires</dt>
      <dd>
        at <time datetime={props.ends.toISOString()}>{clockTime(props.ends)}</time>,{' '}
        {formatDuration(secondsLeft, useLanguage())} after this page was loaded
      </dd>
    </dl>
  )
}

function clockTime(date: Date): string {
  return `${date.toISOString().slice(11, 19)} UTC`
}
