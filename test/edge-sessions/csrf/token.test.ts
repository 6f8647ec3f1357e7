import { describe, expect, it, vi } from 'vitest'
import {
  checkFormat,
  makeSecret,
  maskSecret,
  tokenMatches,
  unmask,
} from '../../../src/edge-sessions/csrf/token.ts'
import file from '../../vectors/cookies-csrf-auth-messages.json'
import { OTHER_TOKEN, SECRET, TOKEN } from './support.ts'

describe('token masking', () => {
  it('has 4 vectors from Django', () => {
    expect(file.csrf_mask).toHaveLength(4)
  })

  it.each(file.csrf_mask)('masks a secret with $mask like Django', ({ secret, mask, token }) => {
    expect(maskSecret(secret, mask)).toBe(token)
  })

  it.each(file.csrf_mask)('unmasks a token that Django masked with $mask', ({ secret, token }) => {
    expect(unmask(token)).toBe(secret)
    expect(tokenMatches(token, secret)).toBe(true)
  })

  it('leaves an unmasked secret unchanged', () => {
    expect(unmask(SECRET)).toBe(SECRET)
    expect(tokenMatches(SECRET, SECRET)).toBe(true)
  })
})

describe('tokenMatches', () => {
  it('rejects the token of another secret', () => {
    expect(tokenMatches(OTHER_TOKEN, SECRET)).toBe(false)
  })

  it.each([0, 31, 32, 63])('rejects a token with a different character at index %i', (index) => {
    const changed = TOKEN[index] === 'x' ? 'y' : 'x'
    const token = TOKEN.slice(0, index) + changed + TOKEN.slice(index + 1)
    expect(tokenMatches(token, SECRET)).toBe(false)
  })
})

describe('checkFormat', () => {
  it.each([SECRET, TOKEN])('accepts %s', (text) => {
    expect(checkFormat(text)).toBeNull()
  })

  it.each([0, 1, 31, 33, 63, 65, 4000])('rejects a length of %i', (length) => {
    expect(checkFormat('a'.repeat(length))).toBe('has incorrect length')
  })

  it.each(['*', ' ', '-', '_', 'é', '\n', '\0', '٣'])('rejects the character %j', (character) => {
    expect(checkFormat(character + 'a'.repeat(31))).toBe('has invalid characters')
    expect(checkFormat('a'.repeat(63) + character)).toBe('has invalid characters')
  })
})

describe('makeSecret', () => {
  it('uses the alphabet in Django’s order', () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, index) => index)
    const first = makeSecret(() => bytes)
    const second = makeSecret(() => bytes.map((byte) => byte + 32))
    expect(first + second.slice(0, 30)).toBe(file.csrf_alphabet)
  })

  it('skips bytes that would make some letters more likely', () => {
    const draws = [new Uint8Array(64).fill(248), new Uint8Array(64).fill(247)]
    expect(makeSecret(() => draws.shift() ?? new Uint8Array())).toBe('9'.repeat(32))
  })

  it('uses `crypto.getRandomValues` by default', () => {
    const generator = vi.spyOn(crypto, 'getRandomValues')
    expect(checkFormat(makeSecret())).toBeNull()
    expect(generator).toHaveBeenCalled()
  })

  it('makes each letter equally likely', () => {
    const counts = new Map<string, number>()
    for (let draw = 0; draw < 4000; draw++) {
      for (const letter of makeSecret()) counts.set(letter, (counts.get(letter) ?? 0) + 1)
    }
    const expected = (4000 * 32) / 62
    const chiSquare = [...counts.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    )
    expect(counts.size).toBe(62)
    // 61 degrees of freedom: exceeded by chance once in ten million runs.
    expect(chiSquare).toBeLessThan(132)
  })

  it('throws if the random generator is broken', () => {
    expect(() => makeSecret(() => new Uint8Array())).toThrow('working source of random bytes')
    expect(() => makeSecret((length) => new Uint8Array(length).fill(255))).toThrow('random bytes')
  })
})
