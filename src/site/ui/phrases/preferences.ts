import type { Phrases, Translations } from '../language.ts'

const en = {
  title: 'Preferences',
  intro:
    'Your session keeps your preferences, and every page follows them. The session then lives for an hour after its last change.',
  theme: 'Theme',
  themes: { auto: 'Same as my device', light: 'Light', dark: 'Dark' },
  language: 'Language',
  save: 'Save preferences',
  saved: 'Your preferences are kept for an hour.',
  wrong: 'Choose one of the themes and one of the languages.',
}

const de: Phrases<typeof en> = {
  title: 'Einstellungen',
  intro:
    'Ihre Sitzung behält Ihre Einstellungen, und jede Seite richtet sich danach. Die Sitzung lebt dann eine Stunde nach ihrer letzten Änderung.',
  theme: 'Farben',
  themes: { auto: 'Wie mein Gerät', light: 'Hell', dark: 'Dunkel' },
  language: 'Sprache',
  save: 'Einstellungen speichern',
  saved: 'Ihre Einstellungen bleiben eine Stunde erhalten.',
  wrong: 'Wählen Sie eine der Farben und eine der Sprachen.',
}

const hi: Phrases<typeof en> = {
  title: 'प्राथमिकताएँ',
  intro:
    'आपका सत्र आपकी प्राथमिकताएँ रखता है, और हर पृष्ठ उनका पालन करता है। फिर सत्र अपने अंतिम बदलाव के बाद एक घंटे तक जीवित रहता है।',
  theme: 'रंग',
  themes: { auto: 'मेरे उपकरण जैसा', light: 'हल्का', dark: 'गहरा' },
  language: 'भाषा',
  save: 'प्राथमिकताएँ सहेजें',
  saved: 'आपकी प्राथमिकताएँ एक घंटे तक रहती हैं।',
  wrong: 'रंगों में से एक और भाषाओं में से एक चुनें।',
}

/** The phrases of the preferences. */
export const preferences: Translations<Phrases<typeof en>> = { en, de, hi }
