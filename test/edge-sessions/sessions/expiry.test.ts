import { expect, it } from 'vitest'
import { customExpiry, EXPIRY_KEY } from '../../../src/edge-sessions/sessions/expiry.ts'

it.each([Number.NaN, Number.POSITIVE_INFINITY])('an expiry of %d counts as none', (seconds) => {
  expect(customExpiry(new Map([[EXPIRY_KEY, seconds]]))).toBeNull()
})
