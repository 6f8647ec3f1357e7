import { Hono } from 'hono'
import type { AppEnv, Theme } from '../app-env.ts'
import { Form } from '../ui/form.tsx'
import { formField } from '../ui/form-field.ts'
import { isLanguage, languages, wordsOf } from '../ui/language.ts'
import { preferences as phrases } from '../ui/phrases/preferences.ts'

/** Seconds that preferences live after their last change. */
const PREFERENCES_AGE = 3600

/** The address of the preferences. The fragment moves the focus to the content. */
const BACK = '/preferences/#main'

/** The page that stores the theme and the language of the pages in the session. */
export const preferences = new Hono<AppEnv>()

preferences.get('/preferences/', async (c) => {
  const [theme = 'auto', language = c.var.language] = await Promise.all([
    c.var.session.get('theme'),
    c.var.session.get('language'),
  ])
  const words = wordsOf(c, phrases)
  return c.render(
    <>
      <h1>{words.title}</h1>
      <p>{words.intro}</p>
      <Form action="/preferences/">
        <Choice name="theme" legend={words.theme} options={words.themes} chosen={theme} />
        <Choice name="language" legend={words.language} options={languages} chosen={language} />
        <button type="submit" class="primary">
          {words.save}
        </button>
      </Form>
    </>,
    { title: words.title },
  )
})

preferences.post('/preferences/', async (c) => {
  const theme = await formField(c, 'theme')
  const language = await formField(c, 'language')
  if (!isTheme(theme) || !isLanguage(language)) {
    c.var.messages.error(wordsOf(c, phrases).wrong)
    return c.redirect(BACK, 303)
  }
  c.var.session.assign({ theme, language })
  c.var.session.setExpiry(PREFERENCES_AGE)
  // The message is shown in the new language.
  c.var.messages.success(phrases[language].saved)
  return c.redirect(BACK, 303)
})

function isTheme(text: unknown): text is Theme {
  return typeof text === 'string' && Object.hasOwn(phrases.en.themes, text)
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
