import { describe, expect, it } from 'vitest'
import {
  memoryStore,
  Session,
  type SessionStore,
  sessionCodec,
} from '../../src/edge-sessions/index.ts'
import { NOON, SECRET_KEY } from '../support/test-app.ts'

const codec = sessionCodec({ secretKey: SECRET_KEY })

interface Data {
  cart: string[]
  visits: number
}

function sessionIn(store: SessionStore, key: string | null): Session<Data> {
  return new Session<Data>(key, { store, codec, now: () => NOON })
}

/** Creates a session with an empty cart and two requests that have loaded it. */
async function twoRequests(): Promise<[SessionStore, Session<Data>, Session<Data>]> {
  const store = memoryStore()
  const first = sessionIn(store, null)
  first.set('cart', [])
  await first.save()
  const [slow, quick] = [sessionIn(store, first.key), sessionIn(store, first.key)]
  await Promise.all([slow.load(), quick.load()])
  return [store, slow, quick]
}

async function countOnce(session: Session<Data>): Promise<void> {
  await session.update('visits', (visits = 0) => visits + 1)
  await session.save()
}

describe('changes replayed because another request saved first (P3)', () => {
  it('add an item to a new cart once, even if `update` mutates the cart', async () => {
    const [store, slow, quick] = await twoRequests()
    slow.set('cart', [])
    await slow.update('cart', (cart = []) => {
      cart.push('book')
      return cart
    })
    await countOnce(quick)
    await slow.save()
    expect(await sessionIn(store, slow.key).toObject()).toEqual({ cart: ['book'], visits: 1 })
  })

  it('add an item once to a cart that was mutated before', async () => {
    const [store, slow, quick] = await twoRequests()
    const cart = (await slow.get('cart')) ?? []
    cart.push('pen')
    await slow.update('cart', (cart = []) => {
      cart.push('book')
      return cart
    })
    await countOnce(quick)
    await slow.save()
    expect(await sessionIn(store, slow.key).get('cart')).toEqual(['pen', 'book'])
  })

  it('are not replayed again by a later save of the same request', async () => {
    const [store, slow, quick] = await twoRequests()
    await countOnce(slow)
    await countOnce(quick)
    await countOnce(slow)
    expect(await sessionIn(store, slow.key).get('visits')).toBe(3)
  })
})

describe('saves within one request', () => {
  it('create one session when two run at once', async () => {
    const made: string[] = []
    const memory = memoryStore()
    const store: SessionStore = {
      ...memory,
      async create(record) {
        const key = await memory.create(record)
        made.push(key)
        return key
      },
    }
    const session = sessionIn(store, null)
    session.set('visits', 1)
    await Promise.all([session.save(), session.save()])
    expect(made).toEqual([session.key])
  })

  it('reset `modified` until the next in-place change (P2)', async () => {
    const [, session] = await twoRequests()
    const cart = (await session.get('cart')) ?? []
    cart.push('book')
    await session.save()
    expect(session.modified).toBe(false)
    cart.push('pen')
    expect(session.modified).toBe(true)
  })
})
