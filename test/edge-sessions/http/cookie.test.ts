import { describe, expect, it } from 'vitest'
import {
  readCookie,
  serializeCookie,
  serializeDeletion,
} from '../../../src/edge-sessions/http/cookie.ts'
import { resolveCookie } from '../../../src/edge-sessions/http/cookie-options.ts'
import { memoryStore, type SessionOptions } from '../../../src/edge-sessions/index.ts'
import { SECRET_KEY } from '../../support/test-app.ts'
import file from '../../vectors/cookies-csrf-auth-messages.json'

const NOW = new Date('2026-11-23T10:36:41Z')

function cookie(options: Partial<SessionOptions> = {}) {
  return resolveCookie({ store: memoryStore(), secretKey: SECRET_KEY, ...options })
}

/** Sorts the attributes, because their order has no meaning. */
function attributes(header: string): string[] {
  return header.split('; ').sort()
}

describe('readCookie', () => {
  it.each(file.parse_cookie)('reads $header as Django does', ({ header, parsed }) => {
    for (const [name, value] of Object.entries(parsed)) {
      if (name !== '') expect(readCookie(header, name)).toBe(value)
    }
  })

  it('returns the last of several cookies with the same name, as Django does', () => {
    expect(readCookie('sessionid=a; x=1; sessionid=b', 'sessionid')).toBe('b')
  })

  it.each(['__host-id=x', '%5F%5FHost-id=x', '\u00a0__Host-id=x', '__Host-idd=x', '=__Host-id=x'])(
    'does not mistake %j for __Host-id (CVE-2026-39410, CVE-2020-8184, CVE-2023-23934)',
    (header) => {
      expect(readCookie(header, '__Host-id')).toBeUndefined()
    },
  )

  it('returns undefined if the header or the cookie is missing', () => {
    expect(readCookie(undefined, 'sessionid')).toBeUndefined()
    expect(readCookie('a=1; sessionidx=2', 'sessionid')).toBeUndefined()
  })
})

describe('readCookie with unusual input', () => {
  it.each([
    ['idx', undefined],
    ['i d=x', undefined],
    ['a=1; \t id=x', 'x'],
    ['id="', '"'],
    ['id=""', ''],
    ['id=x"', 'x"'],
    ['id="x', '"x'],
    ['id="a\\"b\\054c"', 'a"b,c'],
  ])('reads %j as %j', (header, value) => {
    expect(readCookie(header, 'id')).toBe(value)
  })
})

describe('serializeCookie', () => {
  it('writes the attributes that Django writes', () => {
    const [vector] = file.set_cookie
    const header = serializeCookie('abc', 1_209_600, cookie(), false, NOW)
    expect(attributes(header)).toEqual(attributes(vector?.header ?? ''))
  })

  it('writes domain, SameSite and Secure as Django does', () => {
    const options = {
      cookieDomain: '.example.com',
      cookieSecure: true,
      cookieSameSite: 'Strict',
    } as const
    const header = serializeCookie('abc', null, cookie(options), false, NOW)
    expect(attributes(header)).toEqual(attributes(file.set_cookie[1]?.header ?? ''))
  })

  it('adds Secure on https, or whenever cookieSecure or the browser requires it', () => {
    expect(serializeCookie('a', 1, cookie(), true, NOW)).toContain('; Secure')
    expect(serializeCookie('a', 1, cookie(), false, NOW)).not.toContain('Secure')
    for (const options of [
      { cookieName: '__Host-id' },
      { cookieName: '__Secure-id' },
      { cookieSameSite: 'None' },
      { cookieSecure: true },
    ] as const) {
      expect(serializeCookie('a', 1, cookie(options), false, NOW)).toContain('; Secure')
    }
    expect(serializeCookie('a', 1, cookie({ cookieSecure: false }), true, NOW)).not.toContain(
      'Secure',
    )
  })

  it('omits attributes that are turned off', () => {
    const plain = cookie({ cookieHttpOnly: false, cookieSameSite: false })
    expect(serializeCookie('a', null, plain, false, NOW)).toBe('sessionid=a; Path=/')
  })

  it('limits Max-Age to whole seconds from 0 to 400 days', () => {
    expect(serializeCookie('a', 99_999_999, cookie(), false, NOW)).toContain('Max-Age=34560000;')
    expect(serializeCookie('a', -5, cookie(), false, NOW)).toContain('Max-Age=0;')
    expect(serializeCookie('a', 300.5, cookie(), false, NOW)).toContain('Max-Age=300;')
  })

  it('accepts a name and value of 4096 bytes and rejects 4097', () => {
    const longest = 'a'.repeat(4096 - 'sessionid='.length)
    expect(serializeCookie(longest, 1, cookie(), false, NOW)).toContain(longest)
    expect(() => serializeCookie(`${longest}a`, 1, cookie(), false, NOW)).toThrow(
      'Expected cookie `sessionid` to be at most 4096 bytes of plain ASCII, got 4097',
    )
  })

  it.each([';', ' ', '"', ',', '\\', '\r\n', '\0', 'é'])('rejects %j in a value', (character) => {
    expect(() => serializeCookie(`a${character}`, 1, cookie(), false, NOW)).toThrow(RangeError)
  })

  it('does not percent-encode colons, which Django would not decode', () => {
    expect(serializeCookie('.eJ:1qYh2:Zx_-9', null, cookie(), false, NOW)).toContain(
      '=.eJ:1qYh2:Zx_-9;',
    )
  })
})

describe('serializeDeletion', () => {
  it.each([
    [{}, file.set_cookie[5]],
    [{ cookiePath: '/x/', cookieDomain: '.example.local' }, file.set_cookie[6]],
    [{ cookieName: '__Host-s' }, file.set_cookie[7]],
    [{ cookieName: 's', cookieSameSite: 'None' }, file.set_cookie[8]],
  ] as const)('includes every attribute that Django sends for %j', (options, vector) => {
    const header = attributes(serializeDeletion(cookie(options), false))
    for (const attribute of attributes(vector?.header ?? '')) expect(header).toContain(attribute)
  })

  it('includes every attribute of the removed cookie (CVE-2018-25060, CVE-2022-39284)', () => {
    const options = { cookieDomain: 'example.com', cookiePath: '/x', cookieSecure: true }
    expect(serializeDeletion(cookie(options), false)).toBe(
      'sessionid=""; Domain=example.com; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/x; HttpOnly; SameSite=Lax; Secure',
    )
  })
})
