import { describe, expect, it } from 'vitest'
import { memoize } from '../../src/site/memoize.ts'

describe('memoize', () => {
  it('computes the result once per object', () => {
    let runs = 0
    const numbered = memoize((_: object) => ++runs)
    const [one, other] = [{}, {}]
    expect([numbered(one), numbered(other), numbered(one), numbered(other)]).toEqual([1, 2, 1, 2])
  })
})
