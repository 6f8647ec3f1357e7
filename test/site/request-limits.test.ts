import { beforeEach, describe, expect, it, vi } from 'vitest'
import { site } from '../support/site.ts'
import { Browser, emptyTable, rows } from '../support/test-app.ts'

const MEGABYTE = 1_048_576
const FORM = 'application/x-www-form-urlencoded'

beforeEach(emptyTable)

async function visitor(): Promise<Browser> {
  const browser = new Browser(site)
  await browser.get('/cart/')
  return browser
}

/** Sends a form whose fields are `extra` besides the token and the product. */
async function send(browser: Browser, path: string, extra: string): Promise<Response> {
  const body = `csrfmiddlewaretoken=${browser.csrfToken}&product=key${extra}`
  return browser.request(path, { method: 'POST', headers: { 'Content-Type': FORM }, body })
}

function formOf(browser: Browser, fields: number): FormData {
  const form = new FormData()
  form.set('csrfmiddlewaretoken', browser.csrfToken ?? '')
  form.set('product', 'key')
  for (let n = 2; n < fields; n++) form.set(`field${n}`, '')
  return form
}

describe('requestLimits (P11)', () => {
  it.each(['/cart/add/', '/account/login/', '/set-session/', '/nope/'])(
    'rejects a body over 2.5 MB at %s before parsing the form',
    async (path) => {
      const browser = await visitor()
      const parse = vi.spyOn(Response.prototype, 'formData')
      const response = await send(browser, path, `&x=${'x'.repeat(2.5 * MEGABYTE)}`)
      expect(response.status).toBe(413)
      expect(await response.text()).toContain('<h1>Too much data</h1>')
      expect(response.headers.get('X-Frame-Options')).toBe('DENY')
      expect(parse).not.toHaveBeenCalled()
      expect(await rows()).toEqual([])
      parse.mockRestore()
    },
  )

  it('rejects a Content-Length over 2.5 MB without reading the body', async () => {
    const browser = await visitor()
    const headers = { 'Content-Type': FORM, 'Content-Length': String(3 * MEGABYTE) }
    const pull = vi.fn()
    const body = new ReadableStream({ pull }, { highWaterMark: 0 })
    const response = await browser.request('/cart/add/', { method: 'POST', headers, body })
    expect(response.status).toBe(413)
    expect(pull).not.toHaveBeenCalled()
  })

  it('accepts a body just below 2.5 MB', async () => {
    const browser = await visitor()
    const response = await send(browser, '/cart/add/', `&x=${'x'.repeat(2.4 * MEGABYTE)}`)
    expect(response.status).toBe(303)
    expect(await rows()).toHaveLength(1)
  })

  it('accepts 1,000 fields and rejects 1,001', async () => {
    const browser = await visitor()
    expect((await send(browser, '/cart/add/', '&a=1'.repeat(998))).status).toBe(303)
    const response = await send(browser, '/cart/add/', '&a=1'.repeat(999))
    expect(response.status).toBe(400)
    const page = await response.text()
    expect(page).toContain('<h1>Too many form fields</h1>')
    expect(page).toContain('<a href="/cart/">Back to the cart</a>')
  })

  it('accepts 1,000 multipart fields and rejects 1,001', async () => {
    const browser = await visitor()
    const post = (fields: number) =>
      browser.request('/cart/add/', { method: 'POST', body: formOf(browser, fields) })
    expect((await post(1000)).status).toBe(303)
    expect((await post(1001)).status).toBe(400)
  })

  it('rejects a million fields without parsing them (P11)', async () => {
    const browser = await visitor()
    const parsers = [Request.prototype, Response.prototype].map((each) =>
      vi.spyOn(each, 'formData'),
    )
    const response = await send(browser, '/cart/add/', '&'.repeat(1_000_000))
    expect(response.status).toBe(400)
    for (const parser of parsers) expect(parser).not.toHaveBeenCalled()
    expect((await send(browser, '/cart/add/', 'a=1')).status).not.toBe(400)
    expect(parsers.some((parser) => parser.mock.calls.length > 0)).toBe(true)
    vi.restoreAllMocks()
  })
})
