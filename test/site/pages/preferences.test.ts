import { beforeEach, describe, expect, it } from 'vitest'
import { site } from '../../support/site.ts'
import { Browser, emptyTable } from '../../support/test-app.ts'

beforeEach(emptyTable)

describe('/preferences/', () => {
  it('changes the theme and the language of every page at once', async () => {
    const browser = new Browser(site)
    expect(await (await browser.get('/preferences/')).text()).toContain(
      '<html lang="en" data-theme="auto">',
    )
    const response = await browser.post('/preferences/', { theme: 'dark', language: 'de' })
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/preferences/#main'])
    expect(response.headers.get('Set-Cookie')).toContain('Max-Age=3600')
    for (const path of ['/preferences/', '/', '/cart/', '/get-session/', '/nope']) {
      const page = await (await browser.get(path)).text()
      expect(page, path).toContain('<html lang="de" data-theme="dark">')
      expect(page, path).toContain('Warenkorb')
    }
    expect(await (await browser.get('/preferences/')).text()).toContain('value="dark" checked=""')
  })

  it.each([
    {},
    { theme: 'dark' },
    { theme: 'pink', language: 'de' },
    { theme: 'auto', language: 'xx' },
    { theme: 'constructor', language: '__proto__' },
  ])('keeps the preferences after %j and shows the reason', async (fields) => {
    const browser = new Browser(site)
    await browser.get('/preferences/')
    await browser.post('/preferences/', fields)
    const page = await (await browser.get('/preferences/')).text()
    expect(page).toContain('Choose one of the themes and one of the languages.')
    expect(page).toContain('<html lang="en" data-theme="auto">')
  })
})
