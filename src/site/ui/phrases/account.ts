import type { Phrases, Translations } from '../language.ts'

const en = {
  title: 'Account',
  signInTitle: 'Sign in',
  notSignedIn: 'Not signed in',
  demo: 'Demo accounts',
  anyone: "Anyone can sign in with these accounts. Don't enter a password of your own.",
  passwordIs: (password: string) => `Password \`${password}\``,
  signInAs: (username: string) => `Sign in as ${username}`,
  orType: 'Or type a name and a password',
  username: 'Username',
  password: 'Password',
  signIn: 'Sign in',
  wrong: 'Wrong username or password.',
  lost: 'Your session was ended or has expired. Sign in again.',
  signedOut: {
    db: "You are signed out. Your session's row was deleted.",
    durable_objects: 'You are signed out. Your session was deleted.',
    signed_cookies: 'You are signed out. Your browser has deleted the session.',
  },
  offTitle: 'Demo accounts are turned off',
  offDjango:
    'Sign in on the Django site that shares this database: you are then signed in here too.',
  off: 'To turn them on, set `DEMO_ACCOUNTS = true` under `[vars]` in `wrangler.toml`. Their passwords are public.',
  welcome: (username: string, life: string) =>
    `Welcome, ${username}. Your session lives for ${life} from its last change.`,
  youAre: 'You are signed in as',
  signOut: 'Sign out',
  sessions: 'Your sessions',
  about:
    'There is one for each browser you are signed in with. If you end the session of another browser, that browser is signed out on its next page.',
  cut: (shown: number, total: number) => `Showing ${shown} of ${total}.`,
  thisBrowser: 'This browser',
  unknownDevice: 'Unknown device',
  device: (browser: string, system: string) => `${browser} on ${system}`,
  columns: {
    device: 'Device',
    signedIn: 'Signed in',
    active: 'Last active',
    expires: 'Expires',
    end: 'End',
  },
  unknown: 'unknown',
  end: 'End',
  endSession: (device: string) => `End session: ${device}`,
  endOwn: 'End this session',
  endOthers: 'End all other sessions',
  endOthersTitle: 'End all other sessions?',
  endOthersEffect: (count: number) =>
    count === 1
      ? 'One other browser is signed out with its next request. This browser stays signed in.'
      : `${count} other browsers are signed out with their next request. This browser stays signed in.`,
  cancel: 'Cancel',
  ended: 'Session ended.',
  endedMany: (count: number) => (count === 1 ? 'Ended 1 session.' : `Ended ${count} sessions.`),
  gone: 'That session does not exist any more.',
}

const de: Phrases<typeof en> = {
  title: 'Konto',
  signInTitle: 'Anmelden',
  notSignedIn: 'Nicht angemeldet',
  demo: 'Demokonten',
  anyone: 'Jeder kann sich mit diesen Konten anmelden. Geben Sie kein eigenes Passwort ein.',
  passwordIs: (password) => `Passwort \`${password}\``,
  signInAs: (username) => `Als ${username} anmelden`,
  orType: 'Oder Name und Passwort eingeben',
  username: 'Benutzername',
  password: 'Passwort',
  signIn: 'Anmelden',
  wrong: 'Falscher Benutzername oder falsches Passwort.',
  lost: 'Ihre Sitzung wurde beendet oder ist abgelaufen. Melden Sie sich erneut an.',
  signedOut: {
    db: 'Sie sind abgemeldet. Die Zeile Ihrer Sitzung wurde gelöscht.',
    durable_objects: 'Sie sind abgemeldet. Ihre Sitzung wurde gelöscht.',
    signed_cookies: 'Sie sind abgemeldet. Ihr Browser hat die Sitzung gelöscht.',
  },
  offTitle: 'Die Demokonten sind abgeschaltet',
  offDjango:
    'Melden Sie sich auf der Django-Website an, die diese Datenbank mitbenutzt: Dann sind Sie auch hier angemeldet.',
  off: 'Setzen Sie `DEMO_ACCOUNTS = true` unter `[vars]` in `wrangler.toml`, um sie einzuschalten. Ihre Passwörter sind öffentlich.',
  welcome: (username, life) =>
    `Willkommen, ${username}. Ihre Sitzung dauert ${life} ab der letzten Änderung.`,
  youAre: 'Sie sind angemeldet als',
  signOut: 'Abmelden',
  sessions: 'Ihre Sitzungen',
  about:
    'Jeder Browser, mit dem Sie angemeldet sind, hat eine. Beenden Sie die eines anderen Browsers, dann ist er ab seiner nächsten Seite abgemeldet.',
  cut: (shown, total) => `${shown} von ${total} werden angezeigt.`,
  thisBrowser: 'Dieser Browser',
  unknownDevice: 'Unbekanntes Gerät',
  device: (browser, system) => `${browser} auf ${system}`,
  columns: {
    device: 'Gerät',
    signedIn: 'Angemeldet',
    active: 'Zuletzt aktiv',
    expires: 'Läuft ab',
    end: 'Beenden',
  },
  unknown: 'unbekannt',
  end: 'Beenden',
  endSession: (device) => `Sitzung beenden: ${device}`,
  endOwn: 'Diese Sitzung beenden',
  endOthers: 'Alle anderen Sitzungen beenden',
  endOthersTitle: 'Alle anderen Sitzungen beenden?',
  endOthersEffect: (count) =>
    count === 1
      ? 'Ein anderer Browser ist mit seiner nächsten Anfrage abgemeldet. Dieser Browser bleibt angemeldet.'
      : `${count} andere Browser sind mit ihrer nächsten Anfrage abgemeldet. Dieser Browser bleibt angemeldet.`,
  cancel: 'Abbrechen',
  ended: 'Die Sitzung wurde beendet.',
  endedMany: (count) =>
    count === 1 ? '1 Sitzung wurde beendet.' : `${count} Sitzungen wurden beendet.`,
  gone: 'Diese Sitzung gibt es nicht mehr.',
}

const hi: Phrases<typeof en> = {
  title: 'खाता',
  signInTitle: 'साइन इन करें',
  notSignedIn: 'साइन इन नहीं हुआ',
  demo: 'डेमो खाते',
  anyone: 'इन खातों से कोई भी साइन इन कर सकता है। अपना कोई पासवर्ड दर्ज न करें।',
  passwordIs: (password) => `पासवर्ड \`${password}\``,
  signInAs: (username) => `${username} के रूप में साइन इन करें`,
  orType: 'या नाम और पासवर्ड दर्ज करें',
  username: 'उपयोगकर्ता नाम',
  password: 'पासवर्ड',
  signIn: 'साइन इन करें',
  wrong: 'ग़लत उपयोगकर्ता नाम या पासवर्ड।',
  lost: 'आपका सत्र समाप्त कर दिया गया या उसकी अवधि पूरी हो गई। फिर से साइन इन करें।',
  signedOut: {
    db: 'आप साइन आउट हो गए हैं। आपके सत्र की पंक्ति हटा दी गई।',
    durable_objects: 'आप साइन आउट हो गए हैं। आपका सत्र हटा दिया गया।',
    signed_cookies: 'आप साइन आउट हो गए हैं। आपके ब्राउज़र ने सत्र हटा दिया।',
  },
  offTitle: 'डेमो खाते बंद हैं',
  offDjango: 'इस डेटाबेस को साझा करने वाली Django साइट पर साइन इन करें: तब आप यहाँ भी साइन इन होंगे।',
  off: 'इन्हें चालू करने के लिए `wrangler.toml` में `[vars]` के नीचे `DEMO_ACCOUNTS = true` लिखें। इनके पासवर्ड सार्वजनिक हैं।',
  welcome: (username, life) => `स्वागत है, ${username}। आपका सत्र अंतिम बदलाव से ${life} तक चलता है।`,
  youAre: 'आप इस नाम से साइन इन हैं:',
  signOut: 'साइन आउट करें',
  sessions: 'आपके सत्र',
  about:
    'जिस हर ब्राउज़र से आप साइन इन हैं उसका एक सत्र है। किसी दूसरे ब्राउज़र का सत्र समाप्त करें, तो वह अगले पृष्ठ से साइन आउट हो जाएगा।',
  cut: (shown, total) => `${total} में से ${shown} दिखाए गए हैं।`,
  thisBrowser: 'यह ब्राउज़र',
  unknownDevice: 'अज्ञात उपकरण',
  device: (browser, system) => `${system} पर ${browser}`,
  columns: {
    device: 'उपकरण',
    signedIn: 'साइन इन',
    active: 'अंतिम गतिविधि',
    expires: 'समाप्ति',
    end: 'समाप्त करें',
  },
  unknown: 'अज्ञात',
  end: 'समाप्त करें',
  endSession: (device) => `सत्र समाप्त करें: ${device}`,
  endOwn: 'यह सत्र समाप्त करें',
  endOthers: 'बाक़ी सभी सत्र समाप्त करें',
  endOthersTitle: 'बाक़ी सभी सत्र समाप्त करें?',
  endOthersEffect: (count) =>
    `${count} अन्य ब्राउज़र अगले अनुरोध पर साइन आउट हो जाएँगे। यह ब्राउज़र साइन इन रहेगा।`,
  cancel: 'रद्द करें',
  ended: 'सत्र समाप्त किया गया।',
  endedMany: (count) => `${count} सत्र समाप्त किए गए।`,
  gone: 'वह सत्र अब मौजूद नहीं है।',
}

/** The phrases of `/account/`. */
export const account: Translations<Phrases<typeof en>> = { en, de, hi }
