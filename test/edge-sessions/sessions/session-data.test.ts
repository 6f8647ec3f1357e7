import { describe, expect, it } from 'vitest'
import { SessionData } from '../../../src/edge-sessions/sessions/session-data.ts'

/** Returns the data of a request that has loaded these values. */
function loaded(members: Record<string, unknown>): SessionData {
  const data = new SessionData()
  data.rebase(new Map(Object.entries(members)))
  return data
}

/** Another request has saved these members meanwhile. */
function rebase(data: SessionData, members: Record<string, unknown>): Record<string, unknown> {
  data.rebase(new Map(Object.entries(members)))
  return Object.fromEntries(data.values)
}

describe('before it is loaded', () => {
  it('has no members and no changes', () => {
    const data = new SessionData()
    expect(data.isChanged).toBe(false)
    expect(data.changeCount).toBe(0)
    expect(data.getTracked('cart')).toBeUndefined()
  })

  it('keeps changes for the members to come', () => {
    const data = new SessionData()
    data.set('count', 1)
    expect(data.isChanged).toBe(true)
    expect(rebase(data, { name: 'Ankit' })).toEqual({ name: 'Ankit', count: 1 })
  })

  it('forgets a value that was set and replaced, whatever is done to it', () => {
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

describe('settle', () => {
  it('forgets the changes that were saved, and keeps those that came later', () => {
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

  it('is part of a reset', () => {
    const data = loaded({})
    data.set('name', 'Ankit')
    data.reset()
    expect(data.isChanged).toBe(false)
    expect(rebase(data, {})).toEqual({})
  })
})

describe('when another request has saved', () => {
  it('a change in place is made there too', () => {
    const data = loaded({ cart: ['a'] })
    const cart = data.getTracked('cart') as string[]
    cart.push('b')
    expect(rebase(data, { cart: ['x'], name: 'Ankit' })).toEqual({
      cart: ['a', 'b'],
      name: 'Ankit',
    })
    expect(data.isChanged).toBe(true)
  })

  it('the application goes on with the objects it has, where they are still right', () => {
    const data = loaded({ same: ['a'], other: ['a'], gone: ['a'] })
    const same = data.getTracked('same') as string[]
    const old = [data.getTracked('other'), data.getTracked('gone')] as string[][]
    expect(rebase(data, { same: ['a'], other: ['x'] })).toEqual({ same: ['a'], other: ['x'] })
    expect(data.getTracked('same')).toBe(same)
    for (const list of [same, ...old]) list.push('b')
    expect(data.isChanged).toBe(true)
    expect(Object.fromEntries(data.values)).toEqual({ same: ['a', 'b'], other: ['x'] })
  })

  it('a default is set only where there is still none', () => {
    const data = loaded({})
    data.setDefault('count', 1)
    expect(data.isChanged).toBe(true)
    expect(rebase(data, { count: 2 })).toEqual({ count: 2 })
    expect(data.isChanged).toBe(false)
    expect(rebase(data, {})).toEqual({ count: 1 })
    expect(data.isChanged).toBe(true)
  })

  it('an update is made of what is there now', () => {
    const data = loaded({ count: 1 })
    data.update('count', (count) => Number(count) + 1)
    expect(rebase(data, { count: 5 })).toEqual({ count: 6 })
    expect(data.isChanged).toBe(true)
  })

  it('an update comes after the change in place that was before it', () => {
    const data = loaded({ cart: ['a'] })
    const cart = data.getTracked('cart') as string[]
    cart.push('b')
    data.update('cart', (present) => [...(present as string[]), 'c'])
    expect(rebase(data, { cart: ['x'] })).toEqual({ cart: ['a', 'b', 'c'] })
  })
})

describe('what is handed out', () => {
  it('is watched from the first time on', () => {
    const data = loaded({ cart: ['a'] })
    const cart = data.getTracked('cart') as string[]
    cart.push('b')
    data.getTracked('cart')
    expect(data.isChanged).toBe(true)
  })

  it('is no member any more once it was removed', () => {
    const data = loaded({ cart: ['a'] })
    const cart = data.getTracked('cart') as string[]
    data.apply((members) => members.delete('cart'))
    cart.push('b')
    expect(data.changeCount).toBe(1)
    expect([...data.values]).toEqual([])
  })
})

it('setDefault refuses what JSON cannot hold', () => {
  expect(() => loaded({}).setDefault('count', 1n)).toThrow(
    'Expected `count` to be a JSON value, got bigint',
  )
})

describe('change detection', () => {
  it('notices later changes of a value that an update failed to replace', () => {
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

  it('ends for an object whose JSON differs each time', () => {
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
