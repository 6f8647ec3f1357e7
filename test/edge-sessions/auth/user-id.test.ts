import { describe, expect, it } from 'vitest'
import { parseUserId } from '../../../src/edge-sessions/auth/index.ts'

describe('parseUserId', () => {
  it.each([
    ['7', '7'],
    [7, '7'],
    ['9007199254740993', '9007199254740993'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['1f3c9c3e-0000-4000-8000-000000000000', '1f3c9c3e-0000-4000-8000-000000000000'],
    ['007', '007'],
  ])('reads %j as %j', (value, id) => {
    expect(parseUserId(value)).toBe(id)
  })

  it.each([undefined, null, '', true, 1.5, Number.NaN, 2 ** 53, [7], { id: 7 }])(
    'returns null for %j',
    (value) => {
      expect(parseUserId(value)).toBeNull()
    },
  )
})
