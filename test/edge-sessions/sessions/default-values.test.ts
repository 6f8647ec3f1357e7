import { describe, expect, it } from 'vitest'
import { memoryStore, Session, sessionCodec } from '../../../src/edge-sessions/index.ts'
import { SECRET_KEY } from '../../support/test-app.ts'

const codec = sessionCodec({ secretKey: SECRET_KEY })

describe('an object passed as a default', () => {
  const CART = { items: [] as string[] }

  it('stays unchanged if the result of get is modified', async () => {
    const session = new Session<{ cart: typeof CART }>(null, { store: memoryStore(), codec })
    const cart = await session.get('cart', CART)
    cart.items.push('cookie')
    session.set('cart', cart)
    expect(CART).toEqual({ items: [] })
    expect(await session.get('cart')).toEqual({ items: ['cookie'] })
  })

  it('stays unchanged if the results of pop and setDefault are modified', async () => {
    const session = new Session<{ cart: typeof CART }>(null, { store: memoryStore(), codec })
    const popped = await session.pop('cart', CART)
    popped.items.push('cookie')
    const cart = await session.setDefault('cart', CART)
    cart.items.push('key')
    expect(CART).toEqual({ items: [] })
    await session.save()
    expect(await session.get('cart')).toEqual({ items: ['key'] })
  })

  it('stays unchanged if it has no prototype', async () => {
    const session = new Session<{ cart: typeof CART }>(null, { store: memoryStore(), codec })
    const bare: typeof CART = Object.assign(Object.create(null), { items: [] })
    const cart = await session.get('cart', bare)
    cart.items.push('cookie')
    expect(bare.items).toEqual([])
  })
})
