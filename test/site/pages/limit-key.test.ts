import { describe, expect, it } from 'vitest'
import { limitKey } from '../../../src/site/pages/admin/limit-key.ts'

describe('limitKey', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    [undefined, 'unknown address'],
    ['2001:db8:1:2:3:4:5:6', '2001:0db8:0001:0002::/64'],
    ['2001:DB8:1:2:ffff:ffff:ffff:ffff', '2001:0db8:0001:0002::/64'],
    ['2001:0db8:0001:0002::1', '2001:0db8:0001:0002::/64'],
    ['2001:db8::1', '2001:0db8:0000:0000::/64'],
    ['2001:db8:0:0:1::', '2001:0db8:0000:0000::/64'],
    ['::1', '0000:0000:0000:0000::/64'],
    ['::', '0000:0000:0000:0000::/64'],
    ['::ffff:203.0.113.7', '::ffff:203.0.113.7'],
    ['1:2:3:4:5:6:7:8:9::', '1:2:3:4:5:6:7:8:9::'],
    ['::1::', '::1::'],
    ['', ''],
  ])('maps %s to %s', (address, key) => {
    expect(limitKey(address)).toBe(key)
  })

  it('returns one key per network', () => {
    const hosts = Array.from({ length: 100 }, (_, host) => `2001:db8:1:2::${host.toString(16)}`)
    expect(new Set(hosts.map(limitKey)).size).toBe(1)
    expect(limitKey('2001:db8:1:3::1')).not.toBe(limitKey('2001:db8:1:2::1'))
  })
})
