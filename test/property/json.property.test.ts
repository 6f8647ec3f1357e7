import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SESSION_SALT, sessionCodec } from '../../src/edge-sessions/sessions/codec.ts'
import { dumps, loads } from '../../src/edge-sessions/signing/index.ts'
import { NOON, SECRET_KEY } from '../support/test-app.ts'
import { runs, TIMEOUT } from './runs.ts'
import { anyName, anyValue, isSame } from './values.ts'

const codec = sessionCodec({ secretKey: SECRET_KEY })
const keys = { key: SECRET_KEY, salt: SESSION_SALT }

const anyMembers = fc
  .array(fc.tuple(anyName, anyValue), { maxLength: 8 })
  .map((members) => new Map(members))

/** Numbers as Python or other libraries write them, which JavaScript would write differently. */
const numberText = fc.oneof(
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 53n + 64n }).map(String),
  fc.integer().map((integer) => `${integer}.0`),
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: -400, max: 400 }))
    .map(([digit, exponent]) => `${digit}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('NaN', 'Infinity', '-Infinity', '-0', '-0.0', '0.10', '1E5', '1e16', '1.50E+3'),
)

const textText = fc
  .oneof(
    fc.constantFrom('NaN', '-Infinity', '"NaN"', '\\', '\\"1.0', '12345678901234567890'),
    fc.string(),
  )
  .map((text) => JSON.stringify(text))

const nameText = fc
  .string({ unit: fc.constantFrom('a', 'b', '_', 'N', '.', ' ', '-'), minLength: 1 })
  .map((name) => JSON.stringify(name))

/** The text of a JSON value with numbers in unusual notations. */
const { valueText } = fc.letrec<{ valueText: string }>((tie) => ({
  valueText: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(numberText, textText, fc.constantFrom('true', 'false', 'null')),
    fc.array(tie('valueText'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    membersText(tie('valueText')),
  ),
}))

function membersText(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .uniqueArray(fc.tuple(nameText, value), { selector: ([name]) => name, maxLength: 4 })
    .map((members) => `{${members.map(([name, text]) => `${name}:${text}`).join(',')}}`)
}

describe('the codec with arbitrary JSON (P7)', () => {
  it('decodes its own output without loss', { timeout: TIMEOUT }, async () => {
    await fc.assert(
      fc.asyncProperty(anyMembers, async (members) => {
        const read = await codec.decode(await codec.encode(members, NOON))
        expect([...read.keys()].toSorted()).toEqual([...members.keys()].toSorted())
        for (const [name, value] of members) expect(isSame(read.get(name), value)).toBe(true)
      }),
      runs(1500),
    )
  })

  it('writes printable ASCII that JSON.parse reads without loss', {
    timeout: TIMEOUT,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(anyMembers, async (members) => {
        const text = await loads(await codec.encode(members, NOON), keys)
        expect(text).toMatch(/^[ -~]*$/)
        expect(isSame(JSON.parse(text), Object.fromEntries(members))).toBe(true)
      }),
      runs(500),
    )
  })

  it('writes unchanged values exactly as it read them', {
    timeout: TIMEOUT,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(membersText(valueText), async (text) => {
        const members = await codec.decode(await dumps(text, keys, NOON))
        expect(await loads(await codec.encode(members, NOON), keys)).toBe(text)
      }),
      runs(1500),
    )
  })

  it('preserves the exact text of the values next to a new one', { timeout: TIMEOUT }, async () => {
    await fc.assert(
      fc.asyncProperty(membersText(valueText), anyValue, async (text, value) => {
        const members = await codec.decode(await dumps(text, keys, NOON))
        const isEmpty = members.size === 0
        members.set('changed', value)
        const written = await loads(await codec.encode(members, NOON), keys)
        const start = `${text.slice(0, -1)}${isEmpty ? '' : ','}"changed":`
        expect(written.slice(0, start.length)).toBe(start)
      }),
      runs(500),
    )
  })
})
