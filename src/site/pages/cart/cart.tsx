import { Hono } from 'hono'
import type { AppContext, AppEnv } from '../../app-env.ts'
import { formField } from '../../ui/form-field.ts'
import { wordsOf } from '../../ui/language.ts'
import { cart as phrases } from '../../ui/phrases/cart.ts'
import { Text } from '../../ui/text.tsx'
import { Lines, MAX_QUANTITY, type Quantities, Shelf } from './cart-tables.tsx'
import { findProduct, type Product, products } from './products.ts'

/** Seconds that a cart lives after its last change. Other sessions of this site are shorter. */
const CART_AGE = 3600

/** The address of the cart. The fragment moves the focus to the content. */
const BACK = '/cart/#main'

/** A shopping cart in the session. */
export const cart = new Hono<AppEnv>()

cart.get('/cart/', async (c) => {
  const quantities = known(await c.var.session.get('cart'))
  const lines = products.filter(({ id }) => quantities[id] !== undefined)
  const words = wordsOf(c, phrases)
  return c.render(
    <>
      <h1>{words.title}</h1>
      <p>
        <Text>{words.intro}</Text>
      </p>
      <section class="panel" aria-labelledby="yours">
        <h2 id="yours">{words.yours}</h2>
        {lines.length === 0 ? (
          <p class="quiet">{words.empty}</p>
        ) : (
          <Lines lines={lines} quantities={quantities} />
        )}
      </section>
      <Shelf />
      <section class="panel" aria-labelledby="try">
        <h2 id="try">{words.tryIt}</h2>
        <ol>
          <li>{words.steps.open}</li>
          <li>{words.steps.add}</li>
          <li>{words.steps.reload}</li>
        </ol>
      </section>
    </>,
    { title: words.title },
  )
})

cart.post('/cart/add/', async (c) => {
  const product = await sentProduct(c)
  if (product === undefined) return unknownProduct(c)
  await change(c, (quantities) => {
    const quantity = Math.min((quantities[product.id] ?? 0) + 1, MAX_QUANTITY)
    return { ...quantities, [product.id]: quantity }
  })
  const words = wordsOf(c, phrases)
  c.var.messages.success(words.added(words.names[product.id]))
  return c.redirect(BACK, 303)
})

cart.post('/cart/change/', async (c) => {
  const product = await sentProduct(c)
  if (product === undefined) return unknownProduct(c)
  const text = await formField(c, 'quantity')
  if (!/^\d{1,2}$/.test(text)) return wrongQuantity(c)
  const quantity = Number(text)
  await change(c, (quantities) => ({ ...quantities, [product.id]: quantity }))
  const words = wordsOf(c, phrases)
  const name = words.names[product.id]
  c.var.messages.success(quantity === 0 ? words.removed(name) : words.changed(name, quantity))
  return c.redirect(BACK, 303)
})

cart.post('/cart/remove/', async (c) => {
  const product = await sentProduct(c)
  if (product === undefined) return unknownProduct(c)
  await change(c, (quantities) => ({ ...quantities, [product.id]: 0 }))
  const words = wordsOf(c, phrases)
  c.var.messages.info(words.removed(words.names[product.id]))
  return c.redirect(BACK, 303)
})

cart.post('/cart/empty/', (c) => {
  c.var.session.delete('cart')
  c.var.messages.info(wordsOf(c, phrases).empty)
  return c.redirect(BACK, 303)
})

/** Changes the newest cart, even when another window has changed it in the meantime. */
async function change(c: AppContext, make: (quantities: Quantities) => Quantities): Promise<void> {
  await c.var.session.update('cart', (stored) => {
    const quantities = Object.entries(make(known(stored))).filter(([, quantity]) => quantity > 0)
    return Object.fromEntries(quantities)
  })
  c.var.session.setExpiry(CART_AGE)
}

/** Returns the valid part of a stored cart: a site that shares the session may store anything. */
function known(stored: unknown): Quantities {
  if (typeof stored !== 'object' || stored === null) return {}
  const entries = Object.entries(stored).filter(
    ([id, quantity]) => findProduct(id) !== undefined && Number.isInteger(quantity) && quantity > 0,
  )
  return Object.fromEntries(entries)
}

async function sentProduct(c: AppContext): Promise<Product | undefined> {
  return findProduct(await formField(c, 'product'))
}

function unknownProduct(c: AppContext) {
  c.var.messages.error(wordsOf(c, phrases).noProduct)
  return c.redirect(BACK, 303)
}

function wrongQuantity(c: AppContext) {
  c.var.messages.error(wordsOf(c, phrases).wrongQuantity(MAX_QUANTITY))
  return c.redirect(BACK, 303)
}
