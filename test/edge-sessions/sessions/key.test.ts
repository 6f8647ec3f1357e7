import { describe, expect, it } from 'vitest'
import { isKey, makeKey } from '../../../src/edge-sessions/index.ts'

describe('makeKey', () => {
  it('makes 32 characters of a-z0-9: 165 bits, more than the 128 of ASVS 7.2.3', () => {
    expect(makeKey()).toMatch(/^[a-z0-9]{32}$/)
    expect(32 * Math.log2(36)).toBeGreaterThan(128)
  })

  it('uses all characters equally often (chi squared over 320,000 of them)', () => {
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
    // 35 degrees of freedom: passed by chance less often than once in a billion runs.
    expect(chiSquared).toBeLessThan(115)
  })

  it('leaves out the bytes that would favour the first letters', () => {
    const bytes = new Uint8Array(64).fill(255)
    bytes.fill(35, 20, 52)
    expect(makeKey({ randomBytes: () => bytes })).toBe('9'.repeat(32))
  })

  it('fails when the random generator does (CVE-2025-66630)', () => {
    const broken = () => {
      throw new Error('no entropy')
    }
    expect(() => makeKey({ randomBytes: broken })).toThrow('no entropy')
    expect(() => makeKey({ randomBytes: () => new Uint8Array(64).fill(255) })).toThrow(
      'Expected a working source of random bytes',
    )
  })
})

describe('P9: isKey', () => {
  it('accepts what makeKey makes', () => {
    expect(isKey(makeKey())).toBe(true)
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['31 characters', 'a'.repeat(31)],
    ['33 characters', 'a'.repeat(33)],
    ['5,000 characters', 'a'.repeat(5000)],
    ['capitals', 'A'.repeat(32)],
    ['a path (CVE-2011-0698)', `../${'a'.repeat(29)}`],
    ['a quote', `${'a'.repeat(31)}'`],
    ['a newline at the end', `${'a'.repeat(32)}\n`],
    ['a NUL', `${'a'.repeat(31)}\0`],
    ['letters of other scripts', 'а'.repeat(32)],
  ])('refuses %s', (_, text) => {
    expect(isKey(text)).toBe(false)
  })
})
