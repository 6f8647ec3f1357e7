import { Hono } from 'hono'
import type { AppEnv, Theme } from '../app-env.ts'
import { Form } from '../ui/form.tsx'
import { formField } from '../ui/form-field.ts'
import { isLanguage, languages } from '../ui/language.ts'

/** How long preferences are kept after their last change, in seconds. */
const PREFERENCES_AGE = 3600

const themes = {
  auto: 'Same as my device',
  light: 'Light',
  dark: 'Dark',
} as const satisfies Record<Theme, string>

/** The page that stores the theme and the language of the frame in the session. */
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
        Your session keeps them, and every page follows them. Your session then lives for an hour
        after its last change.
      </p>
      <Form action="/preferences/">
        <Choice name="theme" legend="Theme" options={themes} chosen={theme} />
        <Choice
          name="language"
          legend="Language of the frame"
          options={languages}
          chosen={language}
        />
        <button type="submit">Save preferences</button>
      </Form>
    </>,
    { title: 'Preferences' },
  )
})

preferences.post('/preferences/', async (c) => {
  const theme = await formField(c, 'theme')
  const language = await formField(c, 'language')
  if (!isTheme(theme) || !isLanguage(language)) {
    c.var.messages.error('Choose one of the themes and one of the languages.')
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
          <input type="radio" name={name} value={value} checked={value === chosen} />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
