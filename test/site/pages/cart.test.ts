import { beforeEach, describe, expect, it } from 'vitest'
import { site } from '../../support/site.ts'
import { Browser, emptyTable, rows } from '../../support/test-app.ts'
import { captureLogs } from '../../support/watch-logs.ts'

beforeEach(emptyTable)

async function shopper(): Promise<Browser> {
  const browser = new Browser(site)
  await browser.get('/cart/')
  return browser
}

async function cartOf(browser: Browser): Promise<string> {
  return (await browser.get('/cart/')).text()
}

describe('/cart/', () => {
  it('is empty at first', async () => {
    expect(await cartOf(new Browser(site))).toContain('Your cart is empty.')
  })

  it('adds, changes and removes products, empties the cart and shows a notice once', async () => {
    const browser = await shopper()
    const added = await browser.post('/cart/add/', { product: 'key' })
    expect([added.status, added.headers.get('Location')]).toEqual([303, '/cart/#main'])
    const page = await cartOf(browser)
    expect(page).toContain('Added Spare key. Your cart is kept for an hour.')
    expect(page).toContain('€8.50')
    expect(await cartOf(browser)).not.toContain('Added Spare key')

    await browser.post('/cart/add/', { product: 'key' })
    await browser.post('/cart/add/', { product: 'cookie' })
    expect(await cartOf(browser)).toContain('<b>€18.20</b>')
    await browser.post('/cart/change/', { product: 'cookie', quantity: '10' })
    expect(await cartOf(browser)).toContain('<b>€29.00</b>')
    await browser.post('/cart/remove/', { product: 'key' })
    expect(await cartOf(browser)).toContain('<b>€12.00</b>')
    await browser.post('/cart/change/', { product: 'cookie', quantity: '0' })
    expect(await cartOf(browser)).toContain('Removed Cookie from your cart.')
    await browser.post('/cart/empty/')
    expect(await cartOf(browser)).toContain('Your cart is empty.')
  })

  it('extends the session to one hour', async () => {
    const browser = await shopper()
    const response = await browser.post('/cart/add/', { product: 'key' })
    expect(response.headers.get('Set-Cookie')).toContain('Max-Age=3600')
  })

  it('keeps items added from two tabs at once (P3)', async () => {
    const browser = await shopper()
    await browser.post('/cart/add/', { product: 'key' })
    const adding = Array.from({ length: 10 }, () => browser.post('/cart/add/', { product: 'key' }))
    adding.push(browser.post('/cart/add/', { product: 'clock' }))
    await Promise.all(adding)
    const page = await cartOf(browser)
    expect(page).toContain('name="quantity" value="11"')
    expect(page).toContain('name="quantity" value="1"')
  })

  it.each([
    ['/cart/add/', { product: 'nothing' }, 'That product does not exist.'],
    ['/cart/add/', {}, 'That product does not exist.'],
    ['/cart/remove/', { product: '__proto__' }, 'That product does not exist.'],
    ['/cart/change/', { product: 'key' }, 'Enter a quantity from 0 to 99.'],
    ['/cart/change/', { product: 'key', quantity: '-1' }, 'Enter a quantity from 0 to 99.'],
    ['/cart/change/', { product: 'key', quantity: '1e9' }, 'Enter a quantity from 0 to 99.'],
    ['/cart/change/', { product: 'x', quantity: '1' }, 'That product does not exist.'],
  ])(
    'keeps the cart unchanged after %s with %j and shows the reason',
    async (path, fields, notice) => {
      const browser = await shopper()
      await browser.post('/cart/add/', { product: 'clock' })
      await cartOf(browser)
      expect((await browser.post(path, fields)).status).toBe(303)
      const page = await cartOf(browser)
      expect(page).toContain(notice)
      expect(page).toContain('<b>€14.90</b>')
    },
  )

  it('limits each product to 99', async () => {
    const browser = await shopper()
    await browser.post('/cart/change/', { product: 'key', quantity: '99' })
    await browser.post('/cart/add/', { product: 'key' })
    expect(await cartOf(browser)).toContain('value="99"')
  })

  it.each(['/cart/add/', '/cart/change/', '/cart/remove/', '/cart/empty/'])(
    'rejects %s without a token and by GET (ASVS 3.5.1, 3.5.3)',
    async (path) => {
      const warnings = captureLogs('warn')
      const browser = await shopper()
      expect((await browser.request(path, { method: 'POST' })).status).toBe(403)
      expect(warnings).toEqual([`Forbidden (CSRF token missing.): ${path}`])
      expect((await browser.get(path)).status).toBe(404)
      expect(await rows()).toEqual([])
    },
  )
})
