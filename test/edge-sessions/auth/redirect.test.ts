import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { safeNextUrl } from '../../../src/edge-sessions/auth/index.ts'

const HERE = 'https://shop.example/login/?x=1'

async function safe(next: string | undefined, fallback?: string): Promise<string> {
  const app = new Hono()
  app.get('*', (c) => c.text(safeNextUrl(c, next, fallback)))
  return (await app.request(HERE)).text()
}

describe('safeNextUrl', () => {
  it.each([
    ['/cart/', '/cart/'],
    ['/cart/?a=1&b=2#total', '/cart/?a=1&b=2#total'],
    ['https://shop.example/cart/', '/cart/'],
    ['//shop.example/cart/', '/cart/'],
    ['cart/', '/login/cart/'],
    ['?page=2', '/login/?page=2'],
    ['/search/?q=https://evil.example', '/search/?q=https://evil.example'],
  ])('accepts %s', async (next, expected) => {
    expect(await safe(next)).toBe(expected)
  })

  it.each([
    'https://evil.example/',
    'http://shop.example/',
    'https://shop.example:8443/',
    '//evil.example/',
    '///evil.example/',
    String.raw`\\evil.example/`,
    String.raw`/\evil.example/`,
    '\t//evil.example/',
    '/\t/evil.example/',
    ' https://evil.example/',
    'https:///evil.example/',
    'https:\\\\evil.example',
    'https://shop.example@evil.example/',
    'https://shop.example.evil.example/',
    'javascript:alert(1)',
    'JavaScript:alert(1)//shop.example',
    'data:text/html,x',
    'blob:https://shop.example/x',
    'ftp://shop.example/',
    'https://[::1',
  ])('rejects %j', async (next) => {
    expect(await safe(next)).toBe('/')
  })

  it.each(['/.//evil.example/', '/x/..//evil.example/', 'https://shop.example//evil.example/'])(
    'stays on this host for %s, as parsed by browsers',
    async (next) => {
      const target = await safe(next)
      expect(new URL(target, HERE).host).toBe('shop.example')
      expect(target).toBe('/%2Fevil.example/')
    },
  )

  it('works without `URL.parse`, as on Node.js 20', async () => {
    const { parse } = URL
    try {
      Reflect.deleteProperty(URL, 'parse')
      expect(await safe('/cart/')).toBe('/cart/')
      expect(await safe('https://[::1')).toBe('/')
    } finally {
      URL.parse = parse
    }
  })

  it('returns the fallback for a missing or empty URL', async () => {
    expect(await safe(undefined, '/account/')).toBe('/account/')
    expect(await safe('', '/account/')).toBe('/account/')
  })
})
