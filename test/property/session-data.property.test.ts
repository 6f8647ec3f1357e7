import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { SESSION_SALT, sessionCodec } from '../../src/edge-sessions/sessions/codec.ts'
import { dumps, sign, stringifyValue } from '../../src/edge-sessions/signing/index.ts'
import { NOON, SECRET_KEY } from '../support/test-app.ts'
import { runs, TIMEOUT } from './runs.ts'
import { anyValue } from './values.ts'

const codec = sessionCodec({ secretKey: SECRET_KEY })
const keys = { key: SECRET_KEY, salt: SESSION_SALT }

const MEBIBYTE = 1024 * 1024

/** Valid session data: short and long, compressed and uncompressed. */
const realData = fc.tuple(anyValue, fc.integer({ min: 0, max: 2000 }))

async function encode([value, length]: [unknown, number]): Promise<string> {
  return codec.encode(
    new Map<string, unknown>([
      ['value', value],
      ['padding', 'x'.repeat(length)],
    ]),
    NOON,
  )
}

describe('codec.decode with arbitrary data (CVE-2024-28176, CVE-2026-39324)', () => {
  let warn: MockInstance

  beforeEach(() => {
    warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  })

  afterEach(() => {
    vi.restoreAllMocks()
  })

  /** Expects an empty session and a warning that quotes none of the data. */
  async function expectNothingIn(data: string): Promise<void> {
    warn.mockClear()
    expect(await codec.decode(data)).toEqual(new Map())
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^Session data [a-z ]+; it is treated as empty$/)],
    ])
  }

  it('treats an unsigned string as empty', { timeout: TIMEOUT }, async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^\.?[\w-]{0,50}:[0-9A-Za-z]{6}:[\w-]{43}$/),
    )
    await fc.assert(fc.asyncProperty(anyText, expectNothingIn), runs(500))
  })

  it('treats valid data with one flipped bit as empty', { timeout: TIMEOUT }, async () => {
    await fc.assert(
      fc.asyncProperty(realData, fc.nat(), fc.nat(6), async (real, position, bit) => {
        const data = await encode(real)
        const at = position % data.length
        const flipped = String.fromCharCode(data.charCodeAt(at) ^ (1 << bit))
        await expectNothingIn(data.slice(0, at) + flipped + data.slice(at + 1))
      }),
      runs(1000),
    )
  })

  it('treats truncated or extended data as empty', { timeout: TIMEOUT }, async () => {
    await fc.assert(
      fc.asyncProperty(
        realData,
        fc.nat(),
        fc.string({ minLength: 1 }),
        async (real, length, more) => {
          const data = await encode(real)
          await expectNothingIn(data.slice(0, length % data.length))
          await expectNothingIn(data.slice(1 + (length % data.length)))
          await expectNothingIn(data + more)
          await expectNothingIn(more + data)
        },
      ),
      runs(300),
    )
  })

  it('treats data signed with another salt or secret as empty', {
    timeout: TIMEOUT,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), async (other) => {
        await expectNothingIn(await dumps('{"a":1}', { ...keys, salt: SESSION_SALT + other }, NOON))
        await expectNothingIn(await dumps('{"a":1}', { ...keys, key: SECRET_KEY + other }, NOON))
      }),
      runs(200),
    )
  })

  it('treats a correctly signed payload that is not a session as empty', {
    timeout: TIMEOUT,
  }, async () => {
    const payload = fc.oneof(
      fc.string({ unit: 'binary' }).filter((text) => !text.includes(':')),
      fc.stringMatching(/^\.?[\w-]{1,100}$/),
    )
    await fc.assert(
      fc.asyncProperty(payload, async (text) => expectNothingIn(await sign(text, keys, NOON))),
      runs(500),
    )
  })

  it('treats correctly signed JSON that is not an object as empty', {
    timeout: TIMEOUT,
  }, async () => {
    const text = fc.oneof(
      fc.array(anyValue).map((array) => stringifyValue(array, 'array')),
      fc.oneof(fc.integer(), fc.boolean(), fc.constant(null)).map(String),
      fc.constantFrom(
        '',
        '{',
        '{"a":}',
        '{"a":1,}',
        '[]',
        'NaN',
        "{'a':1}",
        '{"a":1}x',
        '\u00ef\u00bb\u00bf{}',
      ),
    )
    await fc.assert(
      fc.asyncProperty(text, async (json) => expectNothingIn(await dumps(json, keys, NOON))),
      runs(300),
    )
  })

  it('treats a correctly signed zlib bomb of up to 5 MB as empty', {
    timeout: TIMEOUT,
  }, async () => {
    const filling = fc.constantFrom(' ', '0', 'x', '[', '{"a":', '1.0,', '\\u0000', '"')
    const size = fc.integer({ min: 4 * MEBIBYTE + 1, max: 5 * MEBIBYTE })
    await fc.assert(
      fc.asyncProperty(filling, size, async (text, bytes) => {
        const bomb = `{"a":"${text.repeat(Math.ceil(bytes / text.length))}"}`
        await expectNothingIn(await dumps(bomb, keys, NOON))
      }),
      runs(10),
    )
  })

  it('does not throw on JSON nested up to 500,000 levels deep', { timeout: TIMEOUT }, async () => {
    const depth = fc.integer({ min: 1, max: 500_000 })
    await fc.assert(
      fc.asyncProperty(depth, fc.constantFrom('[', '{"a":'), async (levels, opening) => {
        const closing = opening === '[' ? ']' : '}'
        const nested = `{"a":${opening.repeat(levels)}1.0${closing.repeat(levels)}}`
        expect((await codec.decode(await dumps(nested, keys, NOON))).size).toBeLessThanOrEqual(1)
      }),
      runs(10),
    )
  })
})
