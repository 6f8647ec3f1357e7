import { describe, expect, it } from 'vitest'
import {
  formatDate,
  formatDuration,
  formatRelative,
  timeZoneOf,
} from '../../../src/site/ui/time.ts'

const NOW = new Date('2026-03-01T12:00:00Z')

describe('formatDuration', () => {
  it.each([
    [1, '1 second'],
    [29.2, '30 seconds'],
    [119, '119 seconds'],
    [120, '2 minutes'],
    [3540, '59 minutes'],
    [3599, '1 hour'],
    [7200, '2 hours'],
    [1_209_600, '14 days'],
  ])('formats %s seconds', (seconds, text) => {
    expect(formatDuration(seconds, 'en')).toBe(text)
  })

  it('uses the given language', () => {
    expect(formatDuration(3600, 'de')).toBe('1 Stunde')
    expect(formatDuration(30, 'hi')).toBe('30 सेकंड')
  })
})

describe('formatRelative', () => {
  it.each([
    [-5, '5 sec ago'],
    [30, 'in 30 sec'],
    [3540, 'in 59 min'],
  ])('formats a time %s seconds from now', (seconds, text) => {
    expect(formatRelative(new Date(NOW.getTime() + seconds * 1000), NOW, 'en')).toBe(text)
  })
})

describe('formatDate', () => {
  it('uses the given time zone and language', () => {
    expect(formatDate(NOW, 'en', 'UTC')).toBe('1 Mar 2026, 12:00 UTC')
    expect(formatDate(NOW, 'de', 'Europe/Berlin')).toMatch(/^1\. März 2026.* 13:00 MEZ$/)
    expect(formatDate(NOW, 'hi', 'Asia/Kolkata')).toMatch(/17:30/)
  })
})

describe('timeZoneOf', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['Nowhere/Land', 'UTC'],
    [undefined, 'UTC'],
    [7, 'UTC'],
  ])('maps %s to %s', (timezone, zone) => {
    const request = new Request('http://localhost/', {
      cf: { timezone } as IncomingRequestCfProperties,
    })
    expect(timeZoneOf(request)).toBe(zone)
  })
})
