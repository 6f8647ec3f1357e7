import type { Language } from '../../app-env.ts'
import { localeOf } from '../../ui/language.ts'

/** A product of the shop. */
export interface Product {
  id: 'cookie' | 'key' | 'clock' | 'table'
  /** The price in euro cents. */
  cents: number
}

/** The products of the shop. */
export const products: readonly Product[] = [
  { id: 'cookie', cents: 120 },
  { id: 'key', cents: 850 },
  { id: 'clock', cents: 1490 },
  { id: 'table', cents: 9900 },
]

/** Returns the product with this id, if it exists. */
export function findProduct(id: unknown): Product | undefined {
  return products.find((product) => product.id === id)
}

/** Formats a price in euros. */
export function formatPrice(cents: number, language: Language): string {
  const options = { style: 'currency', currency: 'EUR' } as const
  return new Intl.NumberFormat(localeOf(language), options).format(cents / 100)
}
