import type { AppContext } from '../../app-env.ts'
import { dataKeysOf } from '../../settings/data-keys.ts'
import { settingsOf } from '../../settings/settings.ts'
import { type StoredRow, storedRow } from '../../settings/stored-row.ts'
import { useWords, wordsOf } from '../../ui/language.ts'
import { LIVE_SECONDS } from '../../ui/layout.tsx'
import { inspect as phrases } from '../../ui/phrases/inspect.ts'
import { CookieTable } from '../../ui/session/cookie-table.tsx'
import { Bar, Countdown } from '../../ui/session/countdown.tsx'
import { lifeOf } from '../../ui/session/life.ts'
import { type OwnCookie, ownCookies } from '../../ui/session/own-cookies.ts'
import { RowTable } from '../../ui/session/row-table.tsx'
import { Text } from '../../ui/text.tsx'
import { takeApart } from './anatomy.ts'
import { ChangeForm, changeLetter } from './changed-letter.tsx'
import { Decoder } from './decoder.tsx'
import { parseCookies } from './sent-cookies.ts'

/** Longest cookie that browsers keep, with its name, in bytes. */
const MAX_COOKIE_BYTES = 4096

/** The page that shows the visitor's own session: cookies, row and decoded data. */
export async function inspect(c: AppContext) {
  const now = new Date()
  const settings = settingsOf(c.env)
  const { engine } = settings
  const keys = dataKeysOf(settings)
  const words = wordsOf(c, phrases)
  const row = await storedRow(c)
  const life = await lifeOf(c, now)
  const anatomy = row && (await takeApart(row.data, keys))
  const changed = anatomy && (await changeLetter(anatomy, c.req.query('change'), keys))
  const own = await ownCookies(c, now)
  const isLive = c.req.query('live') === String(LIVE_SECONDS)
  c.header('Cache-Control', 'private, no-store')
  return c.render(
    <>
      <h1>{words.heading}</h1>
      <p>{words.shownBy[engine]}</p>
      {life === null ? (
        <Live isLive={isLive} />
      ) : (
        <Countdown {...life} over={<Over />}>
          <Bar left={life.left} />
          <Live isLive={isLive} />
        </Countdown>
      )}
      <section class="panel" aria-labelledby="cookies">
        <h2 id="cookies">{words.cookies}</h2>
        <CookieTable own={sentOnly(own, c)} others={others(own, c)} now={now} />
      </section>
      {row !== null && anatomy !== null ? (
        <>
          <section class="panel" aria-labelledby="row">
            <h2 id="row">{words.row[engine]}</h2>
            <RowTable engine={engine} row={row} anatomy={anatomy} hasSql />
            {engine === 'signed_cookies' && <Room row={row} />}
          </section>
          <section class="panel" aria-labelledby="decoder">
            <h2 id="decoder">
              <Text>{words.decoder}</Text>
            </h2>
            <Decoder engine={engine} anatomy={anatomy} now={now} />
            <ChangeForm engine={engine} changed={changed} />
          </section>
        </>
      ) : (
        <Nothing />
      )}
    </>,
    { title: words.title, isWide: true, isLive },
  )
}

/** Leaves out the values of cookies that the browser has not sent. */
function sentOnly(own: readonly OwnCookie[], c: AppContext): OwnCookie[] {
  const sent = parseCookies(c.req.header('Cookie') ?? '').map(({ name }) => name)
  return own.map((cookie) =>
    sent.includes(cookie.name) ? cookie : { ...cookie, value: undefined },
  )
}

function others(own: readonly OwnCookie[], c: AppContext) {
  const names = own.map(({ name }) => name)
  return parseCookies(c.req.header('Cookie') ?? '').filter(({ name }) => !names.includes(name))
}

function Live({ isLive }: { isLive: boolean }) {
  const words = useWords(phrases)
  if (!isLive) {
    return (
      <p>
        <a href={`/inspect/?live=${LIVE_SECONDS}`}>{words.liveOn}</a>
      </p>
    )
  }
  return (
    <p>
      {words.isLive} <a href="/inspect/">{words.liveOff}</a>
    </p>
  )
}

function Room({ row }: { row: StoredRow }) {
  const words = useWords(phrases)
  return <p class="quiet">{words.room(row.data.length, MAX_COOKIE_BYTES)}</p>
}

function Over() {
  const words = useWords(phrases)
  return (
    <p>
      {words.keepsOn} <a href="/set-session/">{words.setAgain}</a>
    </p>
  )
}

function Nothing() {
  const words = useWords(phrases)
  return (
    <>
      <p>{words.nothing}</p>
      <p>
        <a class="button primary" href="/set-session/">
          {words.setOne}
        </a>
      </p>
    </>
  )
}
