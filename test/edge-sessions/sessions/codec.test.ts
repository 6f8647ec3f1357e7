import { describe, expect, it, vi } from 'vitest'
import { sessionCodec } from '../../../src/edge-sessions/sessions/codec.ts'
import { SessionTooLarge } from '../../../src/edge-sessions/sessions/errors.ts'
import { NOON, SECRET_KEY } from '../../support/test-app.ts'

const codec = sessionCodec({ secretKey: SECRET_KEY })
const data = new Map([['text', 'x'.repeat(10_000)]])

describe('sessionCodec', () => {
  it.each([100, 10_000])(
    'enforces maxBytes exactly, before signing %d characters (P11)',
    async (size) => {
      const random = Array.from({ length: size }, () => Math.random().toString(36).charAt(2)).join(
        '',
      )
      const text = await codec.encode(new Map([['text', random]]), NOON)
      expect(await codec.encode(new Map([['text', random]]), NOON, text.length)).toBe(text)
      const sign = vi.spyOn(crypto.subtle, 'sign')
      await expect(
        codec.encode(new Map([['text', random]]), NOON, text.length - 1),
      ).rejects.toThrow(new SessionTooLarge(text.length, text.length - 1))
      expect(sign).not.toHaveBeenCalled()
      sign.mockRestore()
    },
  )

  it.each([640, 100_000])(
    'decodes data larger than maxBytes as empty with compressFrom %d (P11)',
    async (compressFrom) => {
      const writer = sessionCodec({ secretKey: SECRET_KEY, compressFrom })
      const text = await writer.encode(data, NOON)
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
      expect(await codec.decode(text, 10_100)).toEqual(data)
      expect(await codec.decode(text, 9_000)).toEqual(new Map())
      expect(warn).toHaveBeenCalledOnce()
      warn.mockRestore()
    },
  )
})
