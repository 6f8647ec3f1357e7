/** The languages of the frame around every page. */
export const languages = { en: 'English', de: 'Deutsch', hi: 'हिन्दी' } as const

/** The code of a language. */
export type Language = keyof typeof languages

/** Whether `text` is the code of a language that the pages have. */
export function isLanguage(text: unknown): text is Language {
  return typeof text === 'string' && Object.hasOwn(languages, text)
}

/** What the frame says. The tutorial's two pages keep their words in every language. */
export const phrases = {
  en: {
    skip: 'Skip to the content',
    pages: 'Pages',
    set: 'Set session',
    get: 'Get session',
    cart: 'Cart',
    preferences: 'Preferences',
    account: 'Account',
    inspect: 'Inspect',
    footer: "Django's session framework for Hono on Cloudflare Workers, stored in D1.",
  },
  de: {
    skip: 'Zum Inhalt',
    pages: 'Seiten',
    set: 'Sitzung setzen',
    get: 'Sitzung lesen',
    cart: 'Warenkorb',
    preferences: 'Einstellungen',
    account: 'Konto',
    inspect: 'Untersuchen',
    footer: 'Das Sitzungssystem von Django für Hono auf Cloudflare Workers, gespeichert in D1.',
  },
  hi: {
    skip: 'सामग्री पर जाएँ',
    pages: 'पृष्ठ',
    set: 'सत्र सेट करें',
    get: 'सत्र पढ़ें',
    cart: 'कार्ट',
    preferences: 'पसंद',
    account: 'खाता',
    inspect: 'जाँच',
    footer: 'Cloudflare Workers पर Hono के लिए Django का सत्र ढाँचा, D1 में संग्रहित।',
  },
} as const satisfies Record<Language, Record<string, string>>
