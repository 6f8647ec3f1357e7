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

/** Alive up to this time after noon, and dead from the next millisecond on; the session says so. */
async function expectEnd(cookie: string, milliseconds: number, options = {}): Promise<void> {
  expect(await isLive(cookie, milliseconds - SECOND, options)).toBe(true)
  expect(await isLive(cookie, milliseconds, options)).toBe(true)
  expect(await isLive(cookie, milliseconds + 1, options)).toBe(false)
  expect(await isLive(cookie, milliseconds + 1e9, options)).toBe(false)
  const session = sessionOf(cookie, { cookieAge: 30, ...options, now: at(milliseconds) })
  expect((await session.getStoredExpiryDate())?.getTime()).toBe(NOON.getTime() + milliseconds)
}

describe('a session in a cookie', () => {
  it('ends cookieAge after its signature, as in Django (CVE-2018-1000814)', async () => {
    const cookie = await cookieOf({ name: 'Ankit' }, { now: at(0) })
    await expectEnd(cookie, 30 * SECOND)
    await expectEnd(cookie, 3600 * SECOND, { cookieAge: 3600 })
  })

  it('counts from the whole second that the signature names', async () => {
    await expectEnd(await cookieOf({ name: 'Ankit' }, { now: at(999) }), 30 * SECOND)
  })

  it('says after a save when it ends, as it says when it is loaded', async () => {
    const session = sessionOf(null, { cookieAge: 30, now: at(999) })
    session.set('name', 'Ankit')
    await session.save()
    expect(await session.getStoredExpiryDate()).toEqual(at(30 * SECOND)())
  })

  it('of a clock that is ahead is accepted, as in Django', async () => {
    const cookie = await cookieOf({ name: 'Ankit' }, { now: at(60 * SECOND) })
    expect(await isLive(cookie, 0)).toBe(true)
  })

  it.each([10, 10.5])('ends earlier by setExpiry(%d), unlike in Django', async (seconds) => {
    const session = sessionOf(null, { now: at(0) })
    session.set('name', 'Ankit')
    session.setExpiry(seconds)
    await session.save()
    await expectEnd(session.key ?? '', seconds * SECOND)
  })

  it('ends at the date of setExpiry, unlike in Django', async () => {
    const session = sessionOf(null, { now: at(0) })
    session.set('name', 'Ankit')
    session.setExpiry(at(7250)())
    await session.save()
    await expectEnd(session.key ?? '', 7250)
  })

  it('has ended by a setExpiry that has passed', async () => {
    const session = sessionOf(null, { now: at(0) })
    session.set('name', 'Ankit')
    session.setExpiry(-10)
    await session.save()
    expect(await isLive(session.key ?? '', 0)).toBe(false)
  })

  it.each([0, 3600, at(3_600_000)()])(
    'ends no later by setExpiry(%s): the signature is good for cookieAge',
    async (expiry) => {
      const session = sessionOf(null, { now: at(0) })
      session.set('name', 'Ankit')
      session.setExpiry(expiry)
      await session.save()
      await expectEnd(session.key ?? '', 30 * SECOND)
    },
  )

  it('ends after absoluteAge, however often it is saved', async () => {
    const options = { cookieAge: 30, absoluteAge: 45 }
    const first = await cookieOf({ name: 'Ankit' }, { ...options, now: at(0) })
    const session = sessionOf(first, { ...options, now: at(20 * SECOND) })
    session.set('visits', 1)
    await session.save()
    await expectEnd(session.key ?? '', 45 * SECOND, options)
  })

  it('counts absoluteAge from the last signature where no start is noted', async () => {
    const cookie = await cookieOf({ name: 'Ankit' }, { now: at(0) })
    await expectEnd(cookie, 10 * SECOND, { absoluteAge: 10 })
  })
})

describe('in a site', () => {
  it('an expired cookie is removed when the session is used, and only then', async () => {
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

  it('what is set after the end begins with nothing', async () => {
    const site = new CookieSite()
    const browser = site.browser()
    await site.visit(browser, setName)
    site.clock.advance(31)
    await site.visit(browser, (session) => session.set('other', 'new'))
    expect(await site.members(browser)).toEqual({ other: 'new' })
  })

  it('reading does not make it live longer, saving does', async () => {
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

  it('a session that ends with the browser has a cookie without Max-Age, and ends all the same', async () => {
    const site = new CookieSite({ expireAtBrowserClose: true })
    const browser = site.browser()
    const response = await site.visit(browser, setName)
    expect(response.headers.get('Set-Cookie')).toMatch(/^sessionid=[^;]+; Path=\/; HttpOnly/)
    site.clock.advance(31)
    expect(await site.members(browser)).toEqual({})
  })
})

describe('saveEveryRequest', () => {
  it('signs anew when a second has passed, and sends the cookie with it', async () => {
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

  it('keeps a session alive for as long as it is used', async () => {
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

  it('signs no more often than renewAfter says', async () => {
    const site = new CookieSite({ saveEveryRequest: true, renewAfter: 10 })
    const browser = site.browser()
    await site.visit(browser, setName)
    site.clock.advance(9.999)
    expect((await site.visit(browser, () => {})).headers.getSetCookie()).toEqual([])
    site.clock.advance(0.001)
    expect((await site.visit(browser, () => {})).headers.getSetCookie()).toHaveLength(1)
  })

  it('signs nothing that would live no longer, and nothing that has ended', async () => {
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
