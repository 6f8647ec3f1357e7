import { afterEach, expect, it, vi } from 'vitest'
import { storedKeyOf } from '../../../../src/edge-sessions/engines/d1/stored-keys.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

it('a key is hashed once, and forgotten when there are more than 100', async () => {
  const digest = vi.spyOn(crypto.subtle, 'digest')
  const storedKey = storedKeyOf(true)
  const first = await storedKey('key 1')
  for (let index = 2; index <= 100; index++) await storedKey(`key ${index}`)
  expect(digest).toHaveBeenCalledTimes(100)
  expect(await storedKey('key 1')).toBe(first)
  expect(digest).toHaveBeenCalledTimes(100)
  await storedKey('key 101')
  await storedKey('key 101')
  expect(digest).toHaveBeenCalledTimes(101)
  expect(await storedKey('key 1')).toBe(first)
  expect(digest).toHaveBeenCalledTimes(102)
})
