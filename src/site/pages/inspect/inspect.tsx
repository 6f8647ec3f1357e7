import type { SessionRecord } from 'edge-sessions'
import type { AppContext } from '../../app-env.ts'
import { dataKeysOf } from '../../settings/data-keys.ts'
import { settingsOf } from '../../settings/settings.ts'
import { takeApart } from './anatomy.ts'
import { Attributes, ownCookies, SentCookies } from './inspect-cookies.tsx'
import { Kept, NothingKept, TakenApart } from './inspect-kept.tsx'
import { places } from './places.ts'

/** The page that shows the visitor's own session, cookie and row. */
export async function inspect(c: AppContext) {
  const now = new Date()
  const { engine } = settingsOf(c.env)
  const record = await recordOf(c, now)
  const { key } = c.var.session
  const place = places[engine]
  const anatomy = record && (await takeApart(record.data, dataKeysOf(settingsOf(c.env))))
  const cookies = await ownCookies(c)
  c.header('Cache-Control', 'private, no-store')
  return c.render(
    <>
      <h1>Inside your session</h1>
      <p>Your own session, {place.shownBy}. Keys and other secrets are shown in part only.</p>
      <section class="panel" aria-labelledby="cookies">
        <h2 id="cookies">In your browser: cookies</h2>
        <SentCookies header={c.req.header('Cookie')} />
        <Attributes cookies={cookies} />
      </section>
      <section class="panel" aria-labelledby="kept">
        <h2 id="kept">{place.heading}</h2>
        {key !== null && record !== null && anatomy !== null ? (
          <Kept engine={engine} sessionKey={key} record={record} anatomy={anatomy} />
        ) : (
          <NothingKept />
        )}
      </section>
      {record !== null && anatomy !== null && (
        <section class="panel" aria-labelledby="parts">
          <h2 id="parts">{place.parts}</h2>
          <TakenApart engine={engine} now={now} record={record} anatomy={anatomy} />
        </section>
      )}
    </>,
    { title: 'Inspect' },
  )
}

/** Returns the stored record of the visitor's session, or `null`. */
async function recordOf(c: AppContext, now: Date): Promise<SessionRecord | null> {
  const { session } = c.var
  const expires = await session.getStoredExpiryDate()
  const { key } = session
  const { store } = settingsOf(c.env)
  if (key === null || expires === null) return null
  return store === null ? { data: key, expires } : store.load(key, now)
}
