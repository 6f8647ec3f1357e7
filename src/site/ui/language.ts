import type { MiddlewareHandler } from 'hono'
import { useRequestContext } from 'hono/jsx-renderer'
import { languageDetector } from 'hono/language'
import type { AppContext, AppEnv, Language } from '../app-env.ts'

/** The languages of the pages, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch', hi: 'हिन्दी' } as const satisfies Record<
  Language,
  string
>

/**
 * The phrases of a page in one language, typed after the English ones: a missing phrase is a
 * compile error. A phrase with parameters is a function. Backticks mark code, see `Text`.
 *
 * @example
 * const en = { title: 'Cart', added: (name: string) => `Added ${name}.` }
 * const de: Phrases<typeof en> = { title: 'Warenkorb', added: (name) => `${name} hinzugefügt.` }
 */
export type Phrases<English> = {
  readonly [Name in keyof English]: English[Name] extends (...values: infer Values) => string
    ? (...values: Values) => string
    : English[Name] extends string
      ? string
      : Phrases<English[Name]>
}

/** The phrases of a page in all languages. */
export type Translations<Words> = Readonly<Record<Language, Words>>

/** Locales for dates and numbers. English dates are international: 25 Nov 2026, 20:07. */
const LOCALES = { en: 'en-GB', de: 'de-DE', hi: 'hi-IN' } as const satisfies Record<
  Language,
  string
>

/** Returns whether a value is the code of a language. */
export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(languages, value)
}

/** Returns the locale for dates and numbers in a language. */
export function localeOf(language: Language): string {
  return LOCALES[language]
}

/** Chooses the language by `Accept-Language`, without the session. */
export const browserLanguage: MiddlewareHandler<AppEnv> = languageDetector({
  order: ['header'],
  caches: false,
  supportedLanguages: Object.keys(languages),
  fallbackLanguage: 'en',
})

/** Prefers the language of the session, which `/preferences/` sets. */
export const sessionLanguage: MiddlewareHandler<AppEnv> = async (c, next) => {
  await preferSessionLanguage(c)
  await next()
  c.header('Vary', 'Accept-Language', { append: true })
}

/** Switches this request to the language of the session, if the session has one. */
export async function preferSessionLanguage(c: AppContext): Promise<void> {
  const language: unknown = await c.var.session.get('language')
  if (isLanguage(language)) c.set('language', language)
}

/** Returns the phrases in the language of the request, for handlers. */
export function wordsOf<Words>(c: AppContext, translations: Translations<Words>): Words {
  return translations[c.var.language]
}

/** Returns the phrases in the language of the request, for components. */
export function useWords<Words>(translations: Translations<Words>): Words {
  return translations[useLanguage()]
}

/** Returns the language of the request, for components. */
export function useLanguage(): Language {
  return useRequestContext<AppEnv>().var.language
}
