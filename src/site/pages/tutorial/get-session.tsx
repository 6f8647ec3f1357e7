import { getCookie } from 'hono/cookie'
import type { AppContext } from '../../app-env.ts'
import { settingsOf } from '../../settings/settings.ts'
import { useWords, wordsOf } from '../../ui/language.ts'
import { Moment } from '../../ui/moment.tsx'
import { tutorial } from '../../ui/phrases/tutorial.ts'
import { CodeDetails } from '../../ui/session/code-example.tsx'
import { Bar, Countdown, type Life } from '../../ui/session/countdown.tsx'
import { Key } from '../../ui/session/key.tsx'
import { lifeOf } from '../../ui/session/life.ts'
import { Text, useEnglish } from '../../ui/text.tsx'
import { formatDuration } from '../../ui/time.ts'
import { OwnAge, ownAgeOf, usualAge } from './own-age.tsx'

/** The tutorial's second page: greets by the stored name, until the session has expired. */
export async function getSession(c: AppContext) {
  const now = new Date()
  const name: unknown = await c.var.session.get('name')
  const life = await lifeOf(c, now)
  if (name === undefined || life === null) return expired(c, life !== null)
  return greeting(c, typeof name === 'string' ? name : JSON.stringify(name), life, now)
}

async function greeting(c: AppContext, name: string, life: Life, now: Date) {
  const words = wordsOf(c, tutorial)
  const { engine } = settingsOf(c.env)
  const ownAge = await ownAgeOf(c)
  const { key } = c.var.session
  return c.render(
    <>
      <h1 class="unseen">{words.readNow}</h1>
      <Countdown {...life} over={<Over c={c} />}>
        <Hello name={name} />
        <Bar left={life.left} />
        <Timeline {...life} now={now} />
        <p>
          <Text value={key !== null && <Key value={key} />}>{words.readHow[engine]}</Text>
        </p>
        <ul class="links">
          <li>
            <a class="primary" href="/inspect/">
              {words.inspectYours}
            </a>
          </li>
          <li>
            <a href="/get-session/">{words.reload}</a>
          </li>
          <li>
            <a href="/set-session/">{words.setAgain}</a>
          </li>
        </ul>
      </Countdown>
      <OwnAge {...ownAge} />
      <CodeDetails django={DJANGO} hono={HONO} />
    </>,
    { title: words.getTitle },
  )
}

function Hello({ name }: { name: string }) {
  return <h2 {...useEnglish()}>Hello, {name}</h2>
}

/** The times of the save, of this read and of the expiry. */
function Timeline({ left, age, now }: Life & { now: Date }) {
  const words = useWords(tutorial)
  const expires = new Date(now.getTime() + left * 1000)
  const set = new Date(expires.getTime() - age * 1000)
  return (
    <ol class="timeline">
      <li>
        <b>{words.set}</b> <Moment date={set} now={now} hasSeconds />
      </li>
      <li class="now">
        <b>{words.readNow}</b> <Moment date={now} hasSeconds />
      </li>
      <li>
        <b>{words.expires}</b> <Moment date={expires} now={now} hasSeconds />
      </li>
    </ol>
  )
}

/** The next step in place of the greeting, once the time is over. */
function Over({ c }: { c: AppContext }) {
  const words = useWords(tutorial)
  return (
    <>
      <p>
        <Text>{words.over[settingsOf(c.env).engine]}</Text>
      </p>
      <p>
        <a class="button primary" href="/set-session/">
          {words.setAgain}
        </a>
      </p>
    </>
  )
}

/** @param isLive Whether there is a session, but without a name. */
function expired(c: AppContext, isLive: boolean) {
  const words = wordsOf(c, tutorial)
  return c.render(
    <>
      <h1 class="unseen">{words.readNow}</h1>
      <Expired />
      <p>
        <Reason c={c} isLive={isLive} />
      </p>
      <ul class="links">
        <li>
          <a class="primary" href="/set-session/">
            {words.setOne}
          </a>
        </li>
      </ul>
      <CodeDetails django={DJANGO} hono={HONO} />
    </>,
    { title: words.expiredTitle },
  )
}

function Expired() {
  return <h2 {...useEnglish()}>Session has expired</h2>
}

function Reason({ c, isLive }: { c: AppContext; isLive: boolean }) {
  const words = useWords(tutorial)
  const { engine, sessions } = settingsOf(c.env)
  if (isLive) return <Text>{words.noName}</Text>
  const sent = getCookie(c, sessions.cookieName)
  if (sent === undefined) {
    return <>{words.noCookie(formatDuration(usualAge(c), c.var.language))}</>
  }
  return <Text value={<Key value={sent} />}>{words.noRow[engine]}</Text>
}

const DJANGO = `def get_session(request):
    if 'name' in request.session:
        name = request.session['name']
        return HttpResponse(f'Hello, {name}')
    return HttpResponse('Session has expired')`

const HONO = `app.get('/get-session/', async (c) => {
  const name = await c.var.session.get('name')
  if (name === undefined) {
    return c.text('Session has expired')
  }
  return c.text(\`Hello, \${name}\`)
})`
