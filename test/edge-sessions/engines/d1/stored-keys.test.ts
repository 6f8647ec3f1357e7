import { afterEach, describe, expect, it, vi } from 'vitest'
import { hashKey } from '../../../../src/edge-sessions/engines/d1/stored-keys.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('hashKey', () => {
  it('hashes a key once and forgets it after 100 others', async () => {
    const digest = vi.spyOn(crypto.subtle, 'digest')
    const first = await hashKey('key 0')
    expect(await hashKey('key 0')).toBe(first)
    expect(digest).toHaveBeenCalledTimes(1)
    for (let index = 1; index <= 100; index++) await hashKey(`key ${index}`)
    expect(await hashKey('key 0')).toBe(first)
    expect(digest).toHaveBeenCalledTimes(102)
  })
})
