import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Browser } from '../../../src/edge-sessions/testing/index.ts'
import { emptyTable, rows } from '../../support/test-app.ts'
import { textOf } from '../support/site.ts'
import cart from './index'

beforeEach(emptyTable)

describe('cart', () => {
  const visitor = () => new Browser(cart, { bindings: env })

  it('keeps items added from ten tabs at once', async () => {
    const browser = visitor()
    await browser.get('/cart/')
    await browser.post('/cart/', { product: 'tea' })
    const tabs = ['tea', 'honey'].flatMap((product) => Array(5).fill({ product }))
    const answers = await Promise.all(tabs.map((form) => browser.post('/cart/', form)))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(303))
    const page = await textOf(browser.get('/cart/'))
    expect(page).toContain('tea: 6')
    expect(page).toContain('honey: 5')
    expect(page).toContain('bread: 0')
  })

  it('creates no row for a visitor who only looks', async () => {
    await visitor().get('/cart/')
    expect(await rows()).toEqual([])
  })

  it('rejects unknown products and cross-site forms', async () => {
    const browser = visitor()
    await browser.get('/cart/')
    expect((await browser.post('/cart/', { product: '__proto__' })).status).toBe(404)
    vi.spyOn(console, 'warn').mockImplementationOnce(() => {})
    const elsewhere = { headers: { Origin: 'https://evil.example' } }
    expect((await browser.post('/cart/', { product: 'tea' }, elsewhere)).status).toBe(403)
  })
})
