import type { Phrases, Translations } from '../language.ts'

const en = {
  title: 'Inspect',
  heading: 'Inside your session',
  shownBy: {
    db: "Your own session, as your browser's tools and a database browser show it. Keys and other secrets are shown in part only.",
    durable_objects:
      "Your own session, as your browser's tools and its Durable Object show it. Keys and other secrets are shown in part only.",
    signed_cookies:
      "Your own session, as your browser's tools show it. Keys and other secrets are shown in part only.",
  },
  cookies: 'In your browser: request cookies',
  row: {
    db: 'In the table: your row',
    durable_objects: 'In a Durable Object: your session',
    signed_cookies: 'In your cookie: all of it',
  },
  room: (characters: number, max: number) =>
    `${characters} characters. A cookie has room for ${max}, including its name.`,
  decoder: 'What `session_data` contains',
  payloadText: 'Base64 of the JSON below. Encoded, not encrypted: anyone can read it.',
  compressedText: 'Compressed JSON, then Base64. Encoded, not encrypted: anyone can read it.',
  plainSize: (json: number, base64: number) =>
    `Not compressed: ${json} bytes of JSON, ${base64} characters of Base64.`,
  compressedSize: (json: number, packed: number, base64: number) =>
    `Compressed: ${json} bytes of JSON in ${packed} bytes, ${base64} characters of Base64.`,
  size: (base64: number, packed: number) => `${base64} characters of Base64, ${packed} bytes.`,
  notRead: 'Not read, because the signature is wrong: this session counts as empty.',
  notReadable: 'Signed, but not readable: this session counts as empty.',
  savedAgo: (ago: string) => `Saved ${ago}: seconds since 1970 in base 62.`,
  noTimestamp: 'Not a time in base 62.',
  valid: 'Valid: signed with the current SECRET_KEY',
  validFallback: (number: number) =>
    `Valid: signed with fallback key ${number}. The next save signs it with the current one`,
  invalid: 'Not valid: no known key produced it. The data was changed or damaged',
  changeHeading: 'Change one letter',
  changeText: 'See what happens to a copy. Your own session stays as it is.',
  change: {
    payload: 'In the payload',
    timestamp: 'In the timestamp',
    signature: 'In the signature',
  },
  changed: (from: string, to: string) => `Changed the letter ${from} to ${to}:`,
  changedResult: 'The signature no longer matches, so the session counts as empty.',
  changedStill: 'Not valid, as before.',
  nothing: 'You have no session, so there is nothing to inspect.',
  setOne: 'Set a session',
  liveOn: 'Refresh every 5 seconds',
  liveOff: 'Stop refreshing',
  isLive: 'This page refreshes every 5 seconds.',
  setAgain: 'Set it again',
  keepsOn: 'What you see below is what was stored when this page was loaded.',
}

const de: Phrases<typeof en> = {
  title: 'Untersuchen',
  heading: 'Das Innere Ihrer Sitzung',
  shownBy: {
    db: 'Ihre eigene Sitzung, wie die Werkzeuge Ihres Browsers und ein Datenbankprogramm sie zeigen. Schlüssel und andere Geheimnisse sind gekürzt.',
    durable_objects:
      'Ihre eigene Sitzung, wie die Werkzeuge Ihres Browsers und ihr Durable Object sie zeigen. Schlüssel und andere Geheimnisse sind gekürzt.',
    signed_cookies:
      'Ihre eigene Sitzung, wie die Werkzeuge Ihres Browsers sie zeigen. Schlüssel und andere Geheimnisse sind gekürzt.',
  },
  cookies: 'In Ihrem Browser: gesendete Cookies',
  row: {
    db: 'In der Tabelle: Ihre Zeile',
    durable_objects: 'In einem Durable Object: Ihre Sitzung',
    signed_cookies: 'In Ihrem Cookie: alles',
  },
  room: (characters, max) =>
    `${characters} Zeichen. Ein Cookie hat Platz für ${max}, einschließlich seines Namens.`,
  decoder: 'Der Inhalt von `session_data`',
  payloadText: 'Base64 des JSON hier unten. Kodiert, nicht verschlüsselt: Jeder kann es lesen.',
  compressedText:
    'Komprimiertes JSON, dann Base64. Kodiert, nicht verschlüsselt: Jeder kann es lesen.',
  plainSize: (json, base64) => `Nicht komprimiert: ${json} Bytes JSON, ${base64} Zeichen Base64.`,
  compressedSize: (json, packed, base64) =>
    `Komprimiert: ${json} Bytes JSON in ${packed} Bytes, ${base64} Zeichen Base64.`,
  size: (base64, packed) => `${base64} Zeichen Base64, ${packed} Bytes.`,
  notRead: 'Nicht gelesen, weil die Signatur falsch ist: Diese Sitzung gilt als leer.',
  notReadable: 'Signiert, aber nicht lesbar: Diese Sitzung gilt als leer.',
  savedAgo: (ago) => `Gespeichert ${ago}: Sekunden seit 1970 zur Basis 62.`,
  noTimestamp: 'Keine Zeit zur Basis 62.',
  valid: 'Gültig: signiert mit dem jetzigen SECRET_KEY',
  validFallback: (number) =>
    `Gültig: signiert mit dem älteren Schlüssel ${number}. Das nächste Speichern signiert mit dem jetzigen`,
  invalid:
    'Ungültig: Kein bekannter Schlüssel hat sie erzeugt. Die Daten wurden verändert oder beschädigt',
  changeHeading: 'Einen Buchstaben ändern',
  changeText: 'Sehen Sie, was mit einer Kopie geschieht. Ihre Sitzung bleibt unverändert.',
  change: {
    payload: 'In den Nutzdaten',
    timestamp: 'Im Zeitstempel',
    signature: 'In der Signatur',
  },
  changed: (from, to) => `Der Buchstabe ${from} wurde zu ${to}:`,
  changedResult: 'Die Signatur passt nicht mehr, also gilt die Sitzung als leer.',
  changedStill: 'Ungültig, wie zuvor.',
  nothing: 'Sie haben keine Sitzung, also gibt es nichts zu untersuchen.',
  setOne: 'Eine Sitzung anlegen',
  liveOn: 'Alle 5 Sekunden neu laden',
  liveOff: 'Nicht mehr neu laden',
  isLive: 'Diese Seite lädt alle 5 Sekunden neu.',
  setAgain: 'Neu anlegen',
  keepsOn: 'Unten steht, was beim Laden dieser Seite gespeichert war.',
}

const hi: Phrases<typeof en> = {
  title: 'निरीक्षण',
  heading: 'आपके सत्र के भीतर',
  shownBy: {
    db: 'आपका अपना सत्र, जैसा आपके ब्राउज़र के टूल और डेटाबेस ब्राउज़र उसे दिखाते हैं। कुंजियाँ और अन्य गोपनीय मान केवल आंशिक रूप से दिखते हैं।',
    durable_objects:
      'आपका अपना सत्र, जैसा आपके ब्राउज़र के टूल और उसका Durable Object उसे दिखाते हैं। कुंजियाँ और अन्य गोपनीय मान केवल आंशिक रूप से दिखते हैं।',
    signed_cookies:
      'आपका अपना सत्र, जैसा आपके ब्राउज़र के टूल उसे दिखाते हैं। कुंजियाँ और अन्य गोपनीय मान केवल आंशिक रूप से दिखते हैं।',
  },
  cookies: 'आपके ब्राउज़र में: अनुरोध की कुकी',
  row: {
    db: 'तालिका में: आपकी पंक्ति',
    durable_objects: 'एक Durable Object में: आपका सत्र',
    signed_cookies: 'आपकी कुकी में: सब कुछ',
  },
  room: (characters, max) => `${characters} वर्ण। नाम सहित एक कुकी में ${max} की जगह होती है।`,
  decoder: '`session_data` में क्या है',
  payloadText: 'नीचे के JSON का Base64। एन्कोड किया हुआ, एन्क्रिप्ट नहीं: कोई भी पढ़ सकता है।',
  compressedText: 'संपीड़ित JSON, फिर Base64। एन्कोड किया हुआ, एन्क्रिप्ट नहीं: कोई भी पढ़ सकता है।',
  plainSize: (json, base64) => `संपीड़ित नहीं: JSON के ${json} बाइट, Base64 के ${base64} वर्ण।`,
  compressedSize: (json, packed, base64) =>
    `संपीड़ित: ${packed} बाइट में JSON के ${json} बाइट, Base64 के ${base64} वर्ण।`,
  size: (base64, packed) => `Base64 के ${base64} वर्ण, ${packed} बाइट।`,
  notRead: 'नहीं पढ़ा गया, क्योंकि हस्ताक्षर गलत है: यह सत्र खाली माना जाता है।',
  notReadable: 'हस्ताक्षरित, पर पढ़ने योग्य नहीं: यह सत्र खाली माना जाता है।',
  savedAgo: (ago) => `${ago} सहेजा गया: 1970 से सेकंड, आधार 62 में।`,
  noTimestamp: 'आधार 62 में कोई समय नहीं।',
  valid: 'मान्य: वर्तमान SECRET_KEY से हस्ताक्षरित',
  validFallback: (number) =>
    `मान्य: पुरानी कुंजी ${number} से हस्ताक्षरित। अगली बार सहेजने पर वर्तमान कुंजी से हस्ताक्षर होगा`,
  invalid: 'अमान्य: किसी ज्ञात कुंजी ने इसे नहीं बनाया। डेटा बदला गया या बिगड़ गया',
  changeHeading: 'एक अक्षर बदलें',
  changeText: 'देखें कि एक प्रति के साथ क्या होता है। आपका अपना सत्र वैसा ही रहता है।',
  change: { payload: 'पेलोड में', timestamp: 'समय-चिह्न में', signature: 'हस्ताक्षर में' },
  changed: (from, to) => `अक्षर ${from} को ${to} में बदला:`,
  changedResult: 'हस्ताक्षर अब मेल नहीं खाता, इसलिए सत्र खाली माना जाता है।',
  changedStill: 'अमान्य, पहले की तरह।',
  nothing: 'आपका कोई सत्र नहीं है, इसलिए निरीक्षण के लिए कुछ नहीं है।',
  setOne: 'सत्र सेट करें',
  liveOn: 'हर 5 सेकंड में ताज़ा करें',
  liveOff: 'ताज़ा करना रोकें',
  isLive: 'यह पृष्ठ हर 5 सेकंड में ताज़ा होता है।',
  setAgain: 'फिर से सेट करें',
  keepsOn: 'नीचे वह है जो इस पृष्ठ के लोड होने पर संगृहीत था।',
}

/** The phrases of the page that shows what a session consists of. */
export const inspect: Translations<Phrases<typeof en>> = { en, de, hi }
