import { describe, expect, it } from 'vitest'
import { SessionData } from '../../../src/edge-sessions/sessions/session-data.ts'

/** Returns the data of a request that has loaded these values. */
function loaded(members: Record<string, unknown>): SessionData {
  const data = new SessionData()
  data.rebase(new Map(Object.entries(members)))
  return data
}

/** Rebases on values that another request has saved, and returns the result. */
function rebase(data: SessionData, members: Record<string, unknown>): Record<string, unknown> {
  data.rebase(new Map(Object.entries(members)))
  return Object.fromEntries(data.values)
}

describe('SessionData before it is loaded', () => {
  it('has no values and no changes', () => {
    const data = new SessionData()
    expect(data.isChanged).toBe(false)
    expect(data.changeCount).toBe(0)
    expect(data.getTracked('cart')).toBeUndefined()
  })

  it('applies its changes to the values once they are loaded', () => {
    const data = new SessionData()
    data.set('count', 1)
    expect(data.isChanged).toBe(true)
    expect(rebase(data, { name: 'Ankit' })).toEqual({ name: 'Ankit', count: 1 })
  })

  it('ignores in-place changes to a value that was replaced', () => {
    const data = new SessionData()
    const carts = [['a'], ['a']]
    data.set('cart', carts[0])
    data.set('cart', 'none')
    data.set('old cart', carts[1])
    data.update('old cart', () => 'none')
    for (const cart of carts) cart.push('b')
    expect(rebase(data, {})).toEqual({ cart: 'none', 'old cart': 'none' })
  })
})

describe('acknowledge', () => {
  it('forgets the saved changes and keeps later ones', () => {
    const data = loaded({ cart: ['a'] })
    const cart = data.getTracked('cart') as string[]
    cart.push('b')
    const count = data.changeCount
    expect(count).toBe(1)
    data.set('name', 'Ankit')
    data.acknowledge(count)
    expect(data.isChanged).toBe(true)
    expect(rebase(data, {})).toEqual({ name: 'Ankit' })
    data.acknowledge(1)
    expect(data.isChanged).toBe(false)
    expect(data.changeCount).toBe(0)
  })

  it('forgets all changes on reset', () => {
    const data = loaded({})
    data.set('name', 'Ankit')
    data.reset()
    expect(data.isChanged).toBe(false)
    expect(rebase(data, {})).toEqual({})
  })
})

describe('rebase', () => {
  it('replays an in-place change by setting the whole value', () => {
    const data = loaded({ cart: ['a'] })
    const cart = data.getTracked('cart') as string[]
    cart.push('b')
    expect(rebase(data, { cart: ['x'], name: 'Ankit' })).toEqual({
      cart: ['a', 'b'],
      name: 'Ankit',
    })
    expect(data.isChanged).toBe(true)
  })

  it('keeps object identity only if the reloaded value is equal', () => {
    const data = loaded({ same: ['a'], other: ['a'], gone: ['a'] })
    const same = data.getTracked('same') as string[]
    const old = [data.getTracked('other'), data.getTracked('gone')] as string[][]
    expect(rebase(data, { same: ['a'], other: ['x'] })).toEqual({ same: ['a'], other: ['x'] })
    expect(data.getTracked('same')).toBe(same)
    for (const list of [same, ...old]) list.push('b')
    expect(data.isChanged).toBe(true)
    expect(Object.fromEntries(data.values)).toEqual({ same: ['a', 'b'], other: ['x'] })
  })

  it('applies a default only if the key is still missing', () => {
    const data = loaded({})
    data.setDefault('count', 1)
    expect(data.isChanged).toBe(true)
    expect(rebase(data, { count: 2 })).toEqual({ count: 2 })
    expect(data.isChanged).toBe(false)
    expect(rebase(data, {})).toEqual({ count: 1 })
    expect(data.isChanged).toBe(true)
  })

  it('runs an update again on the newer value', () => {
    const data = loaded({ count: 1 })
    data.update('count', (count) => Number(count) + 1)
    expect(rebase(data, { count: 5 })).toEqual({ count: 6 })
    expect(data.isChanged).toBe(true)
  })

  it('replays an in-place change before the update that followed it', () => {
    const data = loaded({ cart: ['a'] })
    const cart = data.getTracked('cart') as string[]
    cart.push('b')
    data.update('cart', (present) => [...(present as string[]), 'c'])
    expect(rebase(data, { cart: ['x'] })).toEqual({ cart: ['a', 'b', 'c'] })
  })
})

describe('getTracked', () => {
  it('detects an in-place change between two calls', () => {
    const data = loaded({ cart: ['a'] })
    const cart = data.getTracked('cart') as string[]
    cart.push('b')
    data.getTracked('cart')
    expect(data.isChanged).toBe(true)
  })

  it('ignores in-place changes to a value that was removed', () => {
    const data = loaded({ cart: ['a'] })
    const cart = data.getTracked('cart') as string[]
    data.apply((members) => members.delete('cart'))
    cart.push('b')
    expect(data.changeCount).toBe(1)
    expect([...data.values]).toEqual([])
  })
})

describe('setDefault', () => {
  it('rejects a value that JSON cannot hold', () => {
    expect(() => loaded({}).setDefault('count', 1n)).toThrow(
      'Expected `count` to be a JSON value, got bigint',
    )
  })
})

describe('change detection', () => {
  it('still tracks a value after an update of it has thrown', () => {
    const data = loaded({ cart: ['a'] })
    const cart = data.getTracked('cart') as string[]
    expect(() =>
      data.update('cart', () => {
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(data.isChanged).toBe(false)
    cart.push('b')
    expect(data.isChanged).toBe(true)
    expect(rebase(data, { cart: ['a'], name: 'Ankit' })).toEqual({
      cart: ['a', 'b'],
      name: 'Ankit',
    })
  })

  it('terminates for an object whose JSON differs on every read', () => {
    let readings = 0
    const data = loaded({})
    data.set('counter', {
      get readings() {
        readings += 1
        return readings
      },
    })
    expect(data.isChanged).toBe(true)
    expect(readings).toBeLessThan(10)
  })
})
