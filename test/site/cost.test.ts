import { beforeEach, describe, expect, it } from 'vitest'
import { site, siteWith } from '../support/site.ts'
import { Browser, emptyTable } from '../support/test-app.ts'

beforeEach(emptyTable)

async function costOf(response: Promise<Response>): Promise<string | undefined> {
  return /<p id="cost">([^<]*)<\/p>/.exec(await (await response).text())?.[1]
}

describe('the cost in the page footer', () => {
  it('is 1 statement and 1 row for the first write and for a later read (P1, P2)', async () => {
    const browser = new Browser(site)
    expect(await costOf(browser.get('/set-session/'))).toBe(
      'This page cost 1 D1 statement, 0 rows read, 1 written.',
    )
    expect(await costOf(browser.get('/get-session/'))).toBe(
      'This page cost 1 D1 statement, 1 row read, 0 written.',
    )
  })

  it('is zero without a session cookie (P1)', async () => {
    for (const path of ['/', '/get-session/', '/inspect/', '/cart/', '/nope/']) {
      expect(await costOf(new Browser(site).get(path)), path).toBe(
        'This page cost 0 D1 statements, 0 rows read, 0 written.',
      )
    }
  })

  it('covers a single request, even when several run at the same time', async () => {
    const browsers = Array.from({ length: 8 }, () => new Browser(site))
    const costs = await Promise.all(browsers.map((each) => costOf(each.get('/set-session/'))))
    expect(new Set(costs)).toEqual(
      new Set(['This page cost 1 D1 statement, 0 rows read, 1 written.']),
    )
  })

  it('includes rows read through a D1 session with read replicas', async () => {
    const browser = new Browser(siteWith({ SESSION_READ_REPLICAS: true }))
    await browser.get('/set-session/')
    expect(await costOf(browser.get('/get-session/'))).toContain('1 row read')
  })
})
