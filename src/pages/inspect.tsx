import type { AppContext } from '../app-env.ts'
import { SESSION_SALT } from '../sessions/codec.ts'
import { forbidStorage } from '../sessions/response-headers.ts'
import { settingsOf } from '../settings.ts'
import { takeApart } from './anatomy.ts'
import { Attributes, ownCookies, SentCookies } from './inspect-cookies.tsx'
import { NoRow, Row, TakenApart } from './inspect-row.tsx'

/** The visitor's own session as a browser's tools and a database browser show it. */
export async function inspect(c: AppContext) {
  const now = new Date()
  const { session } = c.var
  await session.load()
  const { sessions, store } = settingsOf(c.env)
  const { key } = session
  const record = key === null ? null : await store.load(key, now)
  const cookies = await ownCookies(c, now)
  forbidStorage(c)
  return c.render(
    <>
      <h1>What is where</h1>
      <p>
        Your own session, as your browser's tools and a database browser would show it. Keys are
        shown in part only, here and everywhere.
      </p>
      <section class="panel" aria-labelledby="cookies">
        <h2 id="cookies">In your browser: cookies</h2>
        <SentCookies header={c.req.header('Cookie')} masked={cookies.map(({ name }) => name)} />
        <Attributes cookies={cookies} />
      </section>
      <section class="panel" aria-labelledby="row">
        <h2 id="row">In the table: your row</h2>
        {key !== null && record !== null ? (
          <Row sessionKey={key} record={record} now={now} />
        ) : (
          <NoRow />
        )}
      </section>
      {record !== null && (
        <section class="panel" aria-labelledby="parts">
          <h2 id="parts">The row, taken apart</h2>
          <TakenApart
            now={now}
            record={record}
            anatomy={
              await takeApart(record.data, {
                key: sessions.secretKey,
                fallbackKeys: sessions.secretKeyFallbacks ?? [],
                salt: sessions.keySalt ?? SESSION_SALT,
              })
            }
          />
        </section>
      )}
    </>,
    { title: 'Inspect' },
  )
}
