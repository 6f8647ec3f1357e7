import { describe, expect, it } from 'vitest'
import { formatDuration } from '../../../src/site/pages/tutorial/duration.ts'

describe('formatDuration', () => {
  it.each([
    [0, '0 seconds'],
    [0.2, '1 second'],
    [30, '30 seconds'],
    [119, '119 seconds'],
    [120, '2 minutes'],
    [3540, '59 minutes'],
    [3599, '1 hour'],
    [3600, '1 hour'],
    [86_400, '24 hours'],
    [1_209_600, '14 days'],
  ])('says %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })
})
