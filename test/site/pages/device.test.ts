import Bowser from 'bowser'
import { describe, expect, it, vi } from 'vitest'
import { isDevice, parseDevice } from '../../../src/site/pages/account/device.ts'

const AGENTS = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Firefox',
    'Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Safari',
    'iOS',
  ],
  [
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    'Chrome',
    'Android',
  ],
] as const

describe('parseDevice', () => {
  it.each(AGENTS)('returns the browser and the system of %s', (userAgent, browser, system) => {
    expect(parseDevice(userAgent)).toEqual({ browser, system })
  })

  it.each([undefined, '', 'x', 'curl/8.5.0', '<b>/1 ('])('returns null for %j', (userAgent) => {
    expect(parseDevice(userAgent)).toBeNull()
  })

  it('parses at most 512 characters (P11)', () => {
    const parse = vi.spyOn(Bowser, 'parse')
    for (const part of ['a', '(', ' ', 'Version/', '1.']) parseDevice(part.repeat(100_000))
    expect(parse.mock.calls.map(([userAgent]) => userAgent.length)).toEqual(Array(5).fill(512))
    parse.mockRestore()
  })
})

describe('isDevice', () => {
  it.each([null, 'Chrome', 1, {}, { browser: 'Chrome' }, { browser: 1, system: 'x' }])(
    'rejects %j',
    (value) => {
      expect(isDevice(value)).toBe(false)
    },
  )
})
