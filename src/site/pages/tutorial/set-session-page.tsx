import type { AppContext } from '../../app-env.ts'
import { dataKeysOf } from '../../settings/data-keys.ts'
import { settingsOf } from '../../settings/settings.ts'
import { storedRow } from '../../settings/stored-row.ts'
import { useWords, wordsOf } from '../../ui/language.ts'
import { tutorial } from '../../ui/phrases/tutorial.ts'
import { CodeDetails } from '../../ui/session/code-example.tsx'
import { CookieTable } from '../../ui/session/cookie-table.tsx'
import { Bar, Countdown } from '../../ui/session/countdown.tsx'
import { lifeOf } from '../../ui/session/life.ts'
import { ownCookies } from '../../ui/session/own-cookies.ts'
import { RowTable } from '../../ui/session/row-table.tsx'
import { Text, useEnglish } from '../../ui/text.tsx'
import { formatDuration } from '../../ui/time.ts'
import { takeApart } from '../inspect/anatomy.ts'
import { NameForm } from './name-form.tsx'
import { OwnAge, ownAgeOf } from './own-age.tsx'

/** Renders the page after a name was saved: the cookie, and the row with the same key. */
export async function showSetSession(c: AppContext, name: string) {
  const now = new Date()
  const settings = settingsOf(c.env)
  const { engine } = settings
  const row = await storedRow(c)
  const life = await lifeOf(c, now)
  const words = wordsOf(c, tutorial)
  const ownAge = await ownAgeOf(c)
  const cookies = await ownCookies(c, now)
  const anatomy = row && (await takeApart(row.data, dataKeysOf(settings)))
  const time = formatDuration(life?.left ?? ownAge.age, c.var.language)
  return c.render(
    <>
      <Heading />
      <p class="lead">
        <Text value={<code translate="no">name = '{name}'</code>}>{words.saved[engine]}</Text>{' '}
        {engine === 'signed_cookies' ? words.itExpires(time) : words.bothExpire(time)}
      </p>
      {life === null ? (
        <NextSteps />
      ) : (
        <Countdown {...life} over={<SetAgain />}>
          <Bar left={life.left} />
          <NextSteps />
        </Countdown>
      )}
      <OwnAge {...ownAge} />
      <section class="panel" aria-labelledby="cookie">
        <h2 id="cookie">{words.browserKeeps}</h2>
        <CookieTable own={cookies} now={now} isSetNow />
      </section>
      {row !== null && anatomy !== null && (
        <section class="panel" aria-labelledby="row">
          <h2 id="row">{words.siteKeeps[engine]}</h2>
          <RowTable engine={engine} row={row} anatomy={anatomy} />
          <p>{words.siteKeepsText[engine]}</p>
        </section>
      )}
      <CodeDetails django={DJANGO} hono={HONO} />
      <section class="panel" aria-labelledby="own">
        <h2 id="own">{words.ownName}</h2>
        <NameForm />
      </section>
    </>,
    { title: words.setTitle, isWide: true },
  )

  function SetAgain() {
    return (
      <p>
        <a class="button" href="/set-session/">
          {words.setAgain}
        </a>
      </p>
    )
  }
}

function Heading() {
  return <h1 {...useEnglish()}>Session is set...</h1>
}

const DJANGO = `def set_session(request):
    request.session['name'] = 'Ankit'
    return HttpResponse('Session is set...')`

const HONO = `app.get('/set-session/', (c) => {
  c.var.session.set('name', 'Ankit')
  return c.text('Session is set...')
})`

function NextSteps() {
  const words = useWords(tutorial)
  return (
    <ul class="links">
      <li>
        <a class="primary" href="/get-session/">
          {words.readNext}
        </a>
      </li>
      <li>
        <a href="/inspect/">{words.inspect}</a>
      </li>
    </ul>
  )
}
