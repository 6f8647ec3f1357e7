import { raw } from 'hono/html'
import type { AppContext } from '../app-env.ts'
import { settingsOf } from '../settings.ts'
import { places } from './places.ts'

/** The tutorial's second page: greets by the stored name, until the session has expired. */
export async function getSession(c: AppContext) {
  const { session } = c.var
  const name = await session.get('name')
  const ends = await session.getStoredExpiryDate()
  if (name === undefined || ends === null) return expired(c)
  const left = Math.max(0, (ends.getTime() - Date.now()) / 1000)
  return greeting(c, String(name), left, await session.getExpiryAge())
}

/**
 * The seconds drain by the style sheet alone, which needs to know where they start.
 *
 * @param left Seconds until the session ends.
 * @param age Seconds that a session lives from a save on.
 */
function greeting(c: AppContext, name: string, left: number, age: number) {
  const part = Math.min(100, (100 * left) / Math.max(age, left, 1))
  const start = `.countdown{--left:${left.toFixed(3)}s;--from:${Math.ceil(left)};--part:${part.toFixed(2)}%}`
  return c.render(
    <>
      <style nonce={c.get('secureHeadersNonce')}>{raw(start)}</style>
      <h1 class="unseen">Get session</h1>
      <div class="countdown">
        <div class="live">
          <h2>Hello, {name}</h2>
          <div class="bar" aria-hidden="true" />
          <p class="left quiet" />
          <p>
            {places[settingsOf(c.env).engine].knew} When the bar is empty the name is forgotten.
          </p>
        </div>
        <p class="gone" role="status" />
      </div>
      <ul class="links">
        <li>
          <a href="/get-session/">Read it again</a>
        </li>
        <li>
          <a href="/set-session/">Set it anew</a>
        </li>
      </ul>
    </>,
    { title: 'Hello' },
  )
}

function expired(c: AppContext) {
  return c.render(
    <>
      <h1 class="unseen">Get session</h1>
      <h2>Session has expired</h2>
      <p>There is no live session with a name that goes with your browser.</p>
      <ul class="links">
        <li>
          <a href="/set-session/">Set a session</a>
        </li>
      </ul>
    </>,
    { title: 'Session has expired' },
  )
}
