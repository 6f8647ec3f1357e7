import { describe, expect, it } from 'vitest'
import { isSameDomain, trustedOrigins } from '../../../src/edge-sessions/csrf/trusted-origins.ts'

describe('trustedOrigins', () => {
  const trusted = trustedOrigins([
    'https://partner.example',
    'http://localhost:5173',
    'https://*.example.com',
    'https://*.example.org:8443',
    'capacitor://localhost',
  ])

  it.each([
    'https://partner.example',
    'http://localhost:5173',
    'https://www.example.com',
    'https://a.b.example.com',
    'https://example.com',
    'https://shop.example.org:8443',
    'capacitor://localhost',
  ])('trusts %s', (origin) => {
    expect(trusted.hasOrigin(origin)).toBe(true)
  })

  it.each([
    'http://partner.example',
    'https://partner.example:8443',
    'https://www.partner.example',
    'https://partner.example.evil.example',
    'https://partner.example/',
    'https://PARTNER.example',
    'http://localhost',
    'http://www.example.com',
    'http://example.com',
    'https://www.example.com:8443',
    'https://evilexample.com',
    'https://www.example.com.evil.example',
    'https://evil.example/.example.com',
    'https://evil.example?.example.com',
    'https://evil.example#.example.com',
    'https://evil.example\\.example.com',
    'https://evil.example@www.example.com',
    'https://*.example.com',
    'https://shop.example.org',
    'null',
    '',
    'https://',
    'www.example.com',
  ])('does not trust %j', (origin) => {
    expect(trusted.hasOrigin(origin)).toBe(false)
  })

  it.each(['partner.example', 'localhost:5173', 'example.com', 'www.example.com'])(
    'trusts the host %s',
    (host) => {
      expect(trusted.hasHost(host)).toBe(true)
    },
  )

  it.each(['localhost:8787', 'www.partner.example', 'evilexample.com', ''])(
    'does not trust the host %j',
    (host) => {
      expect(trusted.hasHost(host)).toBe(false)
    },
  )

  it.each([
    'example.com',
    '*.example.com',
    'https://',
    'https://*',
    'https://*example.com',
    'https://www.*.com',
    'https://example.com/',
    'https://example.com/path',
    'https://Example.com',
    'HTTPS://example.com',
    'https://example.com:443',
    'http://example.com:80',
    'https://*.example.com:443',
    'https://bücher.example',
    'https://user@example.com',
    'https://exa mple.com',
    'null',
    '*',
    '',
  ])('rejects the option value %j', (origin) => {
    expect(() => trustedOrigins([origin])).toThrow(
      `Expected \`trustedOrigins\` to be like \`https://example.com\` or \`https://*.example.com\`, got \`${origin}\``,
    )
  })
})

describe('isSameDomain', () => {
  it.each([
    ['example.com', 'example.com'],
    ['example.com', 'EXAMPLE.com'],
    ['example.com', '.example.com'],
    ['www.example.com', '.example.com'],
  ])('matches %s with %s', (host, pattern) => {
    expect(isSameDomain(host, pattern)).toBe(true)
  })

  it.each([
    ['www.example.com', 'example.com'],
    ['evilexample.com', '.example.com'],
    ['example.com', ''],
    ['', ''],
    ['example.com', 'com'],
  ])('does not match %j with %j', (host, pattern) => {
    expect(isSameDomain(host, pattern)).toBe(false)
  })
})
