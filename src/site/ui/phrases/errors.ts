import type { Phrases, Translations } from '../language.ts'

const en = {
  notFound: { title: 'Not found', heading: 'Page not found' },
  failed: {
    heading: 'Something went wrong',
    text: 'Something failed on our side and was logged. Your last change may not have been saved.',
  },
  bodyTooLarge: {
    heading: 'Too much data',
    text: 'The form you sent is larger than 2.5 MB, so nothing was saved.',
  },
  tooManyFields: {
    heading: 'Too many form fields',
    text: 'The form you sent has more than 1,000 fields, so nothing was saved.',
  },
  sessionTooLarge: {
    heading: 'Too much data for one session',
    text: 'Your session cannot hold that much, so this change was not saved.',
  },
  interrupted: {
    heading: 'Your session has ended',
    text: 'You signed in or out in another tab or window while this request was running, so its changes were not saved.',
  },
  refused: {
    heading: 'Please send that again',
    text: 'We could not verify that this form came from you, so nothing changed (CSRF check). The usual causes:',
    otherTab: 'You signed in or out in another tab. Open the form again and send it once more.',
    noCookies: 'Your browser blocks cookies for this site. Forms need them.',
  },
  again: 'Try again',
  home: 'Go to the home page',
  backTo: {
    name: 'Back to the name',
    cart: 'Back to the cart',
    preferences: 'Back to your preferences',
    account: 'Back to your account',
    sessions: 'Back to the list of sessions',
  },
}

const de: Phrases<typeof en> = {
  notFound: { title: 'Nicht gefunden', heading: 'Seite nicht gefunden' },
  failed: {
    heading: 'Etwas ist schiefgegangen',
    text: 'Bei uns ist ein Fehler aufgetreten, der protokolliert wurde. Ihre letzte Änderung wurde möglicherweise nicht gespeichert.',
  },
  bodyTooLarge: {
    heading: 'Zu viele Daten',
    text: 'Das gesendete Formular ist größer als 2,5 MB, darum wurde nichts gespeichert.',
  },
  tooManyFields: {
    heading: 'Zu viele Formularfelder',
    text: 'Das gesendete Formular hat mehr als 1.000 Felder, darum wurde nichts gespeichert.',
  },
  sessionTooLarge: {
    heading: 'Zu viele Daten für eine Sitzung',
    text: 'So viel fasst Ihre Sitzung nicht, darum wurde diese Änderung nicht gespeichert.',
  },
  interrupted: {
    heading: 'Ihre Sitzung ist beendet',
    text: 'Sie haben sich in einem anderen Tab oder Fenster an- oder abgemeldet, während diese Anfrage lief. Darum wurden ihre Änderungen nicht gespeichert.',
  },
  refused: {
    heading: 'Bitte senden Sie das noch einmal',
    text: 'Wir konnten nicht prüfen, ob dieses Formular von Ihnen kam, darum hat sich nichts geändert (CSRF-Prüfung). Die üblichen Ursachen:',
    otherTab:
      'Sie haben sich in einem anderen Tab an- oder abgemeldet. Öffnen Sie das Formular neu und senden Sie es noch einmal.',
    noCookies: 'Ihr Browser blockiert Cookies für diese Website. Formulare brauchen sie.',
  },
  again: 'Erneut versuchen',
  home: 'Zur Startseite',
  backTo: {
    name: 'Zurück zum Namen',
    cart: 'Zurück zum Warenkorb',
    preferences: 'Zurück zu Ihren Einstellungen',
    account: 'Zurück zu Ihrem Konto',
    sessions: 'Zurück zur Liste der Sitzungen',
  },
}

const hi: Phrases<typeof en> = {
  notFound: { title: 'नहीं मिला', heading: 'पृष्ठ नहीं मिला' },
  failed: {
    heading: 'कुछ गड़बड़ हो गई',
    text: 'हमारी ओर कोई त्रुटि हुई, और वह लॉग में दर्ज है। हो सकता है कि आपका पिछला बदलाव सहेजा न गया हो।',
  },
  bodyTooLarge: {
    heading: 'बहुत ज़्यादा डेटा',
    text: 'आपका भेजा फ़ॉर्म 2.5 MB से बड़ा है, इसलिए कुछ भी सहेजा नहीं गया।',
  },
  tooManyFields: {
    heading: 'फ़ॉर्म में बहुत ज़्यादा फ़ील्ड',
    text: 'आपके भेजे फ़ॉर्म में 1,000 से ज़्यादा फ़ील्ड हैं, इसलिए कुछ भी सहेजा नहीं गया।',
  },
  sessionTooLarge: {
    heading: 'एक सत्र के लिए बहुत ज़्यादा डेटा',
    text: 'आपके सत्र में इतना डेटा नहीं आ सकता, इसलिए यह बदलाव सहेजा नहीं गया।',
  },
  interrupted: {
    heading: 'आपका सत्र समाप्त हो गया है',
    text: 'जब यह अनुरोध चल रहा था, आपने किसी दूसरे टैब या विंडो में साइन इन या साइन आउट किया, इसलिए इसके बदलाव सहेजे नहीं गए।',
  },
  refused: {
    heading: 'कृपया इसे फिर से भेजें',
    text: 'हम जाँच नहीं सके कि यह फ़ॉर्म आपने ही भेजा है, इसलिए कुछ नहीं बदला (CSRF जाँच)। आम कारण:',
    otherTab: 'आपने किसी दूसरे टैब में साइन इन या साइन आउट किया। फ़ॉर्म फिर से खोलें और एक बार और भेजें।',
    noCookies: 'आपका ब्राउज़र इस साइट की कुकी रोकता है। फ़ॉर्म को उनकी ज़रूरत है।',
  },
  again: 'फिर से कोशिश करें',
  home: 'मुखपृष्ठ पर जाएँ',
  backTo: {
    name: 'नाम पर वापस जाएँ',
    cart: 'कार्ट पर वापस जाएँ',
    preferences: 'अपनी प्राथमिकताओं पर वापस जाएँ',
    account: 'अपने खाते पर वापस जाएँ',
    sessions: 'सत्रों की सूची पर वापस जाएँ',
  },
}

/** The phrases of the error pages. */
export const errors: Translations<Phrases<typeof en>> = { en, de, hi }
