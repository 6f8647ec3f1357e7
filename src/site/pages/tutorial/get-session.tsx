import { getCookie } from 'hono/cookie'
import { raw } from 'hono/html'
import type { AppContext } from '../../app-env.ts'
import { settingsOf } from '../../settings/settings.ts'
import { mask } from '../../ui/mask.ts'
import { formatDuration } from '../../ui/time.ts'
import { places } from '../inspect/places.ts'
import { agesOf, OwnAge } from './own-age.tsx'

/** Longest time that is counted down by the second. */
const MAX_COUNTED_DOWN = 120

/** The tutorial's second page: greets by the stored name, until the session has expired. */
export async function getSession(c: AppContext) {
  const { session } = c.var
  const name: unknown = await session.get('name')
  const ends = await session.getStoredExpiryDate()
  if (name === undefined || ends === null) return expired(c, ends)
  const left = Math.max(0, (ends.getTime() - Date.now()) / 1000)
  return greeting(c, typeof name === 'string' ? name : JSON.stringify(name), left)
}

/**
 * The style sheet alone drains the bar and counts the seconds. It needs to know where they start.
 *
 * @param left Seconds until the session ends.
 */
async function greeting(c: AppContext, name: string, left: number) {
  const ages = await agesOf(c)
  const part = Math.min(100, (100 * left) / Math.max(ages.age, left, 1))
  const start = `.countdown{--left:${left.toFixed(3)}s;--from:${Math.ceil(left)};--part:${part.toFixed(2)}%}`
  return c.render(
    <>
      <style nonce={c.get('secureHeadersNonce')}>{raw(start)}</style>
      <h1 class="unseen">Get session</h1>
      <div class="countdown">
        <div class="live">
          <h2>Hello, {name}</h2>
          <div class="bar" aria-hidden="true" />
          {left <= MAX_COUNTED_DOWN ? (
            <p class="left quiet" />
          ) : (
            <p class="quiet">{formatDuration(left, c.var.language)} left</p>
          )}
          <p>{places[settingsOf(c.env).engine].knew} When the bar is empty, the name is gone.</p>
        </div>
        <div class="over">
          <p role="status">
            <span class="gone">Session has expired</span>
          </p>
          <p class="gone quiet">
            The browser has deleted the cookie, and the data is not served any more.
          </p>
        </div>
      </div>
      <ul class="links">
        <li>
          <a href="/get-session/">Reload</a>
        </li>
        <li>
          <a href="/set-session/">Set it again</a>
        </li>
      </ul>
      <OwnAge {...ages} />
    </>,
    { title: 'Hello' },
  )
}

/** @param ends The end of a session without a name; `null` when there is no session. */
function expired(c: AppContext, ends: Date | null) {
  return c.render(
    <>
      <h1 class="unseen">Get session</h1>
      <h2>Session has expired</h2>
      <Reason c={c} isLive={ends !== null} />
      <ul class="links">
        <li>
          <a href="/set-session/">Set a session</a>
        </li>
      </ul>
    </>,
    { title: 'Session has expired' },
  )
}

function Reason({ c, isLive }: { c: AppContext; isLive: boolean }) {
  if (isLive) {
    return (
      <p>
        Your session is alive, but holds no <code>name</code>.
      </p>
    )
  }
  const sent = getCookie(c, settingsOf(c.env).sessions.cookieName ?? 'sessionid')
  if (sent === undefined) {
    return (
      <p>
        Your browser sent no session: none was set, its cookie was deleted when it expired, or
        cookies are blocked.
      </p>
    )
  }
  return (
    <p>
      Your browser sent the session <code>{mask(sent)}</code>, which has expired or was ended.
    </p>
  )
}
