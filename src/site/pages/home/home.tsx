import type { AppContext } from '../../app-env.ts'
import { dataKeysOf } from '../../settings/data-keys.ts'
import { settingsOf } from '../../settings/settings.ts'
import { storedRow } from '../../settings/stored-row.ts'
import { wordsOf } from '../../ui/language.ts'
import { home as phrases } from '../../ui/phrases/home.ts'
import { CodeExample } from '../../ui/session/code-example.tsx'
import { lifeOf } from '../../ui/session/life.ts'
import { Text } from '../../ui/text.tsx'
import { takeApart } from '../inspect/anatomy.ts'
import { usualAge } from '../tutorial/own-age.tsx'
import { ExampleCards } from './example-cards.tsx'
import { Loop } from './loop.tsx'
import { OwnSession } from './own-session.tsx'

/** The home page: what this site is, how a session travels, and the visitor's own session. */
export async function home(c: AppContext) {
  const now = new Date()
  const settings = settingsOf(c.env)
  const { engine } = settings
  const row = await storedRow(c)
  const life = await lifeOf(c, now)
  const anatomy = row && (await takeApart(row.data, dataKeysOf(settings)))
  const words = wordsOf(c, phrases)
  // The back button must not show this page after signing out.
  c.header('Cache-Control', 'no-store')
  return c.render(
    <>
      <h1>{words.heading}</h1>
      <p class="lead">
        <Text>{words.lead[engine]}</Text>
      </p>
      <p>
        {words.install}: <code>npm install edge-sessions hono</code>
      </p>
      <ul class="links">
        <li>
          <a class="primary" href="/set-session/">
            {words.setOne}
          </a>
        </li>
        <li>
          <a href="/get-session/">{words.readBack}</a>
        </li>
      </ul>
      <Loop engine={engine} age={usualAge(c)} here={row === null ? 'set' : 'cookie'} />
      <h2>{words.code}</h2>
      <CodeExample django={DJANGO} hono={HONO} />
      <section class="panel" aria-labelledby="yours">
        <h2 id="yours">{words.yours}</h2>
        <OwnSession row={row} life={life} json={anatomy?.json ?? null} age={usualAge(c)} />
      </section>
      <ExampleCards />
    </>,
    { title: words.title, isWide: true },
  )
}

const DJANGO = `# settings.py
MIDDLEWARE = [
    'django.contrib.sessions.middleware'
    '.SessionMiddleware',
]

# views.py
def set_session(request):
    request.session['name'] = 'Ankit'
    return HttpResponse('Session is set...')`

const HONO = `app.use(sessions((c) => ({
  store: d1Store(c.env.DB),
  secretKey: c.env.SECRET_KEY,
})))

app.get('/set-session/', (c) => {
  c.var.session.set('name', 'Ankit')
  return c.text('Session is set...')
})`
