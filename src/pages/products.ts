/** Something to put into a cart. */
export interface Product {
  id: string
  name: string
  /** The price in euro cents. */
  cents: number
}

/** All there is on the shelf. */
export const products: readonly Product[] = [
  { id: 'cookie', name: 'Cookie', cents: 120 },
  { id: 'key', name: 'Spare key', cents: 850 },
  { id: 'clock', name: 'Kitchen timer, 30 seconds', cents: 1490 },
  { id: 'table', name: 'Table of one row', cents: 9900 },
]

/** Returns the product of that id, if there is one. */
export function findProduct(id: unknown): Product | undefined {
  return products.find((product) => product.id === id)
}

/** Writes a price as people read it. */
export function formatPrice(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`
}
