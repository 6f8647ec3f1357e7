import { describe, expect, it } from 'vitest'
import {
  binaryToBytes,
  bytesToBinary,
  bytesToHex,
  decodeBase62,
  decodeBase64Url,
  encodeBase62,
  encodeBase64Url,
} from '../../../src/edge-sessions/signing/encoding.ts'

describe('base 62', () => {
  it('rejects malformed numbers and those of more than ten digits (CVE-2017-18589)', () => {
    for (const text of ['', '-', 'a b', 'é', '1'.repeat(11), '1'.repeat(1000)]) {
      expect(decodeBase62(text), text).toBeNull()
    }
    expect(decodeBase62(encodeBase62(-3844))).toBe(-3844)
    for (const text of ['--1', '-'.repeat(100_000), '-']) expect(decodeBase62(text)).toBeNull()
    expect(decodeBase62('z'.repeat(10))).toBe(62 ** 10 - 1)
  })
})

describe('base64', () => {
  it('writes the URL-safe alphabet without padding and also reads padding', () => {
    const binary = '\u00fb\u00ff\u00bf\u0001'
    expect(encodeBase64Url(binary)).toBe('-_-_AQ')
    expect(decodeBase64Url('-_-_AQ')).toBe(binary)
    expect(decodeBase64Url('-_-_AQ==')).toBe(binary)
    expect(() => decodeBase64Url('a')).toThrow(DOMException)
  })

  it('round-trips every byte at every length around the chunk size', () => {
    const bytes = Uint8Array.from({ length: 10_000 }, (_, index) => 255 - (index % 256))
    for (const length of [0, 1, 2, 3, 255, 256, 8191, 8192, 8193, 10_000]) {
      const part = bytes.subarray(0, length)
      const text = encodeBase64Url(bytesToBinary(part))
      expect(text).toBe(part.toBase64({ alphabet: 'base64url', omitPadding: true }))
      expect(binaryToBytes(decodeBase64Url(text))).toEqual(part)
    }
  })
})

describe('bytesToHex', () => {
  it('writes two lower-case digits per byte', () => {
    expect(bytesToHex(new Uint8Array([0, 1, 15, 16, 171, 255]))).toBe('00010f10abff')
    expect(bytesToHex(new Uint8Array())).toBe('')
  })
})
