import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { Session, type SessionConfig, SessionTooLarge } from '../../src/edge-sessions/index.ts'
import { cookieConfig } from '../edge-sessions/engines/signed-cookies/cookie-site.ts'
import { NOON } from '../support/test-app.ts'
import { runs, TIMEOUT } from './runs.ts'
import { anyName, anyValue, isSame } from './values.ts'

const COOKIE_OCTETS = /^[!#-+\--:<-[\]-~]+$/

/** Returns the configuration with a clock at this number of seconds after noon. */
function configAt(seconds: number): SessionConfig {
  const now = () => new Date(NOON.getTime() + seconds * 1000)
  return cookieConfig({ cookieAge: 1000, now })
}

const anyMembers = fc.dictionary(anyName, anyValue, { minKeys: 1, maxKeys: 5 })

/** Skips sessions that do not fit into a cookie. */
function skipTooLarge(error: unknown): void {
  fc.pre(!(error instanceof SessionTooLarge))
  throw error
}

describe('a session in a signed cookie (P7, P9)', () => {
  let warn: MockInstance

  beforeEach(() => {
    warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  })

  afterEach(() => {
    vi.restoreAllMocks()
  })

  async function cookieOf(members: Record<string, unknown>): Promise<string> {
    const session = new Session(null, configAt(0))
    session.assign(members)
    await session.save().catch(skipTooLarge)
    return session.key ?? ''
  }

  /** Expects an empty session and no log line that quotes the cookie. */
  async function expectNothingIn(text: string): Promise<void> {
    warn.mockClear()
    const session = new Session(text, configAt(0))
    expect(await session.toObject()).toEqual({})
    expect(session.key).toBeNull()
    for (const [line] of warn.mock.calls) {
      expect(line).toMatch(/^Session data [a-z ]+; it is treated as empty$/)
    }
  }

  it('survives a round trip and uses only cookie-safe characters', {
    timeout: TIMEOUT,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(anyMembers, async (members) => {
        const cookie = await cookieOf(members)
        expect(cookie).toMatch(COOKIE_OCTETS)
        const loaded = await new Session(cookie, configAt(0)).toObject()
        expect(isSame(loaded, members)).toBe(true)
      }),
      runs(500),
    )
  })

  it('survives repeated saves without loss', { timeout: TIMEOUT }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMembers, { minLength: 1, maxLength: 4 }), async (steps) => {
        let cookie: string | null = null
        const expected: Record<string, unknown> = Object.create(null)
        for (const members of steps) {
          const session: Session = new Session(cookie, configAt(0))
          session.assign(members)
          await session.save().catch(skipTooLarge)
          cookie = session.key
          for (const [name, value] of Object.entries(members)) expected[name] = value
        }
        const loaded = await new Session(cookie, configAt(0)).toObject()
        expect(isSame(loaded, Object.fromEntries(Object.entries(expected)))).toBe(true)
      }),
      runs(300),
    )
  })

  it('is empty for an unsigned string', { timeout: TIMEOUT }, async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ minLength: 4000, maxLength: 4200 }),
      fc.stringMatching(/^\.?[\w-]{0,50}:[0-9A-Za-z]{6}:[\w-]{43}$/),
    )
    await fc.assert(fc.asyncProperty(anyText, expectNothingIn), runs(500))
  })

  it('is empty after a single bit flip', { timeout: TIMEOUT }, async () => {
    await fc.assert(
      fc.asyncProperty(anyMembers, fc.nat(), fc.nat(6), async (members, position, bit) => {
        const cookie = await cookieOf(members)
        const at = position % cookie.length
        const flipped = String.fromCharCode(cookie.charCodeAt(at) ^ (1 << bit))
        await expectNothingIn(cookie.slice(0, at) + flipped + cookie.slice(at + 1))
      }),
      runs(500),
    )
  })

  it('is empty after being truncated or extended', { timeout: TIMEOUT }, async () => {
    await fc.assert(
      fc.asyncProperty(anyMembers, fc.nat(), fc.string({ minLength: 1 }), async (...drawn) => {
        const [members, length, more] = drawn
        const cookie = await cookieOf(members)
        await expectNothingIn(cookie.slice(0, length % cookie.length))
        await expectNothingIn(cookie.slice(1 + (length % cookie.length)))
        await expectNothingIn(cookie + more)
        await expectNothingIn(more + cookie)
      }),
      runs(200),
    )
  })

  it('expires after the shorter of cookieAge and its own expiry', {
    timeout: TIMEOUT,
  }, async () => {
    const age = fc.integer({ min: -10, max: 2000 })
    await fc.assert(
      fc.asyncProperty(age, fc.integer({ min: 0, max: 2000 }), async (own, later) => {
        const session = new Session(null, configAt(0))
        session.set('name', 'Ankit')
        session.setExpiry(own)
        await session.save()
        const isLive = (await new Session(session.key, configAt(later)).get('name')) === 'Ankit'
        expect(isLive).toBe(later <= Math.min(own || 1000, 1000))
      }),
      runs(300),
    )
  })
})
