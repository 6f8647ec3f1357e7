import { beforeEach, describe, expect, it } from 'vitest'
import { type Session, SessionInterrupted } from '../../../src/edge-sessions/index.ts'
import { NOON } from '../../support/test-app.ts'
import { clock, config, type Data, open, reload, stored, useEmptyStore } from './open-session.ts'

beforeEach(useEmptyStore)

describe('session expiry', () => {
  it('takes effect exactly cookieAge seconds after the save', async () => {
    const session = await stored({ name: 'Ankit' })
    clock.advance(29.999)
    expect(await reload(session)).toEqual({ name: 'Ankit' })
    clock.advance(0.001)
    expect(await reload(session)).toEqual({})
  })

  it('slides on each save but not on a read', async () => {
    const session = await stored({ name: 'Ankit' })
    clock.advance(20)
    await session.get('name')
    expect(await session.getStoredExpiryDate()).toEqual(new Date(NOON.getTime() + 30_000))
    await session.save()
    clock.advance(29.999)
    expect(await reload(session)).toEqual({ name: 'Ankit' })
  })

  it('may be later than cookieAge and between two seconds', async () => {
    const session = await stored({ name: 'Ankit' })
    session.setExpiry(300.5)
    await session.save()
    expect(await session.getStoredExpiryDate()).toEqual(new Date(NOON.getTime() + 300_500))
  })

  it('follows setExpiry with seconds, a date, 0 and null', async () => {
    const session = await stored({ name: 'Ankit' })
    expect(await session.getExpiryAge()).toBe(30)
    expect(await session.getExpireAtBrowserClose()).toBe(false)

    session.setExpiry(300)
    expect(await session.getExpiryAge()).toBe(300)
    session.setExpiry(300.5)
    expect(await session.getExpiryAge()).toBe(300.5)
    expect(await session.getCookieAge()).toBe(300.5)

    const date = new Date(NOON.getTime() + 3_600_400)
    session.setExpiry(date)
    expect(await session.getExpiryAge()).toBe(3600)
    expect(await session.getExpiryDate()).toEqual(date)
    expect(await session.get('_session_expiry' as 'name')).toBe('2026-03-01T13:00:00.400000+00:00')

    session.setExpiry(0)
    expect(await session.getExpiryAge()).toBe(30)
    expect(await session.getExpireAtBrowserClose()).toBe(true)
    expect(await session.getCookieAge()).toBeNull()

    session.setExpiry(null)
    expect(await session.getExpireAtBrowserClose()).toBe(false)
    expect(await session.has('_session_expiry' as 'name')).toBe(false)
  })

  it('writes dates without a time zone if useTz is false, and reads them as UTC', async () => {
    const session = open(null, { useTz: false })
    session.setExpiry(new Date('2026-03-01T12:00:10Z'))
    await session.save()
    const next = open(session.key)
    expect(await next.get('_session_expiry' as 'name')).toBe('2026-03-01T12:00:10')
    expect(await next.getExpiryAge()).toBe(10)
  })

  it.each(['2026-03-01T17:30:10+05:30', '2026-03-01T12:00:10.000900+00:00', '2026-03-01 12:00:10'])(
    'understands the Django format %s',
    async (text) => {
      const session = open()
      session.setReserved({ _session_expiry: text })
      expect(await session.getExpiryAge()).toBe(10)
    },
  )

  it.each([
    ['2026-03-01T07:00:10-05:00', '2026-03-01T12:00:10.000Z'],
    ['2026-03-01T12:00:10Z', '2026-03-01T12:00:10.000Z'],
    ['2026-03-01 12:00:10,5', '2026-03-01T12:00:10.500Z'],
    ['2026-03-01T12:00:10.25+00:00', '2026-03-01T12:00:10.250Z'],
    ['2026-03-01T12:00:10.123456+05:30', '2026-03-01T06:30:10.123Z'],
  ])('reads %s with millisecond precision', async (text, date) => {
    const session = open()
    session.setReserved({ _session_expiry: text })
    expect(await session.getExpiryDate()).toEqual(new Date(date))
  })

  it.each(['', 'tomorrow', 'at 2026-03-02T12:00:00', '2026-13-45T99:00:00', [], {}, true])(
    'falls back to cookieAge if the stored expiry is %j',
    async (stored) => {
      const session = open()
      session.setReserved({ _session_expiry: stored })
      expect(await session.getExpiryAge()).toBe(30)
    },
  )

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e15, new Date(Number.NaN), new Date(8.64e15)])(
    'rejects setExpiry(%s)',
    (expiry) => {
      expect(() => open().setExpiry(expiry)).toThrow(
        'Expected `expiry` to be seconds, null or a date in the years 1 to 9999',
      )
    },
  )

  it('rejects an expiry before the year 1, which Python cannot represent', async () => {
    const session = open()
    const earliest = new Date('0001-01-01T00:00:00.000Z')
    session.setExpiry(earliest)
    expect(await session.getExpiryDate()).toEqual(earliest)
    expect(() => session.setExpiry(new Date(earliest.getTime() - 1))).toThrow(RangeError)
    expect(() => session.setExpiry(-1e11)).toThrow(RangeError)
  })

  it('accepts the end of the year 9999 and nothing later', async () => {
    const session = open()
    const latest = new Date('9999-12-31T23:59:59.999Z')
    session.setExpiry(latest)
    expect(await session.getExpiryDate()).toEqual(latest)
    const seconds = (latest.getTime() - NOON.getTime()) / 1000
    session.setExpiry(seconds)
    expect(() => session.setExpiry(seconds + 1)).toThrow(RangeError)
  })

  it('follows expireAtBrowserClose unless setExpiry overrides it', async () => {
    const session = open(null, { expireAtBrowserClose: true })
    expect(await session.getExpireAtBrowserClose()).toBe(true)
    session.setExpiry(300)
    expect(await session.getExpireAtBrowserClose()).toBe(false)
  })

  it.each(['0', 'long ago', {}, null, true, 1e15])(
    'ends a session with absoluteAge if its start is invalid or in the future: %j',
    async (started) => {
      const session = open()
      session.setReserved({ _session_started: started })
      await session.save()
      expect(await open(session.key, { absoluteAge: 10 }).toObject()).toEqual({})
    },
  )

  it('tolerates a start up to a minute in the future, for clock skew between servers', async () => {
    const session = open()
    session.setReserved({ _session_started: NOON.getTime() / 1000 + 60 })
    await session.save()
    expect(await open(session.key, { absoluteAge: 10 }).keys()).toHaveLength(1)
  })

  it('limits an expiry that Django stored to the end of the year 9999', async () => {
    const session = open()
    session.setReserved({ _session_expiry: 1e18 })
    await session.save()
    expect(await session.getExpiryDate()).toEqual(new Date('9999-12-31T23:59:59.999Z'))
  })

  it('is renewed by touch only once renewAfter has passed', async () => {
    const session = await stored({ name: 'Ankit' })
    const renewAfter = { renewAfter: 10 }
    clock.advance(9.999)
    const early = open(session.key, renewAfter)
    await early.touch()
    expect(early.isStored).toBe(false)
    clock.advance(0.001)
    const due = open(session.key, renewAfter)
    await due.touch()
    expect(due.isStored).toBe(true)
    expect(await due.getStoredExpiryDate()).toEqual(new Date(NOON.getTime() + 40_000))
  })

  it('makes touch fail for a deleted session that this request has changed', async () => {
    for (const change of [
      (session: Session<Data>) => session.set('name', 'Zoë'),
      async (session: Session<Data>) => {
        ;(await session.get('cart'))?.push('b')
      },
    ]) {
      const session = await stored({ cart: ['a'] })
      await session.load()
      await config.store.delete(session.key ?? '')
      await change(session)
      clock.advance(1)
      await expect(session.touch()).rejects.toThrow(SessionInterrupted)
    }
  })

  it('makes a change fail after touch has found the session deleted', async () => {
    const session = await stored({ name: 'Ankit' })
    await session.load()
    await config.store.delete(session.key ?? '')
    clock.advance(1)
    await session.touch()
    expect(() => session.set('name', 'Zoë')).toThrow('Cannot modify the session')
  })

  it('lets touch succeed if another request has saved or deleted the unchanged session', async () => {
    const session = await stored({ name: 'Ankit' })
    const gone = open(session.key)
    await gone.load()
    const saved = open(session.key)
    await saved.load()
    clock.advance(1)
    session.set('name', 'Zoë')
    await session.save()
    clock.advance(1)
    await saved.touch()
    expect([saved.isStored, saved.isInterrupted]).toEqual([false, false])
    expect(await saved.get('name')).toBe('Zoë')
    saved.set('count', 1)
    await session.flush()
    await gone.touch()
    expect(gone.key).toBeNull()
    expect(gone.isEmpty()).toBe(true)
  })

  it('never exceeds absoluteAge, even with constant use (ASVS 7.3.2)', async () => {
    const options = { absoluteAge: 100 }
    let session = await stored({ name: 'Ankit' }, options)
    for (let second = 0; second < 90; second += 10) {
      clock.advance(10)
      session = open(session.key, options)
      await session.load()
      await session.touch()
      expect(await session.get('name')).toBe('Ankit')
    }
    expect(await session.getExpiryAge()).toBe(10)
    clock.advance(9.999)
    expect(await open(session.key, options).get('name')).toBe('Ankit')
    clock.advance(0.001)
    expect(await open(session.key, options).get('name')).toBeUndefined()
  })

  it('applies absoluteAge to a session that began without it and is only touched', async () => {
    const options = { absoluteAge: 100 }
    const { key } = await stored({ name: 'Ankit' })
    for (let second = 0; second < 120; second += 20) {
      clock.advance(20)
      await open(key, options).touch()
    }
    expect(await open(key, options).get('name')).toBeUndefined()
  })

  it('applies absoluteAge on load even if the row expires later', async () => {
    const session = await stored({ name: 'Ankit' }, { absoluteAge: 100, cookieAge: 50 })
    const next = open(session.key, { cookieAge: 1000, absoluteAge: 1000 })
    next.set('count', 1)
    await next.save()
    clock.advance(100)
    expect(await open(session.key, { absoluteAge: 100 }).get('name')).toBeUndefined()
    expect(await open(session.key, { absoluteAge: 1000 }).get('name')).toBe('Ankit')
  })
})
