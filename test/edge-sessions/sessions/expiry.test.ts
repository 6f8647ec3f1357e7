import { describe, expect, it } from 'vitest'
import { customExpiry, EXPIRY_KEY } from '../../../src/edge-sessions/sessions/expiry.ts'

describe('customExpiry', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('returns null for %d', (seconds) => {
    expect(customExpiry(new Map([[EXPIRY_KEY, seconds]]))).toBeNull()
  })
})
