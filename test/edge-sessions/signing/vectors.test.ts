import { describe, expect, it, vi } from 'vitest'
import { sessionCodec } from '../../../src/edge-sessions/index.ts'
import { decodeBase62, encodeBase62 } from '../../../src/edge-sessions/signing/encoding.ts'
import {
  dumps,
  encodeBase64Url,
  loads,
  parseMembers,
  sign,
  stringifyMembers,
} from '../../../src/edge-sessions/signing/index.ts'
import file from '../../vectors/sessions.json'

describe('vectors of Django (P7)', () => {
  it('has 60 vectors', () => {
    expect(file.vectors).toHaveLength(60)
  })

  it.each(file.vectors)('reads $name as Django does', async (vector) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const codec = sessionCodec({
      secretKey: vector.decode_secret,
      secretKeyFallbacks: vector.decode_fallbacks,
      keySalt: vector.salt,
    })
    // A session is an object. If Django would continue with a list, this reads an empty session.
    const expected = vector.decodes_to_json.startsWith('{') ? vector.decodes_to_json : '{}'
    const members = await codec.decode(vector.encoded)
    expect(stringifyMembers(members)).toBe(expected)
  })

  it.each(file.vectors.filter((vector) => vector.encode_must_match_bytes))(
    'writes $name byte for byte',
    async (vector) => {
      const { sign_secret: key, salt, timestamp, plain_json: json } = vector
      const keys = { key, salt }
      const now = new Date((timestamp ?? 0) * 1000)
      const encoded =
        vector.name === 'uncompressed-form-of-large'
          ? await sign(encodeBase64Url(json ?? ''), keys, now)
          : await dumps(json ?? '', keys, now)
      expect(encoded).toBe(vector.encoded)
    },
  )

  it.each(
    file.vectors.filter((vector) => vector.plain_json?.startsWith('{') && !vector.decode_error),
  )('writes $name so that it decodes to the same JSON', async (vector) => {
    const keys = { key: vector.sign_secret, salt: vector.salt }
    const json = stringifyMembers(parseMembers(vector.plain_json ?? ''))
    const encoded = await dumps(json, keys, new Date((vector.timestamp ?? 0) * 1000))
    expect(await loads(encoded, keys)).toBe(vector.decodes_to_json)
  })

  it.each(Object.entries(file.b62))('writes and reads %s in base 62', (number, text) => {
    expect(encodeBase62(Number(number))).toBe(text)
    expect(decodeBase62(text)).toBe(Number(number))
  })
})
