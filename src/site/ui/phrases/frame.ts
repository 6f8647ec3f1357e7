import type { Cost } from '../../app-env.ts'
import type { Phrases, Translations } from '../language.ts'

const en = {
  skip: 'Skip to the content',
  description:
    "Django's sessions, for Hono on Cloudflare Workers: set one, read it, see it expire.",
  pages: 'Pages',
  tutorial: 'Tutorial',
  set: 'Set',
  get: 'Get',
  inspect: 'Inspect',
  examples: 'Examples',
  cart: 'Cart',
  preferences: 'Preferences',
  account: 'Account',
  admin: 'Admin',
  signIn: 'Sign in',
  signOut: 'Sign out',
  footer: "Django's session framework for Hono on Cloudflare Workers.",
  engine: {
    db: 'Stored in D1',
    durable_objects: 'Stored in Durable Objects',
    signed_cookies: 'Stored in signed cookies',
  },
  cost: ({ statements, rowsRead, rowsWritten }: Cost) =>
    `This page cost ${count(statements, 'D1 statement', 'D1 statements')}, ${count(rowsRead, 'row', 'rows')} read, ${rowsWritten} written.`,
  documentation: "Django's documentation",
  hono: 'Hono',
}

const de: Phrases<typeof en> = {
  skip: 'Zum Inhalt',
  description:
    'Die Sitzungen von Django für Hono auf Cloudflare Workers: anlegen, lesen, ablaufen sehen.',
  pages: 'Seiten',
  tutorial: 'Einführung',
  set: 'Anlegen',
  get: 'Lesen',
  inspect: 'Untersuchen',
  examples: 'Beispiele',
  cart: 'Warenkorb',
  preferences: 'Einstellungen',
  account: 'Konto',
  admin: 'Verwaltung',
  signIn: 'Anmelden',
  signOut: 'Abmelden',
  footer: 'Das Sitzungssystem von Django für Hono auf Cloudflare Workers.',
  engine: {
    db: 'Gespeichert in D1',
    durable_objects: 'Gespeichert in Durable Objects',
    signed_cookies: 'Gespeichert in signierten Cookies',
  },
  cost: ({ statements, rowsRead, rowsWritten }) =>
    `Diese Seite hat ${count(statements, 'D1-Anweisung', 'D1-Anweisungen')} gekostet: ${count(rowsRead, 'Zeile', 'Zeilen')} gelesen, ${rowsWritten} geschrieben.`,
  documentation: 'Dokumentation von Django',
  hono: 'Hono',
}

const hi: Phrases<typeof en> = {
  skip: 'सामग्री पर जाएँ',
  description: 'Cloudflare Workers पर Hono के लिए Django के सत्र: सेट करें, पढ़ें, समाप्त होते देखें।',
  pages: 'पृष्ठ',
  tutorial: 'ट्यूटोरियल',
  set: 'सेट करें',
  get: 'पढ़ें',
  inspect: 'निरीक्षण',
  examples: 'उदाहरण',
  cart: 'कार्ट',
  preferences: 'प्राथमिकताएँ',
  account: 'खाता',
  admin: 'प्रबंधन',
  signIn: 'साइन इन करें',
  signOut: 'साइन आउट करें',
  footer: 'Cloudflare Workers पर Hono के लिए Django का सत्र ढाँचा।',
  engine: {
    db: 'D1 में संगृहीत',
    durable_objects: 'Durable Objects में संगृहीत',
    signed_cookies: 'हस्ताक्षरित कुकी में संगृहीत',
  },
  cost: ({ statements, rowsRead, rowsWritten }) =>
    `इस पृष्ठ की लागत: ${count(statements, 'D1 कथन', 'D1 कथन')}, ${count(rowsRead, 'पंक्ति', 'पंक्तियाँ')} पढ़ी, ${rowsWritten} लिखी।`,
  documentation: 'Django का दस्तावेज़',
  hono: 'Hono',
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}

/** The phrases of the frame around every page. */
export const frame: Translations<Phrases<typeof en>> = { en, de, hi }
