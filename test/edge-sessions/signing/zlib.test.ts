import { describe, expect, it } from 'vitest'
import { deflate, inflate } from '../../../src/edge-sessions/signing/zlib.ts'

describe('inflate', () => {
  it('accepts output of up to `maxBytes` bytes', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(10_000))
    const compressed = await deflate(bytes)
    expect(await inflate(compressed, 10_000)).toEqual(bytes)
    await expect(inflate(compressed, 9_999)).rejects.toThrow(RangeError)
  })

  it.each([
    ['other data', new Uint8Array([1, 2, 3, 4])],
    ['no data', new Uint8Array()],
  ])('throws for %s', async (_, bytes) => {
    await expect(inflate(bytes, 100)).rejects.toThrow()
  })

  it('throws for truncated data', async () => {
    const compressed = await deflate(new Uint8Array(1000))
    await expect(inflate(compressed.subarray(0, -6), 1000)).rejects.toThrow()
  })
})
