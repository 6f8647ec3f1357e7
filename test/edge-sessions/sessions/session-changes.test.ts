import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Session } from '../../../src/edge-sessions/index.ts'
import { config, open, reload, stored, useEmptyStore } from './open-session.ts'

beforeEach(useEmptyStore)

describe('Session', () => {
  it('stores the changes of set, assign, delete, pop, setDefault and update', async () => {
    const session = await stored({ name: 'Ankit', count: 1, cart: ['a'] })
    session.set('name', 'Zoë')
    session.assign({ profile: { id: 1, tags: [] } })
    session.delete('cart')
    expect(await session.pop('count')).toBe(1)
    expect(await session.pop('count')).toBeUndefined()
    expect(await session.pop('count', 'gone')).toBe('gone')
    expect(await session.setDefault('name', 'other')).toBe('Zoë')
    expect(await session.setDefault('cart', ['new'])).toEqual(['new'])
    expect(await session.update('count', (count = 10) => count + 1)).toBe(11)
    await session.save()
    expect(await reload(session)).toEqual({
      name: 'Zoë',
      profile: { id: 1, tags: [] },
      cart: ['new'],
      count: 11,
    })
  })

  it('is modified only by changes that have an effect', async () => {
    const session = await stored({ name: 'Ankit' })
    session.delete('count')
    expect(session.modified).toBe(true)
    await session.load()
    expect(session.modified).toBe(false)
    await session.pop('count')
    await session.setDefault('name', 'x')
    session.setExpiry(null)
    session.deleteTestCookie()
    expect(session.modified).toBe(false)
    session.set('name', 'Ankit')
    expect(session.modified).toBe(true)
  })

  it('is modified from clear until the save', async () => {
    const session = await stored({ name: 'Ankit' })
    await session.load()
    session.clear()
    expect(session.modified).toBe(true)
    await session.save()
    expect(session.modified).toBe(false)
  })

  it('is accessed and not empty after the first set', () => {
    const session = open()
    session.set('name', 'Ankit')
    expect(session.accessed).toBe(true)
    expect(session.isEmpty()).toBe(false)
  })

  it('accepts `modified = true` and resets it on save', async () => {
    const session = await stored({ name: 'Ankit' })
    session.modified = true
    expect(session.modified).toBe(true)
    await session.save()
    expect(session.modified).toBe(false)
  })

  it('removes all values on clear and keeps the key', async () => {
    const session = await stored({ name: 'Ankit' })
    const { key } = session
    session.clear()
    session.set('count', 1)
    await session.save()
    expect(session.key).toBe(key)
    expect(await reload(session)).toEqual({ count: 1 })
  })

  it('detects in-place changes to arrays and objects', async () => {
    const session = await stored({ cart: ['a'], profile: { id: 1, tags: [] } })
    ;(await session.get('cart'))?.push('b')
    const { profile } = await session.toObject()
    profile?.tags.push('x')
    expect(session.modified).toBe(true)
    await session.save()
    expect(await reload(session)).toEqual({ cart: ['a', 'b'], profile: { id: 1, tags: ['x'] } })
  })

  it('detects in-place changes to a value after set, save and update', async () => {
    const session = open()
    const cart = ['a']
    session.set('cart', cart)
    cart.push('b')
    await session.save()
    cart.push('c')
    expect(session.modified).toBe(true)
    const profile = await session.update('profile', () => ({ id: 1, tags: [] as string[] }))
    await session.save()
    profile.tags.push('x')
    await session.save()
    expect(await reload(session)).toEqual({
      cart: ['a', 'b', 'c'],
      profile: { id: 1, tags: ['x'] },
    })
  })

  it('is not modified by reads', async () => {
    const session = await stored({ cart: ['a'] })
    await session.get('cart')
    await session.values()
    expect(session.modified).toBe(false)
  })

  it.each([
    ['undefined', undefined, 'Expected `name` to be a JSON value, got undefined'],
    ['NaN', Number.NaN, 'Expected `name` to be a JSON value, got NaN'],
    ['Infinity', Number.POSITIVE_INFINITY, 'got Infinity'],
    ['a bigint', 1n, 'got bigint'],
    ['a function', () => 1, 'got function'],
    ['a symbol', Symbol('x'), 'got symbol'],
    ['a Date', new Date(), 'got an instance of Date'],
    ['a Map', new Map(), 'got an instance of Map'],
    ['bytes', new Uint8Array(1), 'got an instance of Uint8Array'],
    ['a nested undefined', { a: [{ b: undefined }] }, 'Expected `name.a.0.b` to be a JSON value'],
    [
      'a sparse array',
      new Array(3).fill(1, 0, 1),
      'Expected `name.1` to be a JSON value, got undefined',
    ],
  ])('rejects %s in set', (_, value, message) => {
    const session = open()
    expect(() => session.set('name', value as unknown as string)).toThrow(message)
    expect(session.isEmpty()).toBe(true)
    expect(session.modified).toBe(false)
  })

  it('rejects a circular value in set', () => {
    const loop: { self?: unknown } = {}
    loop.self = loop
    expect(() => open().set('name', loop as unknown as string)).toThrow(/circular/)
  })

  it('compares a read object once before the save', async () => {
    const session = await stored({ cart: ['a'] })
    await session.get('cart')
    const stringify = vi.spyOn(JSON, 'stringify')
    await session.commit(false)
    expect(stringify).toHaveBeenCalledOnce()
    stringify.mockRestore()
  })

  it('rejects a result of update that JSON cannot hold', async () => {
    const session = await stored({ count: 1 })
    await expect(session.update('count', () => Number.NaN)).rejects.toThrow(
      'Expected `count` to be a JSON value, got NaN',
    )
    expect(await session.get('count')).toBe(1)
  })

  it('rejects an async callback in update', async () => {
    const session = open()
    const later = async () => 1
    await expect(session.update('count', later as unknown as () => number)).rejects.toThrow(
      'Expected `count` to be a JSON value, got an instance of Promise',
    )
    expect(await session.has('count')).toBe(false)
  })

  it('removes a value if the callback of update returns undefined', async () => {
    const session = await stored({ name: 'Ankit', count: 1 })
    expect(await session.update('count', () => undefined)).toBeUndefined()
    await session.update('cart', (cart) => cart)
    await session.save()
    expect(await reload(session)).toEqual({ name: 'Ankit' })
  })

  it('passes a copy of the value to the callback of update', async () => {
    const session = open()
    const cart = ['a']
    session.set('cart', cart)
    await session.update('cart', (stored = []) => {
      stored.push('b')
      return stored
    })
    expect(cart).toEqual(['a'])
    expect(await session.get('cart')).toEqual(['a', 'b'])
  })

  it('sets, finds and removes the test cookie', async () => {
    const session = open()
    session.setTestCookie()
    await session.save()
    const next = open(session.key)
    expect(await next.testCookieWorked()).toBe(true)
    next.deleteTestCookie()
    await next.save()
    expect(await open(session.key).testCookieWorked()).toBe(false)
  })

  it('rejects changes and still allows reads once it is closed', async () => {
    const session = await stored({ name: 'Ankit', count: 1 })
    await session.load()
    session.close()
    const tooLate = 'Cannot modify the session after the response is ready.'
    expect(() => session.set('name', 'x')).toThrow(tooLate)
    expect(() => session.delete('name')).toThrow(tooLate)
    expect(() => session.clear()).toThrow(tooLate)
    expect(() => session.cycleKey()).toThrow(tooLate)
    expect(() => session.setExpiry(1)).toThrow(tooLate)
    expect(() => session.setTestCookie()).toThrow(tooLate)
    expect(() => {
      session.modified = true
    }).toThrow(tooLate)
    await expect(session.pop('name')).rejects.toThrow(tooLate)
    await expect(session.update('count', () => 2)).rejects.toThrow(tooLate)
    await expect(session.setDefault('cart', [])).rejects.toThrow(tooLate)
    expect(await session.setDefault('name', 'x')).toBe('Ankit')
    await expect(session.flush()).rejects.toThrow(tooLate)
    await expect(session.save()).rejects.toThrow(tooLate)
    await expect(session.touch()).rejects.toThrow(tooLate)
    expect(await session.get('name')).toBe('Ankit')
  })
})

describe('untrusted input', () => {
  it.each([['text'], [['a', 'b']], [5], [null]])(
    'is rejected by assign if it is %j (P11)',
    async (body) => {
      const session = open()
      expect(() => Reflect.apply(session.assign, session, [body])).toThrow(TypeError)
      expect(await session.toObject()).toEqual({})
    },
  )

  it('costs a constant number of JSON checks for each update (P11)', async () => {
    const session = new Session<Record<string, object>>(null, config)
    const checked = vi.spyOn(JSON, 'stringify')
    const updates = 200
    for (let index = 0; index < updates; index++)
      await session.update(`k${index}`, () => ({ a: 1 }))
    expect(checked.mock.calls.length).toBeLessThan(10 * updates)
    checked.mockRestore()
  })
})
