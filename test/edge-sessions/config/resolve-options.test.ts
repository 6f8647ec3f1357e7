import { describe, expect, it, vi } from 'vitest'
import { resolveOptions } from '../../../src/edge-sessions/config/index.ts'

interface Options {
  name: string
  store: object
}

function counted() {
  return vi.fn((options: Options) => ({ ...options }))
}

const binding = {
  option: 'store',
  replace: (settings: Options, { store }: Options) => ({ ...settings, store }),
} as const

describe('resolveOptions', () => {
  it('resolves an object immediately and only once', () => {
    const resolve = counted()
    const getSettings = resolveOptions({ name: 'a', store: {} }, resolve)
    expect(resolve).toHaveBeenCalledTimes(1)
    expect(getSettings(null)).toBe(getSettings(null))
    expect(resolve).toHaveBeenCalledTimes(1)
  })

  it('resolves equal options from a function lazily and only once', () => {
    const resolve = counted()
    const store = {}
    const getSettings = resolveOptions(() => ({ name: 'a', store }), resolve)
    expect(resolve).not.toHaveBeenCalled()
    expect(getSettings(null)).toBe(getSettings(null))
    expect(resolve).toHaveBeenCalledTimes(1)
  })

  it('compares arrays by their items, not by identity', () => {
    const resolve = vi.fn((options: { keys: string[] }) => ({ ...options }))
    const getSettings = resolveOptions((keys: string[]) => ({ keys: [...keys] }), resolve)
    expect(getSettings(['a', 'b'])).toBe(getSettings(['a', 'b']))
    expect(getSettings(['a', 'c']).keys).toEqual(['a', 'c'])
    expect(getSettings(['a']).keys).toEqual(['a'])
    expect(resolve).toHaveBeenCalledTimes(3)
  })

  it('resolves options once if only the binding differs, and returns each binding', () => {
    const resolve = counted()
    const getSettings = resolveOptions((store: object) => ({ name: 'a', store }), resolve, binding)
    const [one, other] = [{ id: 1 }, { id: 2 }]
    expect([one, other, one].map((store) => getSettings(store).store)).toEqual([one, other, one])
    expect(resolve).toHaveBeenCalledTimes(1)
  })

  it('resolves again if an option of the same object has changed', () => {
    const resolve = counted()
    const options = { name: 'a', store: {} }
    const getSettings = resolveOptions(() => options, resolve, binding)
    expect(getSettings(null).name).toBe('a')
    options.name = 'b'
    expect(getSettings(null).name).toBe('b')
    expect(resolve).toHaveBeenCalledTimes(2)
  })

  it('throws the error of `resolve` on every call and does not cache it', () => {
    const getSettings = resolveOptions(
      (isValid: boolean) => ({ isValid }),
      (options: { isValid: boolean }) => {
        if (!options.isValid) throw new Error('invalid')
        return options
      },
    )
    expect(() => getSettings(false)).toThrow('invalid')
    expect(getSettings(true)).toEqual({ isValid: true })
    expect(() => getSettings(false)).toThrow('invalid')
  })
})
