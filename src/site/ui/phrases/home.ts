import type { Phrases, Translations } from '../language.ts'

const en = {
  title: 'Home',
  heading: "Django's sessions, for Hono on Cloudflare Workers",
  lead: {
    db: 'A session remembers a visitor from one page to the next. Your browser keeps only a key, in the cookie `sessionid`; your data stays on the server, in a signed row of `django_session`.',
    durable_objects:
      'A session remembers a visitor from one page to the next. Your browser keeps only a key, in the cookie `sessionid`; your data stays on the server, signed, in a Durable Object.',
    signed_cookies:
      'A session remembers a visitor from one page to the next. Your data is in the cookie `sessionid` of your browser, signed. This site keeps nothing.',
  },
  install: 'Install it',
  setOne: 'Set a session',
  readBack: 'Read it back',
  loop: 'How a session travels',
  here: 'You are here',
  steps: {
    set: 'Set',
    setText: "A page stores `name = 'Ankit'`.",
    row: { db: 'Row in the table', durable_objects: 'Durable Object', signed_cookies: 'Signature' },
    rowText: {
      db: 'It is saved as one signed row, under a random key.',
      durable_objects: 'It is saved, signed, under a random key.',
      signed_cookies: 'The data is signed, so that nobody can change it.',
    },
    cookie: 'Cookie in the browser',
    cookieText: {
      db: 'The browser sends the key with every page.',
      durable_objects: 'The browser sends the key with every page.',
      signed_cookies: 'The browser sends the data with every page.',
    },
    expires: (time: string) => `Expires after ${time}`,
    expiresText: {
      db: 'The cookie is deleted, and the row is no longer valid.',
      durable_objects: 'The cookie is deleted, and the object deletes its data.',
      signed_cookies: 'The cookie is deleted, and the data with it.',
    },
  },
  code: 'The same code in Django and Hono',
  yours: 'Your session',
  none: (time: string) => `You have no session yet. Set one: it lasts ${time}.`,
  key: 'Key',
  dataCaption: 'The data of your session',
  name: 'Name',
  value: 'Value',
  empty: 'Your session holds no data.',
  more: 'The rest is on the page Inspect.',
  examples: 'Examples',
  cart: 'Cart',
  cartText: 'Two windows change one session at the same time, and no change is lost.',
  preferences: 'Preferences',
  preferencesText: 'The theme and the language of every page, kept in the session.',
  account: 'Account',
  accountText: 'Sign in, see your sessions in other browsers, and end them.',
}

const de: Phrases<typeof en> = {
  title: 'Startseite',
  heading: 'Die Sitzungen von Django, für Hono auf Cloudflare Workers',
  lead: {
    db: 'Eine Sitzung merkt sich Besucher von einer Seite zur nächsten. Ihr Browser behält nur einen Schlüssel, im Cookie `sessionid`; Ihre Daten bleiben auf dem Server, in einer signierten Zeile von `django_session`.',
    durable_objects:
      'Eine Sitzung merkt sich Besucher von einer Seite zur nächsten. Ihr Browser behält nur einen Schlüssel, im Cookie `sessionid`; Ihre Daten bleiben auf dem Server, signiert, in einem Durable Object.',
    signed_cookies:
      'Eine Sitzung merkt sich Besucher von einer Seite zur nächsten. Ihre Daten stehen signiert im Cookie `sessionid` Ihres Browsers. Diese Seite behält nichts.',
  },
  install: 'So wird es installiert',
  setOne: 'Eine Sitzung anlegen',
  readBack: 'Wieder lesen',
  loop: 'Der Weg einer Sitzung',
  here: 'Hier sind Sie',
  steps: {
    set: 'Anlegen',
    setText: "Eine Seite speichert `name = 'Ankit'`.",
    row: {
      db: 'Zeile in der Tabelle',
      durable_objects: 'Ein Durable Object',
      signed_cookies: 'Die Signatur',
    },
    rowText: {
      db: 'Es entsteht eine signierte Zeile unter einem zufälligen Schlüssel.',
      durable_objects: 'Die Daten werden signiert unter einem zufälligen Schlüssel gespeichert.',
      signed_cookies: 'Die Daten werden signiert, damit niemand sie ändern kann.',
    },
    cookie: 'Cookie im Browser',
    cookieText: {
      db: 'Der Browser sendet den Schlüssel mit jeder Seite.',
      durable_objects: 'Der Browser sendet den Schlüssel mit jeder Seite.',
      signed_cookies: 'Der Browser sendet die Daten mit jeder Seite.',
    },
    expires: (time) => `Läuft ab: ${time}`,
    expiresText: {
      db: 'Das Cookie wird gelöscht, und die Zeile ist nicht mehr gültig.',
      durable_objects: 'Das Cookie wird gelöscht, und das Objekt löscht seine Daten.',
      signed_cookies: 'Das Cookie wird gelöscht, und mit ihm die Daten.',
    },
  },
  code: 'Derselbe Code in Django und Hono',
  yours: 'Ihre Sitzung',
  none: (time) => `Sie haben noch keine Sitzung. Legen Sie eine an: Sie lebt ${time}.`,
  key: 'Schlüssel',
  dataCaption: 'Die Daten Ihrer Sitzung',
  name: 'Name',
  value: 'Wert',
  empty: 'Ihre Sitzung enthält keine Daten.',
  more: 'Der Rest steht auf der Seite Untersuchen.',
  examples: 'Beispiele',
  cart: 'Warenkorb',
  cartText: 'Zwei Fenster ändern gleichzeitig eine Sitzung, und keine Änderung geht verloren.',
  preferences: 'Einstellungen',
  preferencesText: 'Farben und Sprache aller Seiten, in der Sitzung gespeichert.',
  account: 'Konto',
  accountText:
    'Melden Sie sich an, sehen Sie Ihre Sitzungen in anderen Browsern und beenden Sie sie.',
}

const hi: Phrases<typeof en> = {
  title: 'मुखपृष्ठ',
  heading: 'Cloudflare Workers पर Hono के लिए Django के सत्र',
  lead: {
    db: 'सत्र एक पृष्ठ से दूसरे पृष्ठ तक आगंतुक को याद रखता है। आपका ब्राउज़र `sessionid` कुकी में केवल एक कुंजी रखता है; आपका डेटा सर्वर पर `django_session` की एक हस्ताक्षरित पंक्ति में रहता है।',
    durable_objects:
      'सत्र एक पृष्ठ से दूसरे पृष्ठ तक आगंतुक को याद रखता है। आपका ब्राउज़र `sessionid` कुकी में केवल एक कुंजी रखता है; आपका डेटा सर्वर पर हस्ताक्षर के साथ एक Durable Object में रहता है।',
    signed_cookies:
      'सत्र एक पृष्ठ से दूसरे पृष्ठ तक आगंतुक को याद रखता है। आपका डेटा आपके ब्राउज़र की `sessionid` कुकी में हस्ताक्षर के साथ है। यह साइट कुछ नहीं रखती।',
  },
  install: 'इसे इंस्टॉल करें',
  setOne: 'सत्र सेट करें',
  readBack: 'इसे वापस पढ़ें',
  loop: 'सत्र की यात्रा',
  here: 'आप यहाँ हैं',
  steps: {
    set: 'सेट करें',
    setText: "एक पृष्ठ `name = 'Ankit'` सहेजता है।",
    row: {
      db: 'तालिका में पंक्ति',
      durable_objects: 'एक Durable Object',
      signed_cookies: 'हस्ताक्षर',
    },
    rowText: {
      db: 'यह एक यादृच्छिक कुंजी के साथ हस्ताक्षरित पंक्ति बनती है।',
      durable_objects: 'यह एक यादृच्छिक कुंजी के साथ हस्ताक्षरित होकर सहेजा जाता है।',
      signed_cookies: 'डेटा पर हस्ताक्षर होता है, ताकि कोई उसे बदल न सके।',
    },
    cookie: 'ब्राउज़र में कुकी',
    cookieText: {
      db: 'ब्राउज़र हर पृष्ठ के साथ कुंजी भेजता है।',
      durable_objects: 'ब्राउज़र हर पृष्ठ के साथ कुंजी भेजता है।',
      signed_cookies: 'ब्राउज़र हर पृष्ठ के साथ डेटा भेजता है।',
    },
    expires: (time) => `${time} बाद समाप्त`,
    expiresText: {
      db: 'कुकी मिट जाती है, और पंक्ति अब मान्य नहीं रहती।',
      durable_objects: 'कुकी मिट जाती है, और Object अपना डेटा मिटा देता है।',
      signed_cookies: 'कुकी मिट जाती है, और उसके साथ डेटा भी।',
    },
  },
  code: 'Django और Hono में वही कोड',
  yours: 'आपका सत्र',
  none: (time) => `आपका अभी कोई सत्र नहीं है। एक सेट करें: वह ${time} चलता है।`,
  key: 'कुंजी',
  dataCaption: 'आपके सत्र का डेटा',
  name: 'नाम',
  value: 'मान',
  empty: 'आपके सत्र में कोई डेटा नहीं है।',
  more: 'बाकी निरीक्षण पृष्ठ पर है।',
  examples: 'उदाहरण',
  cart: 'कार्ट',
  cartText: 'दो विंडो एक ही समय एक सत्र बदलती हैं, और कोई बदलाव नहीं खोता।',
  preferences: 'प्राथमिकताएँ',
  preferencesText: 'हर पृष्ठ के रंग और भाषा, सत्र में रखे हुए।',
  account: 'खाता',
  accountText: 'साइन इन करें, दूसरे ब्राउज़रों में अपने सत्र देखें और उन्हें समाप्त करें।',
}

/** The phrases of the home page. */
export const home: Translations<Phrases<typeof en>> = { en, de, hi }
