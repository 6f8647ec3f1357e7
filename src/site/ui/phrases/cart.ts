import type { Phrases, Translations } from '../language.ts'

const en = {
  title: 'Cart',
  intro:
    'Your cart is one value in your session. Two windows can change it at the same time, and neither change is lost: `session.update()` reapplies your change to what the other window saved.',
  yours: 'Your cart',
  empty: 'Your cart is empty.',
  product: 'Product',
  price: 'Unit price',
  quantity: 'Quantity',
  total: 'Total',
  change: 'Change',
  remove: 'Remove',
  emptyCart: 'Empty cart',
  add: 'Add',
  addOf: (name: string) => `Add ${name}`,
  quantityOf: (name: string) => `Quantity of ${name}`,
  changeOf: (name: string) => `Change the quantity of ${name}`,
  removeOf: (name: string) => `Remove ${name}`,
  products: 'Products',
  names: {
    cookie: 'Cookie',
    key: 'Spare key',
    clock: 'Kitchen timer, 30 seconds',
    table: 'Table of one row',
  },
  tryIt: 'Try it: two windows',
  steps: {
    open: 'Open this page in a second window.',
    add: 'Press Add in both, as fast as you can.',
    reload: 'Reload: the cart holds everything that you added in either window.',
  },
  added: (name: string) => `Added ${name}. Your cart is kept for an hour.`,
  changed: (name: string, quantity: number) =>
    `${name}: the quantity is now ${quantity}. Your cart is kept for an hour.`,
  removed: (name: string) => `Removed ${name} from your cart.`,
  noProduct: 'That product does not exist.',
  wrongQuantity: (max: number) => `Enter a quantity from 0 to ${max}.`,
}

const de: Phrases<typeof en> = {
  title: 'Warenkorb',
  intro:
    'Ihr Warenkorb ist ein Wert in Ihrer Sitzung. Zwei Fenster können ihn gleichzeitig ändern, und keine Änderung geht verloren: `session.update()` wendet Ihre Änderung auf das an, was das andere Fenster gespeichert hat.',
  yours: 'Ihr Warenkorb',
  empty: 'Ihr Warenkorb ist leer.',
  product: 'Produkt',
  price: 'Einzelpreis',
  quantity: 'Menge',
  total: 'Summe',
  change: 'Ändern',
  remove: 'Entfernen',
  emptyCart: 'Warenkorb leeren',
  add: 'Hinzufügen',
  addOf: (name) => `${name} hinzufügen`,
  quantityOf: (name) => `Menge von ${name}`,
  changeOf: (name) => `Menge von ${name} ändern`,
  removeOf: (name) => `${name} entfernen`,
  products: 'Produkte',
  names: {
    cookie: 'Keks',
    key: 'Ersatzschlüssel',
    clock: 'Küchenuhr, 30 Sekunden',
    table: 'Tabelle mit einer Zeile',
  },
  tryIt: 'Versuchen Sie es: zwei Fenster',
  steps: {
    open: 'Öffnen Sie diese Seite in einem zweiten Fenster.',
    add: 'Drücken Sie in beiden Hinzufügen, so schnell Sie können.',
    reload: 'Laden Sie neu: Der Warenkorb enthält alles aus beiden Fenstern.',
  },
  added: (name) => `${name} hinzugefügt. Ihr Warenkorb bleibt eine Stunde erhalten.`,
  changed: (name, quantity) =>
    `${name}: Die Menge ist jetzt ${quantity}. Ihr Warenkorb bleibt eine Stunde erhalten.`,
  removed: (name) => `${name} aus Ihrem Warenkorb entfernt.`,
  noProduct: 'Dieses Produkt gibt es nicht.',
  wrongQuantity: (max) => `Geben Sie eine Menge von 0 bis ${max} ein.`,
}

const hi: Phrases<typeof en> = {
  title: 'कार्ट',
  intro:
    'आपका कार्ट आपके सत्र का एक मान है। दो विंडो उसे एक ही समय बदल सकती हैं, और कोई बदलाव नहीं खोता: `session.update()` आपके बदलाव को दूसरी विंडो के सहेजे मान पर फिर से लागू करता है।',
  yours: 'आपका कार्ट',
  empty: 'आपका कार्ट खाली है।',
  product: 'उत्पाद',
  price: 'इकाई मूल्य',
  quantity: 'मात्रा',
  total: 'कुल',
  change: 'बदलें',
  remove: 'हटाएँ',
  emptyCart: 'कार्ट खाली करें',
  add: 'जोड़ें',
  addOf: (name) => `${name} जोड़ें`,
  quantityOf: (name) => `${name} की मात्रा`,
  changeOf: (name) => `${name} की मात्रा बदलें`,
  removeOf: (name) => `${name} हटाएँ`,
  products: 'उत्पाद',
  names: {
    cookie: 'कुकी',
    key: 'अतिरिक्त चाबी',
    clock: 'रसोई टाइमर, 30 सेकंड',
    table: 'एक पंक्ति की तालिका',
  },
  tryIt: 'आज़माएँ: दो विंडो',
  steps: {
    open: 'इस पृष्ठ को दूसरी विंडो में खोलें।',
    add: 'दोनों में जितनी जल्दी हो सके जोड़ें दबाएँ।',
    reload: 'फिर से लोड करें: कार्ट में दोनों विंडो से जोड़ा सब कुछ है।',
  },
  added: (name) => `${name} जोड़ा गया। आपका कार्ट एक घंटे तक रहता है।`,
  changed: (name, quantity) => `${name}: मात्रा अब ${quantity} है। आपका कार्ट एक घंटे तक रहता है।`,
  removed: (name) => `${name} आपके कार्ट से हटाया गया।`,
  noProduct: 'वह उत्पाद मौजूद नहीं है।',
  wrongQuantity: (max) => `0 से ${max} तक की मात्रा लिखें।`,
}

/** The phrases of the cart. */
export const cart: Translations<Phrases<typeof en>> = { en, de, hi }
