import { Hono } from 'hono'
import type { AppEnv, Theme } from '../app-env.ts'
import { Form } from './form.tsx'
import { formField } from './form-field.ts'
import { isLanguage, languages } from './phrases.ts'

/** Preferences are kept for so many seconds: longer than this site's sessions. */
const PREFERENCES_AGE = 3600

const themes = {
  auto: 'As the system has it',
  light: 'Light',
  dark: 'Dark',
} as const satisfies Record<Theme, string>

/** Theme and language, kept in the session and used by the frame of every page. */
export const preferences = new Hono<AppEnv>()

preferences.get('/preferences/', async (c) => {
  const [theme = 'auto', language = 'en'] = await Promise.all([
    c.var.session.get('theme'),
    c.var.session.get('language'),
  ])
  return c.render(
    <>
      <h1>Preferences</h1>
      <p>
        They are members of your session, and every page follows them from the next one on. Your
        session then lives for an hour from its last change.
      </p>
      <Form action="/preferences/">
        <Choice name="theme" legend="Colours" options={themes} chosen={theme} />
        <Choice
          name="language"
          legend="Language of the frame"
          options={languages}
          chosen={language}
        />
        <button type="submit">Keep them</button>
      </Form>
    </>,
    { title: 'Preferences' },
  )
})

preferences.post('/preferences/', async (c) => {
  const theme = await formField(c, 'theme')
  const language = await formField(c, 'language')
  if (!isTheme(theme) || !isLanguage(language)) {
    c.var.messages.error('Expected one of the colours and one of the languages.')
    return c.redirect('/preferences/', 303)
  }
  c.var.session.assign({ theme, language })
  c.var.session.setExpiry(PREFERENCES_AGE)
  c.var.messages.success('Your preferences are kept for an hour.')
  return c.redirect('/preferences/', 303)
})

function isTheme(text: unknown): text is Theme {
  return typeof text === 'string' && Object.hasOwn(themes, text)
}

interface ChoiceProps {
  name: string
  legend: string
  options: Record<string, string>
  chosen: string
}

function Choice({ name, legend, options, chosen }: ChoiceProps) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {Object.entries(options).map(([value, label]) => (
        <label class="choice">
          <input type="radio" name={name} value={value} checked={value === chosen} /> {label}
        </label>
      ))}
    </fieldset>
  )
}
