import { Form } from '../../ui/form.tsx'
import { useLanguage, useWords } from '../../ui/language.ts'
import { cart } from '../../ui/phrases/cart.ts'
import { formatPrice, type Product, products } from './products.ts'

/** The most of one product that a cart holds. */
export const MAX_QUANTITY = 99

/** Quantities by product id. */
export type Quantities = Record<string, number>

/** The products to add. */
export function Shelf() {
  const words = useWords(cart)
  const language = useLanguage()
  return (
    <section class="panel" aria-labelledby="shelf">
      <h2 id="shelf">{words.products}</h2>
      <ul class="shelf">
        {products.map(({ id, cents }) => (
          <li>
            <span>
              {words.names[id]}, {formatPrice(cents, language)}
            </span>
            <Form action="/cart/add/">
              <input type="hidden" name="product" value={id} />
              <button type="submit" aria-label={words.addOf(words.names[id])}>
                {words.add}
              </button>
            </Form>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface LinesProps {
  lines: readonly Product[]
  quantities: Quantities
}

/** The cart as a table, with the total. */
export function Lines({ lines, quantities }: LinesProps) {
  const words = useWords(cart)
  const language = useLanguage()
  const total = lines.reduce((sum, { id, cents }) => sum + cents * (quantities[id] ?? 0), 0)
  return (
    <>
      <table class="stack middle two-lines">
        <caption class="unseen">{words.yours}</caption>
        <thead>
          <tr>
            <th scope="col">{words.product}</th>
            <th scope="col">{words.price}</th>
            <th scope="col">{words.quantity}</th>
            <th scope="col">{words.total}</th>
            <th scope="col">{words.remove}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((product) => (
            <Line product={product} quantity={quantities[product.id] ?? 0} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colspan={3}>
              {words.total}
            </th>
            <td colspan={2}>
              <b>{formatPrice(total, language)}</b>
            </td>
          </tr>
        </tfoot>
      </table>
      <Form action="/cart/empty/">
        <button type="submit" class="danger">
          {words.emptyCart}
        </button>
      </Form>
    </>
  )
}

function Line({ product: { id, cents }, quantity }: { product: Product; quantity: number }) {
  const words = useWords(cart)
  const language = useLanguage()
  const name = words.names[id]
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{formatPrice(cents, language)}</td>
      <td>
        <Form action="/cart/change/" class="row">
          <input type="hidden" name="product" value={id} />
          <input
            type="number"
            name="quantity"
            value={String(quantity)}
            min="0"
            max={String(MAX_QUANTITY)}
            required
            aria-label={words.quantityOf(name)}
          />
          <button type="submit" aria-label={words.changeOf(name)}>
            {words.change}
          </button>
        </Form>
      </td>
      <td>{formatPrice(cents * quantity, language)}</td>
      <td>
        <Form action="/cart/remove/">
          <input type="hidden" name="product" value={id} />
          <button type="submit" class="plain" aria-label={words.removeOf(name)}>
            {words.remove}
          </button>
        </Form>
      </td>
    </tr>
  )
}
