import type { AppContext } from '../../app-env.ts'
import { settingsOf } from '../../settings/settings.ts'
import { Form } from '../../ui/form.tsx'
import { useLanguage } from '../../ui/language.ts'
import { formatDuration } from '../../ui/time.ts'

const DEFAULT_AGE = 1_209_600

/** The action that ends the session and sets one with the age of the settings. */
export const FRESH = '/set-session/fresh/'

interface OwnAgeProps {
  /** How long the session lives from a save on, in seconds. */
  age: number
  /** `SESSION_COOKIE_AGE`, in seconds. */
  usual: number
}

/** Explains why a session lives longer than this site's sessions do, and how to get a short one. */
export function OwnAge({ age, usual }: OwnAgeProps) {
  if (Math.abs(age - usual) < 1) return null
  return (
    <section class="panel" aria-labelledby="own-age">
      <h2 id="own-age">Your session lives for {formatDuration(age, useLanguage())}</h2>
      <p>
        Your cart, preferences or account keep it for longer. A fresh session of{' '}
        {formatDuration(usual, useLanguage())} empties your cart and signs you out.
      </p>
      <Form action={FRESH}>
        <button type="submit">
          Start a fresh session of {formatDuration(usual, useLanguage())}
        </button>
      </Form>
    </section>
  )
}

/** Returns the two ages to compare. */
export async function agesOf(c: AppContext): Promise<OwnAgeProps> {
  const { cookieAge = DEFAULT_AGE } = settingsOf(c.env).sessions
  return { age: await c.var.session.getExpiryAge(), usual: cookieAge }
}
