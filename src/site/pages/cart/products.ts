/** A product of the shop. */
export interface Product {
  id: string
  name: string
  /** The price in euro cents. */
  cents: number
}

/** The products of the shop. */
export const products: readonly Product[] = [
  { id: 'cookie', name: 'Cookie', cents: 120 },
  { id: 'key', name: 'Spare key', cents: 850 },
  { id: 'clock', name: 'Kitchen timer, 30 seconds', cents: 1490 },
  { id: 'table', name: 'Table of one row', cents: 9900 },
]

/** Returns the product with this id, if it exists. */
export function findProduct(id: unknown): Product | undefined {
  return products.find((product) => product.id === id)
}

/** Formats a price in euros. */
export function formatPrice(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`
}
