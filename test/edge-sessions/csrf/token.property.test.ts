import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkFormat,
  maskSecret,
  tokenMatches,
  unmask,
} from '../../../src/edge-sessions/csrf/token.ts'
import file from '../../vectors/cookies-csrf-auth-messages.json'

const letters = fc.constantFrom(...file.csrf_alphabet)
const secrets = fc.string({
  unit: letters,
  minLength: 32,
  maxLength: 32,
})

const texts = fc
  .constantFrom(0, 31, 32, 33, 63, 64, 65)
  .chain((length) =>
    fc.oneof(
      fc.string({ unit: letters, minLength: length, maxLength: length }),
      fc.string({ unit: 'binary', minLength: length, maxLength: length }),
    ),
  )

describe('a token', () => {
  it('unmasks to its secret for every mask', () => {
    fc.assert(
      fc.property(secrets, secrets, (secret, mask) => {
        const token = maskSecret(secret, mask)
        expect(checkFormat(token)).toBeNull()
        expect(token.slice(0, 32)).toBe(mask)
        expect(unmask(token)).toBe(secret)
      }),
    )
  })

  it('differs for different masks and for different secrets', () => {
    fc.assert(
      fc.property(secrets, secrets, secrets, (secret, one, other) => {
        fc.pre(one !== other)
        expect(maskSecret(secret, one)).not.toBe(maskSecret(secret, other))
        expect(maskSecret(one, secret)).not.toBe(maskSecret(other, secret))
      }),
    )
  })

  it('matches only its own secret', () => {
    fc.assert(
      fc.property(secrets, secrets, secrets, (secret, other, mask) => {
        expect(tokenMatches(maskSecret(other, mask), secret)).toBe(other === secret)
      }),
    )
  })

  it('is well-formed only with 32 or 64 letters and digits', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const isWellFormed = /^(?:[a-zA-Z0-9]{32}){1,2}$/.test(text)
        expect(checkFormat(text) === null).toBe(isWellFormed)
      }),
    )
  })
})
