import { beforeEach, describe, expect, it } from 'vitest'
import { login, loginRequired } from '../../../src/edge-sessions/auth/index.ts'
import { loginAddress } from '../../../src/edge-sessions/auth/redirect.ts'
import { ALICE, AuthSite, resetUsers } from './auth-site.ts'

beforeEach(resetUsers)

type Options = Parameters<typeof loginRequired>[0]

function site(options?: Options): AuthSite {
  return new AuthSite({ loginUrl: '/login/' }, {}, loginRequired(options))
}

/** Returns the `Location` that an anonymous visitor of `path` is redirected to. */
async function location(path: string, options?: Options): Promise<string> {
  const { app, errors } = site(options)
  const response = await app.request(path)
  expect(response.status).toBe(302)
  expect(errors).toEqual([])
  return response.headers.get('Location') ?? ''
}

describe('loginRequired', () => {
  it('lets a logged-in user through', async () => {
    const members = site()
    const browser = members.browser()
    await members.visit(browser, async (c) => login(c, ALICE))
    const response = await members.visit(browser, async (c) => c.text('let in'), '/private/')
    expect(await response.text()).toBe('let in')
  })

  it('redirects an anonymous visitor without running the handler', async () => {
    const members = site()
    const response = await members.visit(
      members.browser(),
      async () => {
        throw new Error('let in')
      },
      '/private/',
    )
    expect(response.status).toBe(302)
    expect(members.errors).toEqual([])
  })

  it('puts the path and query of the page into `next`', async () => {
    expect(await location('/private/?a=1&b=%2F')).toBe('/login/?next=/private/%3Fa%3D1%26b%3D%252F')
  })

  it("redirects to Django's default login URL if none is set", async () => {
    const { app } = new AuthSite({}, {}, loginRequired())
    const response = await app.request('/private/')
    expect(response.headers.get('Location')).toBe('/accounts/login/?next=/private/')
  })

  it('accepts a custom login URL and field name and keeps the query of the URL', async () => {
    const options = { loginUrl: '/enter?lang=de', redirectFieldName: 'to' }
    expect(await location('/private/', options)).toBe('/enter?lang=de&to=/private/')
  })

  it('passes the absolute URL of the page to a login page on another host', async () => {
    expect(await location('/private/', { loginUrl: 'https://id.example/login' })).toBe(
      'https://id.example/login?next=http%3A//localhost/private/',
    )
  })

  it('escapes a leading `//` so that `next` stays on this host', () => {
    const address = loginAddress('/login/', 'https://shop.example//evil.example/x', 'next')
    const next = new URL(address, 'https://shop.example').searchParams.get('next')
    expect(next).toBe('/%2Fevil.example/x')
  })

  it('sets `Cache-Control: private` and `Vary: Cookie` on the redirect', async () => {
    const { app } = site()
    const response = await app.request('/private/')
    expect(response.headers.get('Cache-Control')).toBe('private')
    expect(response.headers.get('Vary')).toBe('Cookie')
  })
})
