import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { SIGNED_COOKIES_SALT } from '../../../../src/edge-sessions/engines/signed-cookies/index.ts'
import { d1Store, Session, sessionCodec } from '../../../../src/edge-sessions/index.ts'
import {
  dumps,
  parseMembers,
  sign,
  stringifyMembers,
} from '../../../../src/edge-sessions/signing/index.ts'
import { emptyTable, NOON, rows, SECRET_KEY } from '../../../support/test-app.ts'
import sessionFile from '../../../vectors/sessions.json'
import file from '../../../vectors/signed-cookies.json'
import { cookieConfig, cookieOf, sessionOf } from './cookie-site.ts'

const OLD = 'an-older-secret-key-used-before-rotation'

let warn: MockInstance
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe("the codec for Django's signed cookies (P7)", () => {
  const options = (signedAt: number) => ({
    secretKey: file.secret,
    secretKeyFallbacks: [OLD],
    now: () => new Date(signedAt * 1000),
  })
  const known = sessionFile.vectors.filter(({ salt }) => salt === SIGNED_COOKIES_SALT)
  const cookies = [
    ...file.cookies,
    ...known.map(({ encoded, plain_json, sign_secret, timestamp }) => ({
      name: 'the vector of Django 5.2',
      secret: sign_secret,
      signed_at: timestamp ?? 0,
      json: plain_json ?? '',
      cookie: encoded,
      compressed: encoded.startsWith('.'),
    })),
  ]

  it('has 13 vectors', () => {
    expect(cookies).toHaveLength(13)
    expect(file.salt).toBe(SIGNED_COOKIES_SALT)
  })

  it.each(cookies)('reads $name', async ({ cookie, json, signed_at }) => {
    const session = sessionOf(cookie, options(signed_at))
    expect(await session.entries()).toEqual(Object.entries(JSON.parse(json)))
    expect(warn).not.toHaveBeenCalled()
  })

  it.each(cookies.filter(({ compressed, secret }) => !compressed && secret === file.secret))(
    'writes $name byte for byte',
    async ({ cookie, json, signed_at }) => {
      const config = cookieConfig(options(signed_at))
      const members = parseMembers(json) ?? new Map()
      expect(await config.codec.encode(members, new Date(signed_at * 1000))).toBe(cookie)
    },
  )

  it.each(cookies)('compresses $name if Django does', async ({ compressed, json, signed_at }) => {
    const { codec } = cookieConfig(options(signed_at))
    const text = await codec.encode(parseMembers(json) ?? new Map(), NOON)
    expect(text.startsWith('.')).toBe(compressed)
  })

  it('writes a session byte for byte', async () => {
    const { cookie, signed_at } = vector('one member')
    expect(await cookieOf({ name: 'Ankit' }, options(signed_at))).toBe(cookie)
  })

  it('keeps the spelling of untouched numbers', async () => {
    const { cookie, json, signed_at } = vector('names and numbers')
    const session = new Session(cookie, cookieConfig(options(signed_at)))
    session.set('new', 1)
    await session.save()
    const members = await cookieConfig(options(signed_at)).codec.decode(session.key ?? '')
    expect(stringifyMembers(members)).toBe(json.replace('}', ',"new":1}'))
  })

  it('accepts fallback keys and signs with the current key at the next save', async () => {
    const old = await cookieOf({ name: 'Ankit' }, { secretKey: OLD })
    expect(await sessionOf(old).toObject()).toEqual({})
    const session = sessionOf(old, { secretKeyFallbacks: [OLD] })
    session.set('visits', 1)
    await session.save()
    expect(await sessionOf(session.key).toObject()).toEqual({ name: 'Ankit', visits: 1 })
  })
})

describe('an invalid session cookie', () => {
  /** Expects an empty session without a key, and a log that does not quote the cookie. */
  async function expectNothingIn(cookie: string): Promise<void> {
    const session = sessionOf(cookie, { now: () => NOON })
    expect(await session.toObject(), cookie).toEqual({})
    expect(session.key).toBeNull()
    expect(await session.getStoredExpiryDate()).toBeNull()
    for (const [line] of warn.mock.calls) {
      expect(line).toMatch(/^Session data [a-z ]+; it is treated as empty$/)
    }
  }

  it('is rejected if any character was changed', async () => {
    const cookie = await cookieOf({ name: 'Ankit' }, { now: () => NOON })
    for (let at = 0; at < cookie.length; at++) {
      const other = cookie[at] === 'A' ? 'B' : 'A'
      await expectNothingIn(cookie.slice(0, at) + other + cookie.slice(at + 1))
    }
  })

  it('is rejected with a part that is missing, repeated or from another cookie', async () => {
    const [payload, timestamp, signature] = (await cookieOf({ name: 'Ankit' })).split(':')
    const [other] = (await cookieOf({ name: 'Mallory' })).split(':')
    const texts = [
      `${payload}:${timestamp}`,
      `${payload}:${signature}`,
      `${timestamp}:${signature}`,
      `:${payload}:${timestamp}:${signature}`,
      `${payload}:${timestamp}:${signature}:`,
      `${payload}:${timestamp}:${signature}=`,
      `${payload}:${timestamp}:${timestamp}:${signature}`,
      `${other}:${timestamp}:${signature}`,
      `${payload}%3A${timestamp}%3A${signature}`,
      '::',
      '::::',
    ]
    for (const text of texts) await expectNothingIn(text)
  })

  it('is rejected if its signed payload is empty or malformed', async () => {
    const keys = { key: SECRET_KEY, salt: SIGNED_COOKIES_SALT }
    for (const json of ['{}', '[]', 'null', '7', '{', '']) {
      await expectNothingIn(await dumps(json, keys, NOON))
    }
    await expectNothingIn(await sign('.AAAA', keys, NOON))
    await expectNothingIn(await sign('*', keys, NOON))
  })

  it('is rejected with a malformed timestamp', async () => {
    for (const timestamp of ['***', '', 'zzzzzzzzzz', 'zzzzzzzzzzz']) {
      await expectNothingIn(await signWhole(`eyJhIjoxfQ:${timestamp}`))
    }
  })

  it('is rejected if it is data or a key from the table, and vice versa', async () => {
    await emptyTable()
    const now = () => NOON
    const codec = sessionCodec({ secretKey: SECRET_KEY })
    const config = { store: d1Store(env.DB), codec, now }
    const session = new Session(null, config)
    session.set('name', 'Ankit')
    await session.save()
    const [row] = await rows()
    await expectNothingIn(row?.session_data ?? '')
    await expectNothingIn(row?.session_key ?? '')

    const cookie = await cookieOf({ name: 'Mallory' }, { now })
    await env.DB.prepare('UPDATE django_session SET session_data = ?').bind(cookie).run()
    expect(await new Session(session.key, config).toObject()).toEqual({})
    expect(new Session(cookie, config).key, 'not even asked for').toBeNull()
  })

  it('is rejected if it was signed with another salt', async () => {
    const cookie = await cookieOf({ name: 'Ankit' }, { keySalt: 'my own' })
    expect(await sessionOf(cookie, { keySalt: 'my own' }).toObject()).toEqual({ name: 'Ankit' })
    await expectNothingIn(cookie)
  })

  it.each([4096, 4097])('is verified only up to 4096 bytes: %i bytes', async (size) => {
    const verify = vi.spyOn(crypto.subtle, 'sign')
    await expectNothingIn('x:y:'.padEnd(size, 'z'))
    expect(verify).toHaveBeenCalledTimes(size > 4096 ? 0 : 1)
  })

  it.each([null, ''])('is treated as missing: %j', async (sent) => {
    const session = sessionOf(sent)
    expect(session.key).toBeNull()
    expect(session.isEmpty()).toBe(true)
    expect(await session.toObject()).toEqual({})
    expect(warn).not.toHaveBeenCalled()
  })
})

function vector(name: string) {
  const found = file.cookies.find((cookie) => cookie.name === name)
  if (found === undefined) throw new Error(`Expected a vector \`${name}\``)
  return found
}

/** Signs a string without the timestamp that `sign` adds. */
async function signWhole(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${SIGNED_COOKIES_SALT}signer${SECRET_KEY}`)
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', digest, hmac, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text))
  return `${text}:${new Uint8Array(mac).toBase64({ alphabet: 'base64url', omitPadding: true })}`
}
