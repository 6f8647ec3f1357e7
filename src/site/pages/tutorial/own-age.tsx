import type { AppContext } from '../../app-env.ts'
import { settingsOf } from '../../settings/settings.ts'
import { Form } from '../../ui/form.tsx'
import { useLanguage, useWords } from '../../ui/language.ts'
import { tutorial } from '../../ui/phrases/tutorial.ts'
import { formatDuration } from '../../ui/time.ts'

/** The action that ends the session and sets one with the age of the settings. */
export const FRESH = '/set-session/fresh/'

interface OwnAgeProps {
  /** Seconds that the session lives after a save. */
  age: number
  /** `SESSION_COOKIE_AGE`, in seconds. */
  usual: number
  /** The page that gave the session its own age. */
  keptBy: 'cart' | 'account' | 'preferences' | 'other'
}

/** Explains why a session lives longer than this site's sessions do, and offers a short one. */
export function OwnAge({ age, usual, keptBy }: OwnAgeProps) {
  const words = useWords(tutorial)
  const language = useLanguage()
  if (Math.abs(age - usual) < 1) return null
  return (
    <section class="panel" aria-labelledby="own-age">
      <h2 id="own-age">{words.keptBy[keptBy](formatDuration(age, language))}</h2>
      <p>{words.freshEffect}</p>
      <Form action={FRESH}>
        <button type="submit">{words.startFresh(formatDuration(usual, language))}</button>
      </Form>
    </section>
  )
}

/** Returns the two ages to compare, and the page that made the difference. */
export async function ownAgeOf(c: AppContext): Promise<OwnAgeProps> {
  const { session } = c.var
  const [age, hasCart, isSignedIn, hasTheme] = await Promise.all([
    session.getExpiryAge(),
    session.has('cart'),
    session.has('signedIn'),
    session.has('theme'),
  ])
  const kept = hasTheme ? 'preferences' : 'other'
  const keptBy = isSignedIn ? 'account' : kept
  return { age, usual: usualAge(c), keptBy: hasCart ? 'cart' : keptBy }
}

/** Returns `SESSION_COOKIE_AGE`, in seconds. */
export function usualAge(c: AppContext): number {
  return settingsOf(c.env).sessions.cookieAge
}
