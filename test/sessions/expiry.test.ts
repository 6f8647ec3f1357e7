import { expect, it } from 'vitest'
import { customExpiry, EXPIRY_MEMBER } from '../../src/sessions/expiry.ts'

it.each([Number.NaN, Number.POSITIVE_INFINITY])('an expiry of %d counts as none', (seconds) => {
  expect(customExpiry(new Map([[EXPIRY_MEMBER, seconds]]))).toBeNull()
})
