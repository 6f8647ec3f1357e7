import type { Phrases, Translations } from '../language.ts'

const en = {
  setTitle: 'Session is set',
  getTitle: 'Hello',
  expiredTitle: 'Session has expired',
  saved: {
    db: "Saved {value} in a row of `django_session`. Your browser got that row's key in the `sessionid` cookie.",
    durable_objects:
      "Saved {value} in a Durable Object. Your browser got that object's key in the `sessionid` cookie.",
    signed_cookies: 'Saved {value} in the `sessionid` cookie of your browser, signed.',
  },
  bothExpire: (time: string) => `Both expire in ${time}.`,
  itExpires: (time: string) => `It expires in ${time}.`,
  browserKeeps: '1 Your browser keeps the cookie',
  siteKeeps: {
    db: '2 The table keeps the row',
    durable_objects: '2 The Durable Object keeps the data',
    signed_cookies: '2 The cookie keeps the data',
  },
  siteKeepsText: {
    db: 'The key in the cookie and the key of the row are the same. Nothing but the key travels to your browser.',
    durable_objects:
      'The key in the cookie names the Durable Object. Nothing but the key travels to your browser.',
    signed_cookies:
      'The whole session travels in the cookie. The signature stops changes, but anyone can read it.',
  },
  readNext: 'Read it on the next page',
  inspect: 'Inspect',
  ownName: 'Try your own name',
  name: 'Name',
  saveName: 'Save name',
  notSavedTitle: 'Name not saved',
  notSaved: 'That name was not saved',
  wrongLength: (max: number, length: number) =>
    `Enter 1 to ${max} characters; yours has ${length}.`,
  farTooLong: (max: number) => `Enter 1 to ${max} characters; yours has far more.`,
  set: 'set',
  readNow: 'read now',
  expires: 'expires',
  readHow: {
    db: 'Your browser sent the key {value}. The row with that key holds `name`.',
    durable_objects:
      'Your browser sent the key {value}. The Durable Object of that key holds `name`.',
    signed_cookies: 'Your browser sent the name itself, signed by this site: {value}.',
  },
  inspectYours: 'Inspect your session',
  reload: 'Reload',
  setAgain: 'Set it again',
  over: {
    db: 'The browser has deleted the cookie. The row stays until `clearsessions` runs, but is no longer valid.',
    durable_objects:
      'The browser has deleted the cookie. The Durable Object deletes its data by itself.',
    signed_cookies: 'The browser has deleted the cookie, and with it the data.',
  },
  noCookie: (time: string) =>
    `Your browser sent no key: none was set, or it was deleted after ${time}, or cookies are blocked.`,
  noRow: {
    db: 'Your browser sent the key {value}, but no unexpired row has it.',
    durable_objects: 'Your browser sent the key {value}, but no unexpired Durable Object has it.',
    signed_cookies:
      'Your browser sent the session {value}, but it has expired or was not signed by this site.',
  },
  noName: 'Your session is alive, but holds no `name`.',
  setOne: 'Set a session',
  keptBy: {
    cart: (time: string) => `Your cart keeps this session alive for ${time}.`,
    account: (time: string) => `Your sign-in keeps this session alive for ${time}.`,
    preferences: (time: string) => `Your preferences keep this session alive for ${time}.`,
    other: (time: string) => `Another page keeps this session alive for ${time}.`,
  },
  freshEffect: 'A fresh session empties your cart, forgets your preferences and signs you out.',
  startFresh: (time: string) => `Start a fresh session of ${time}`,
}

const de: Phrases<typeof en> = {
  setTitle: 'Die Sitzung ist angelegt',
  getTitle: 'Hallo',
  expiredTitle: 'Die Sitzung ist abgelaufen',
  saved: {
    db: '{value} ist in einer Zeile von `django_session` gespeichert. Ihr Browser hat den Schlüssel dieser Zeile im Cookie `sessionid` bekommen.',
    durable_objects:
      '{value} ist in einem Durable Object gespeichert. Ihr Browser hat dessen Schlüssel im Cookie `sessionid` bekommen.',
    signed_cookies: '{value} ist im Cookie `sessionid` Ihres Browsers gespeichert, signiert.',
  },
  bothExpire: (time) => `Beide laufen ab; es bleiben ${time}.`,
  itExpires: (time) => `Es läuft ab; es bleiben ${time}.`,
  browserKeeps: '1 Ihr Browser behält das Cookie',
  siteKeeps: {
    db: '2 Die Tabelle behält die Zeile',
    durable_objects: '2 Das Durable Object behält die Daten',
    signed_cookies: '2 Das Cookie behält die Daten',
  },
  siteKeepsText: {
    db: 'Der Schlüssel im Cookie und der Schlüssel der Zeile sind derselbe. Nur der Schlüssel geht an Ihren Browser.',
    durable_objects:
      'Der Schlüssel im Cookie benennt das Durable Object. Nur der Schlüssel geht an Ihren Browser.',
    signed_cookies:
      'Die ganze Sitzung reist im Cookie. Die Signatur verhindert Änderungen, aber lesen kann es jeder.',
  },
  readNext: 'Auf der nächsten Seite lesen',
  inspect: 'Untersuchen',
  ownName: 'Mit Ihrem eigenen Namen',
  name: 'Name',
  saveName: 'Namen speichern',
  notSavedTitle: 'Name nicht gespeichert',
  notSaved: 'Dieser Name wurde nicht gespeichert',
  wrongLength: (max, length) => `Geben Sie 1 bis ${max} Zeichen ein; Ihrer hat ${length}.`,
  farTooLong: (max) => `Geben Sie 1 bis ${max} Zeichen ein; Ihrer hat weit mehr.`,
  set: 'angelegt',
  readNow: 'jetzt gelesen',
  expires: 'läuft ab',
  readHow: {
    db: 'Ihr Browser hat den Schlüssel {value} gesendet. Die Zeile mit diesem Schlüssel enthält `name`.',
    durable_objects:
      'Ihr Browser hat den Schlüssel {value} gesendet. Das Durable Object dieses Schlüssels enthält `name`.',
    signed_cookies:
      'Ihr Browser hat den Namen selbst gesendet, signiert von dieser Seite: {value}.',
  },
  inspectYours: 'Ihre Sitzung untersuchen',
  reload: 'Neu laden',
  setAgain: 'Neu anlegen',
  over: {
    db: 'Der Browser hat das Cookie gelöscht. Die Zeile bleibt, bis `clearsessions` läuft, ist aber nicht mehr gültig.',
    durable_objects:
      'Der Browser hat das Cookie gelöscht. Das Durable Object löscht seine Daten von selbst.',
    signed_cookies: 'Der Browser hat das Cookie gelöscht, und mit ihm die Daten.',
  },
  noCookie: (time) =>
    `Ihr Browser hat keinen Schlüssel gesendet: Es wurde keiner angelegt, oder er war abgelaufen (Lebensdauer: ${time}), oder Cookies sind gesperrt.`,
  noRow: {
    db: 'Ihr Browser hat den Schlüssel {value} gesendet, aber keine gültige Zeile hat ihn.',
    durable_objects:
      'Ihr Browser hat den Schlüssel {value} gesendet, aber kein gültiges Durable Object hat ihn.',
    signed_cookies:
      'Ihr Browser hat die Sitzung {value} gesendet, aber sie ist abgelaufen oder nicht von dieser Seite signiert.',
  },
  noName: 'Ihre Sitzung lebt, enthält aber keinen `name`.',
  setOne: 'Eine Sitzung anlegen',
  keptBy: {
    cart: (time) => `Ihr Warenkorb hält diese Sitzung ${time} am Leben.`,
    account: (time) => `Ihre Anmeldung hält diese Sitzung ${time} am Leben.`,
    preferences: (time) => `Ihre Einstellungen halten diese Sitzung ${time} am Leben.`,
    other: (time) => `Eine andere Seite hält diese Sitzung ${time} am Leben.`,
  },
  freshEffect:
    'Eine frische Sitzung leert Ihren Warenkorb, vergisst Ihre Einstellungen und meldet Sie ab.',
  startFresh: (time) => `Frische Sitzung beginnen (${time})`,
}

const hi: Phrases<typeof en> = {
  setTitle: 'सत्र सेट है',
  getTitle: 'नमस्ते',
  expiredTitle: 'सत्र समाप्त हो गया है',
  saved: {
    db: '{value} को `django_session` की एक पंक्ति में सहेजा गया। आपके ब्राउज़र को उस पंक्ति की कुंजी `sessionid` कुकी में मिली।',
    durable_objects:
      '{value} को एक Durable Object में सहेजा गया। आपके ब्राउज़र को उसकी कुंजी `sessionid` कुकी में मिली।',
    signed_cookies: '{value} को आपके ब्राउज़र की `sessionid` कुकी में हस्ताक्षर के साथ सहेजा गया।',
  },
  bothExpire: (time) => `दोनों ${time} में समाप्त होंगे।`,
  itExpires: (time) => `यह ${time} में समाप्त होगी।`,
  browserKeeps: '1 आपका ब्राउज़र कुकी रखता है',
  siteKeeps: {
    db: '2 तालिका पंक्ति रखती है',
    durable_objects: '2 Durable Object डेटा रखता है',
    signed_cookies: '2 कुकी डेटा रखती है',
  },
  siteKeepsText: {
    db: 'कुकी की कुंजी और पंक्ति की कुंजी एक ही हैं। आपके ब्राउज़र तक केवल कुंजी जाती है।',
    durable_objects: 'कुकी की कुंजी Durable Object का नाम है। आपके ब्राउज़र तक केवल कुंजी जाती है।',
    signed_cookies: 'पूरा सत्र कुकी में चलता है। हस्ताक्षर बदलाव रोकता है, पर इसे कोई भी पढ़ सकता है।',
  },
  readNext: 'अगले पृष्ठ पर पढ़ें',
  inspect: 'निरीक्षण',
  ownName: 'अपना नाम आज़माएँ',
  name: 'नाम',
  saveName: 'नाम सहेजें',
  notSavedTitle: 'नाम सहेजा नहीं गया',
  notSaved: 'वह नाम सहेजा नहीं गया',
  wrongLength: (max, length) => `1 से ${max} वर्ण लिखें; आपके नाम में ${length} हैं।`,
  farTooLong: (max) => `1 से ${max} वर्ण लिखें; आपके नाम में बहुत अधिक हैं।`,
  set: 'सेट किया',
  readNow: 'अभी पढ़ा',
  expires: 'समाप्ति',
  readHow: {
    db: 'आपके ब्राउज़र ने कुंजी {value} भेजी। उस कुंजी वाली पंक्ति में `name` है।',
    durable_objects: 'आपके ब्राउज़र ने कुंजी {value} भेजी। उस कुंजी के Durable Object में `name` है।',
    signed_cookies: 'आपके ब्राउज़र ने नाम ही भेजा, इस साइट के हस्ताक्षर के साथ: {value}।',
  },
  inspectYours: 'अपने सत्र का निरीक्षण करें',
  reload: 'फिर से लोड करें',
  setAgain: 'फिर से सेट करें',
  over: {
    db: 'ब्राउज़र ने कुकी मिटा दी है। पंक्ति `clearsessions` तक रहती है, पर अब मान्य नहीं है।',
    durable_objects: 'ब्राउज़र ने कुकी मिटा दी है। Durable Object अपना डेटा स्वयं मिटाता है।',
    signed_cookies: 'ब्राउज़र ने कुकी मिटा दी है, और उसके साथ डेटा भी।',
  },
  noCookie: (time) =>
    `आपके ब्राउज़र ने कोई कुंजी नहीं भेजी: कोई सेट नहीं हुई, या वह ${time} बाद मिट गई, या कुकी अवरुद्ध हैं।`,
  noRow: {
    db: 'आपके ब्राउज़र ने कुंजी {value} भेजी, पर किसी मान्य पंक्ति में वह नहीं है।',
    durable_objects: 'आपके ब्राउज़र ने कुंजी {value} भेजी, पर किसी मान्य Durable Object में वह नहीं है।',
    signed_cookies:
      'आपके ब्राउज़र ने सत्र {value} भेजा, पर वह समाप्त हो गया है या इस साइट ने उस पर हस्ताक्षर नहीं किए।',
  },
  noName: 'आपका सत्र जीवित है, पर उसमें `name` नहीं है।',
  setOne: 'सत्र सेट करें',
  keptBy: {
    cart: (time) => `आपका कार्ट इस सत्र को ${time} तक सक्रिय रखता है।`,
    account: (time) => `आपका साइन-इन इस सत्र को ${time} तक सक्रिय रखता है।`,
    preferences: (time) => `आपकी प्राथमिकताएँ इस सत्र को ${time} तक सक्रिय रखती हैं।`,
    other: (time) => `कोई दूसरा पृष्ठ इस सत्र को ${time} तक सक्रिय रखता है।`,
  },
  freshEffect: 'नया सत्र आपका कार्ट खाली करता है, प्राथमिकताएँ भूल जाता है और आपको साइन आउट करता है।',
  startFresh: (time) => `${time} का नया सत्र शुरू करें`,
}

/** The phrases of the tutorial's two pages. */
export const tutorial: Translations<Phrases<typeof en>> = { en, de, hi }
