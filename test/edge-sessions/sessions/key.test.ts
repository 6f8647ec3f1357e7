import { describe, expect, it } from 'vitest'
import { isKey, makeKey } from '../../../src/edge-sessions/index.ts'

describe('makeKey', () => {
  it('returns 32 characters of a-z0-9, which is more than 128 bits (ASVS 7.2.3)', () => {
    expect(makeKey()).toMatch(/^[a-z0-9]{32}$/)
    expect(32 * Math.log2(36)).toBeGreaterThan(128)
  })

  it('draws characters uniformly in a chi-squared test of 320,000 draws', () => {
    const counts = new Map<string, number>()
    for (let made = 0; made < 10_000; made++) {
      for (const character of makeKey()) counts.set(character, (counts.get(character) ?? 0) + 1)
    }
    const expected = 320_000 / 36
    const chiSquared = [...counts.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    )
    expect(counts.size).toBe(36)
    // 35 degrees of freedom: a fair source exceeds this less than once in a billion runs.
    expect(chiSquared).toBeLessThan(115)
  })

  it('skips bytes that would bias keys towards the first letters', () => {
    const bytes = new Uint8Array(64).fill(255)
    bytes.fill(35, 20, 52)
    expect(makeKey({ randomBytes: () => bytes })).toBe('9'.repeat(32))
  })

  it('throws if the random source throws or returns no usable bytes (CVE-2025-66630)', () => {
    const broken = () => {
      throw new Error('no entropy')
    }
    expect(() => makeKey({ randomBytes: broken })).toThrow('no entropy')
    expect(() => makeKey({ randomBytes: () => new Uint8Array(64).fill(255) })).toThrow(
      'Expected a working source of random bytes',
    )
  })
})

describe('isKey (P9)', () => {
  it('accepts a key of makeKey', () => {
    expect(isKey(makeKey())).toBe(true)
  })

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['an empty string', ''],
    ['31 characters', 'a'.repeat(31)],
    ['33 characters', 'a'.repeat(33)],
    ['5,000 characters', 'a'.repeat(5000)],
    ['uppercase letters', 'A'.repeat(32)],
    ['a path (CVE-2011-0698)', `../${'a'.repeat(29)}`],
    ['a quote', `${'a'.repeat(31)}'`],
    ['a newline at the end', `${'a'.repeat(32)}\n`],
    ['a NUL', `${'a'.repeat(31)}\0`],
    ['Cyrillic letters', 'а'.repeat(32)],
  ])('rejects %s', (_, text) => {
    expect(isKey(text)).toBe(false)
  })
})
