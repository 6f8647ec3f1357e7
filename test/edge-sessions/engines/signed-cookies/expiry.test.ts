import { describe, expect, it } from 'vitest'
import { decodeBase62 } from '../../../../src/edge-sessions/signing/index.ts'
import { NOON } from '../../../support/test-app.ts'
import { type Action, CookieSite, cookieOf, sessionOf } from './cookie-site.ts'

const setName: Action = (session) => session.set('name', 'Ankit')

const SECOND = 1000
const at = (milliseconds: number) => () => new Date(NOON.getTime() + milliseconds)

/** Whether a cookie holds a session at this time after noon. */
async function isLive(cookie: string, milliseconds: number, options = {}): Promise<boolean> {
  const session = sessionOf(cookie, { cookieAge: 30, ...options, now: at(milliseconds) })
  return (await session.get('name')) === 'Ankit'
}

/** Expects the session to report this time after noon as its expiry, and to expire right after it. */
async function expectEnd(cookie: string, milliseconds: number, options = {}): Promise<void> {
  expect(await isLive(cookie, milliseconds - SECOND, options)).toBe(true)
  expect(await isLive(cookie, milliseconds, options)).toBe(true)
  expect(await isLive(cookie, milliseconds + 1, options)).toBe(false)
  expect(await isLive(cookie, milliseconds + 1e9, options)).toBe(false)
  const session = sessionOf(cookie, { cookieAge: 30, ...options, now: at(milliseconds) })
  expect((await session.getStoredExpiryDate())?.getTime()).toBe(NOON.getTime() + milliseconds)
}

describe('a session in a cookie', () => {
  it('expires `cookieAge` after its signature, as in Django (CVE-2018-1000814)', async () => {
    const cookie = await cookieOf({ name: 'Ankit' }, { now: at(0) })
    await expectEnd(cookie, 30 * SECOND)
    await expectEnd(cookie, 3600 * SECOND, { cookieAge: 3600 })
  })

  it('expires relative to the whole second of its timestamp', async () => {
    await expectEnd(await cookieOf({ name: 'Ankit' }, { now: at(999) }), 30 * SECOND)
  })

  it('reports its whole-second expiry directly after a save', async () => {
    const session = sessionOf(null, { cookieAge: 30, now: at(999) })
    session.set('name', 'Ankit')
    await session.save()
    expect(await session.getStoredExpiryDate()).toEqual(at(30 * SECOND)())
  })

  it('is accepted with a timestamp in the future, as in Django', async () => {
    const cookie = await cookieOf({ name: 'Ankit' }, { now: at(60 * SECOND) })
    expect(await isLive(cookie, 0)).toBe(true)
  })

  it.each([10, 10.5])('expires earlier with setExpiry(%d), unlike in Django', async (seconds) => {
    const session = sessionOf(null, { now: at(0) })
    session.set('name', 'Ankit')
    session.setExpiry(seconds)
    await session.save()
    await expectEnd(session.key ?? '', seconds * SECOND)
  })

  it('expires at the date given to setExpiry, unlike in Django', async () => {
    const session = sessionOf(null, { now: at(0) })
    session.set('name', 'Ankit')
    session.setExpiry(at(7250)())
    await session.save()
    await expectEnd(session.key ?? '', 7250)
  })

  it('is expired after a setExpiry in the past', async () => {
    const session = sessionOf(null, { now: at(0) })
    session.set('name', 'Ankit')
    session.setExpiry(-10)
    await session.save()
    expect(await isLive(session.key ?? '', 0)).toBe(false)
  })

  it.each([0, 3600, at(3_600_000)()])(
    'expires no later than `cookieAge` with setExpiry(%s)',
    async (expiry) => {
      const session = sessionOf(null, { now: at(0) })
      session.set('name', 'Ankit')
      session.setExpiry(expiry)
      await session.save()
      await expectEnd(session.key ?? '', 30 * SECOND)
    },
  )

  it('expires after `absoluteAge` even if it is saved again', async () => {
    const options = { cookieAge: 30, absoluteAge: 45 }
    const first = await cookieOf({ name: 'Ankit' }, { ...options, now: at(0) })
    const session = sessionOf(first, { ...options, now: at(20 * SECOND) })
    session.set('visits', 1)
    await session.save()
    await expectEnd(session.key ?? '', 45 * SECOND, options)
  })

  it('applies `absoluteAge` from its signature if no start is recorded', async () => {
    const cookie = await cookieOf({ name: 'Ankit' }, { now: at(0) })
    await expectEnd(cookie, 10 * SECOND, { absoluteAge: 10 })
  })
})

describe('a session on a site', () => {
  it('loses its expired cookie only when it is used', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    site.clock.advance(31)
    const untouched = await site.visit(browser, () => {})
    expect(untouched.headers.getSetCookie()).toEqual([])
    const response = await site.visit(browser, (session) => session.get('name'))
    expect(await response.json()).toBeNull()
    expect(response.headers.get('Set-Cookie')).toContain('sessionid=""; expires=Thu, 01 Jan 1970')
  })

  it('starts empty if data is set after the expiry', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    site.clock.advance(31)
    await site.visit(browser, (session) => session.set('other', 'new'))
    expect(await site.members(browser)).toEqual({ other: 'new' })
  })

  it('is extended by saving but not by reading', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    for (let visit = 0; visit < 3; visit++) {
      site.clock.advance(20)
      await site.visit(browser, (session) => session.set('visits', visit))
    }
    site.clock.advance(20)
    expect(await site.members(browser)).toEqual({ name: 'Ankit', visits: 2 })
    site.clock.advance(20)
    expect(await site.members(browser)).toEqual({})
  })

  it('has no Max-Age with `expireAtBrowserClose` but still expires', async () => {
    const site = new CookieSite({ expireAtBrowserClose: true })
    const browser = site.browser()
    const response = await site.visit(browser, setName)
    expect(response.headers.get('Set-Cookie')).toMatch(/^sessionid=[^;]+; Path=\/; HttpOnly/)
    site.clock.advance(31)
    expect(await site.members(browser)).toEqual({})
  })
})

describe('saveEveryRequest', () => {
  it('signs and sends the cookie again once a second has passed', async () => {
    const site = new CookieSite({ saveEveryRequest: true })
    const browser = site.browser()
    await site.visit(browser, setName)
    const first = browser.sessionKey ?? ''
    site.clock.advance(0.999)
    expect((await site.visit(browser, () => {})).headers.getSetCookie()).toEqual([])
    site.clock.advance(0.001)
    const response = await site.visit(browser, () => {})
    expect(response.headers.getSetCookie()).toHaveLength(1)
    expect(response.headers.get('Vary')).toBe('Cookie')
    expect(browser.sessionKey).not.toBe(first)
    expect(decodeBase62(browser.sessionKey?.split(':').at(1) ?? '')).toBe(NOON.getTime() / 1000 + 1)
  })

  it('keeps a session alive while it is used', async () => {
    const site = new CookieSite({ saveEveryRequest: true })
    const browser = site.browser()
    await site.visit(browser, setName)
    for (let visit = 0; visit < 5; visit++) {
      site.clock.advance(25)
      expect(await site.members(browser)).toEqual({ name: 'Ankit' })
    }
    site.clock.advance(31)
    expect(await site.members(browser)).toEqual({})
  })

  it('signs no more often than `renewAfter`', async () => {
    const site = new CookieSite({ saveEveryRequest: true, renewAfter: 10 })
    const browser = site.browser()
    await site.visit(browser, setName)
    site.clock.advance(9.999)
    expect((await site.visit(browser, () => {})).headers.getSetCookie()).toEqual([])
    site.clock.advance(0.001)
    expect((await site.visit(browser, () => {})).headers.getSetCookie()).toHaveLength(1)
  })

  it('does not sign a session that would not live longer or has expired', async () => {
    const site = new CookieSite({ saveEveryRequest: true })
    const browser = site.browser()
    await site.visit(browser, (session) => {
      session.set('name', 'Ankit')
      session.setExpiry(at(10 * SECOND)())
    })
    site.clock.advance(5)
    expect((await site.visit(browser, () => {})).headers.getSetCookie()).toEqual([])
    site.clock.advance(5.001)
    const response = await site.visit(browser, () => {})
    expect(response.headers.get('Set-Cookie')).toContain('Max-Age=0')
  })
})
