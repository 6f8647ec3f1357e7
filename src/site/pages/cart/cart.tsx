import { Hono } from 'hono'
import type { AppContext, AppEnv } from '../../app-env.ts'
import { Form } from '../../ui/form.tsx'
import { formField } from '../../ui/form-field.ts'
import { findProduct, formatPrice, type Product, products } from './products.ts'

/** How long a cart is kept after its last change, in seconds: longer than this site's sessions. */
const CART_AGE = 3600

const MAX_QUANTITY = 99

type Quantities = Record<string, number>

/** A shopping cart in the session. */
export const cart = new Hono<AppEnv>()

cart.get('/cart/', async (c) => {
  const quantities = known(await c.var.session.get('cart'))
  const lines = products.filter(({ id }) => quantities[id] !== undefined)
  return c.render(
    <>
      <h1>Cart</h1>
      <p>
        Your cart is one value in your session. Open two windows and press Add in both: neither is
        lost, because <code>session.update()</code> reapplies your change to what the other window
        saved.
      </p>
      <section class="panel" aria-labelledby="yours">
        <h2 id="yours">Your cart</h2>
        {lines.length === 0 ? (
          <p class="quiet">Your cart is empty.</p>
        ) : (
          <Lines lines={lines} quantities={quantities} />
        )}
      </section>
      <section class="panel" aria-labelledby="shelf">
        <h2 id="shelf">Products</h2>
        <ul class="shelf">
          {products.map((product) => (
            <li>
              <span>
                {product.name}, {formatPrice(product.cents)}
              </span>
              <Form action="/cart/add/">
                <input type="hidden" name="product" value={product.id} />
                <button type="submit" aria-label={`Add ${product.name}`}>
                  Add
                </button>
              </Form>
            </li>
          ))}
        </ul>
      </section>
    </>,
    { title: 'Cart' },
  )
})

cart.post('/cart/add/', async (c) => {
  const product = await sentProduct(c)
  if (product === undefined) return unknownProduct(c)
  await change(c, (quantities) => {
    const quantity = Math.min((quantities[product.id] ?? 0) + 1, MAX_QUANTITY)
    return { ...quantities, [product.id]: quantity }
  })
  c.var.messages.success(`Added ${product.name}. Your cart is kept for an hour.`)
  return c.redirect('/cart/', 303)
})

cart.post('/cart/change/', async (c) => {
  const product = await sentProduct(c)
  if (product === undefined) return unknownProduct(c)
  const text = await formField(c, 'quantity')
  if (!/^\d{1,2}$/.test(text)) return wrongQuantity(c)
  const quantity = Number(text)
  await change(c, (quantities) => ({ ...quantities, [product.id]: quantity }))
  c.var.messages.success(
    quantity === 0
      ? removalOf(product)
      : `${product.name}: the quantity is now ${quantity}. Your cart is kept for an hour.`,
  )
  return c.redirect('/cart/', 303)
})

cart.post('/cart/remove/', async (c) => {
  const product = await sentProduct(c)
  if (product === undefined) return unknownProduct(c)
  await change(c, (quantities) => ({ ...quantities, [product.id]: 0 }))
  c.var.messages.info(removalOf(product))
  return c.redirect('/cart/', 303)
})

cart.post('/cart/empty/', (c) => {
  c.var.session.delete('cart')
  c.var.messages.info('Your cart is empty.')
  return c.redirect('/cart/', 303)
})

function removalOf({ name }: Product): string {
  return `Removed ${name} from your cart.`
}

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
  c.var.messages.error('That product does not exist.')
  return c.redirect('/cart/', 303)
}

function wrongQuantity(c: AppContext) {
  c.var.messages.error(`Enter a quantity from 0 to ${MAX_QUANTITY}.`)
  return c.redirect('/cart/', 303)
}

function Lines({ lines, quantities }: { lines: Product[]; quantities: Quantities }) {
  const total = lines.reduce((sum, { id, cents }) => sum + cents * (quantities[id] ?? 0), 0)
  return (
    <>
      <ul class="shelf">
        {lines.map(({ id, name }) => (
          <li>
            <span>{name}</span>
            <Form action="/cart/change/" class="row">
              <input type="hidden" name="product" value={id} />
              <input
                type="number"
                name="quantity"
                value={String(quantities[id])}
                min="0"
                max={String(MAX_QUANTITY)}
                required
                aria-label={`Quantity of ${name}`}
              />
              <button type="submit" aria-label={`Change the quantity of ${name}`}>
                Change
              </button>
            </Form>
            <Form action="/cart/remove/">
              <input type="hidden" name="product" value={id} />
              <button type="submit" class="plain" aria-label={`Remove ${name}`}>
                Remove
              </button>
            </Form>
          </li>
        ))}
      </ul>
      <p>
        Total <b>{formatPrice(total)}</b>
      </p>
      <Form action="/cart/empty/">
        <button type="submit" class="plain">
          Empty cart
        </button>
      </Form>
    </>
  )
}
