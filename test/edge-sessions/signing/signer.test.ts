import { afterEach, describe, expect, it, vi } from 'vitest'
import { decodeBase62, encodeBase62 } from '../../../src/edge-sessions/signing/base62.ts'
import {
  binaryToBytes,
  bytesToBinary,
  decodeBase64Url,
  encodeBase64Url,
} from '../../../src/edge-sessions/signing/base64.ts'
import {
  BadSignature,
  constantTimeEqual,
  dumps,
  loads,
  SignatureExpired,
  sign,
  timestampOf,
  unsign,
  unsignWithin,
} from '../../../src/edge-sessions/signing/index.ts'
import { deflate, inflate } from '../../../src/edge-sessions/signing/zlib.ts'

const keys = { key: 'a secret', salt: 'a purpose' }
const NOW = new Date('2026-01-01T00:00:00Z')
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000)

describe('unsign', () => {
  it('verifies a string once, and forgets it for newer ones', async () => {
    const signed = await sign('verified once', keys, NOW)
    await unsign(signed, keys)
    const hmac = vi.spyOn(crypto.subtle, 'sign')
    expect(await unsign(signed, keys)).toBe('verified once')
    expect(hmac).not.toHaveBeenCalled()
    for (let count = 0; count < 256; count++) {
      await unsign(await sign(`newer ${count}`, keys, NOW), keys)
    }
    hmac.mockClear()
    await unsign(signed, keys)
    expect(hmac).toHaveBeenCalledOnce()
    hmac.mockRestore()
  })

  it('remembers nothing that another key, purpose or signature could use', async () => {
    const signed = await sign('remembered', { key: 'bc', salt: 'a' }, NOW)
    await unsign(signed, { key: 'bc', salt: 'a' })
    const others = [
      { key: 'c', salt: 'ab' },
      { key: 'bc', salt: 'b' },
      { key: 'b', salt: 'a' },
    ]
    for (const other of others) await expect(unsign(signed, other)).rejects.toThrow(BadSignature)
    for (const forged of [`${signed}A`, signed.slice(0, -1), `x${signed}`]) {
      await expect(unsign(forged, { key: 'bc', salt: 'a' })).rejects.toThrow(BadSignature)
    }
  })

  it('returns what was signed, colons and all', async () => {
    expect(await unsign(await sign('a:b:', keys, NOW), keys)).toBe('a:b:')
    expect(await unsign(await sign('', keys, NOW), keys)).toBe('')
  })

  it('verifies a string that a fallback key signed once', async () => {
    const signed = await sign('fallback', { ...keys, key: 'an old secret' }, NOW)
    const withFallbacks = { ...keys, fallbackKeys: ['older', 'an old secret'] }
    await unsign(signed, withFallbacks)
    const hmac = vi.spyOn(crypto.subtle, 'sign')
    expect(await unsign(signed, withFallbacks)).toBe('fallback')
    expect(hmac).not.toHaveBeenCalled()
  })

  it('accepts fallback keys, and no others', async () => {
    const signed = await sign('x', { ...keys, key: 'an old secret' }, NOW)
    expect(await unsign(signed, { ...keys, fallbackKeys: ['older', 'an old secret'] })).toBe('x')
    await expect(unsign(signed, { ...keys, fallbackKeys: ['older'] })).rejects.toThrow(BadSignature)
    await expect(unsign(signed, keys)).rejects.toThrow('Expected a signature made with a known key')
  })

  it('refuses what was signed for another purpose (ASVS 9.2.2)', async () => {
    const signed = await sign('x', { ...keys, salt: 'another purpose' }, NOW)
    await expect(unsign(signed, keys)).rejects.toThrow(BadSignature)
  })

  it('keeps apart salts and keys whose ends meet (CVE-2019-10911)', async () => {
    const signed = await sign('x', { key: 'c', salt: 'ab' }, NOW)
    await expect(unsign(signed, { key: 'bc', salt: 'a' })).rejects.toThrow(BadSignature)
  })

  it('refuses a text without signature, and one without timestamp', async () => {
    await expect(unsign('nothing', keys)).rejects.toThrow(BadSignature)
    const [, , signature] = (await sign('x', keys, NOW)).split(':')
    await expect(unsign(`x:${signature}`, keys)).rejects.toThrow(BadSignature)
  })

  it('tells apart two requests with keys of their own in one isolate', async () => {
    for (let tenant = 0; tenant < 200; tenant++) {
      const own = { ...keys, key: `secret ${tenant}` }
      expect(await unsign(await sign(`${tenant}`, own, NOW), own)).toBe(`${tenant}`)
    }
    await expect(
      unsign(await sign('x', { ...keys, key: 'secret 1' }, NOW), { ...keys, key: 'secret 2' }),
    ).rejects.toThrow(BadSignature)
  })
})

describe('the keys of HMAC', () => {
  afterEach(() => {
    vi.restoreAllMocks()
    vi.resetModules()
  })

  /** A signer that has made no key yet, and how many it has made so far. */
  async function freshSigner() {
    vi.resetModules()
    const fresh = await import('../../../src/edge-sessions/signing/signer.ts')
    const importKey = vi.spyOn(crypto.subtle, 'importKey')
    return {
      importKey,
      signFor: (tenant: number) => fresh.sign('x', { ...keys, key: `secret ${tenant}` }, NOW),
      count: () => importKey.mock.calls.length,
    }
  }

  it('are made once each, and forgotten when there are more than 64', async () => {
    const { signFor, count } = await freshSigner()
    for (let tenant = 1; tenant <= 64; tenant++) await signFor(tenant)
    expect(count()).toBe(64)
    await signFor(1)
    expect(count()).toBe(64)
    await signFor(65)
    await signFor(65)
    expect(count()).toBe(65)
    await signFor(1)
    expect(count()).toBe(66)
  })

  it('cannot be read out of where they are kept', async () => {
    const { importKey, signFor } = await freshSigner()
    await signFor(1)
    const made = await importKey.mock.results[0]?.value
    expect(made).toHaveProperty('extractable', false)
  })
})

describe('timestampOf', () => {
  it('is what stands before the signature, or nothing', async () => {
    expect(timestampOf('a:b:c:d')).toBe('c')
    expect(timestampOf('nothing')).toBe('')
  })
})

describe('unsignWithin', () => {
  it('returns what was signed, to the second of its age', async () => {
    const signed = await sign('a:b', keys, NOW)
    expect(await unsignWithin(signed, keys, 10, later(10))).toBe('a:b')
    await expect(unsignWithin(signed, keys, 10, later(10.001))).rejects.toThrow(SignatureExpired)
    await expect(unsignWithin(signed, keys, 10, later(11))).rejects.toThrow('of at most 10 s')
  })

  it('refuses a time that is no number of at most ten digits', async () => {
    const farAhead = Object.assign(new Date(), { getTime: () => 62 ** 10 * 1000 })
    const signed = await sign('x', keys, farAhead)
    await expect(unsignWithin(signed, keys, 10, NOW)).rejects.toThrow(
      new BadSignature('Expected a timestamp in base 62'),
    )
  })

  it('refuses a signature made with another key, whatever its age', async () => {
    const signed = await sign('x', { ...keys, key: 'another secret' }, NOW)
    await expect(unsignWithin(signed, keys, 10, NOW)).rejects.toThrow(BadSignature)
  })
})

describe('loads', () => {
  it('reads what dumps wrote, compressed or not', async () => {
    for (const json of ['{}', '{"a":1}', `{"a":"${'x'.repeat(100)}"}`]) {
      expect(await loads(await dumps(json, keys, NOW), keys)).toBe(json)
    }
  })

  it('compresses where that saves two bytes or more', async () => {
    expect((await dumps(`{"a":"${'x'.repeat(100)}"}`, keys, NOW)).startsWith('.')).toBe(true)
    expect((await dumps('{"a":"abcdefghijklmnop"}', keys, NOW)).startsWith('.')).toBe(false)
  })

  it('compresses from the length on that it is told', async () => {
    const json = `"${'x'.repeat(98)}"`
    expect((await dumps(json, keys, NOW, 100)).startsWith('.')).toBe(true)
    expect((await dumps(json, keys, NOW, 101)).startsWith('.')).toBe(false)
  })

  it('does not unpack what is not signed (CVE-2026-39324)', async () => {
    const [payload] = (await dumps('{"admin":true}', keys, NOW)).split(':')
    await expect(loads(`${payload}:1vb66i:AAAA`, keys)).rejects.toThrow(BadSignature)
    await expect(loads(payload ?? '', keys)).rejects.toThrow(BadSignature)
  })

  it.each([4, 5, 50])(
    'stops at 4 MiB: a bomb of %i MB (CVE-2024-28176, CVE-2024-28180, CVE-2026-39373)',
    async (megabytes) => {
      const json = `"${'0'.repeat(megabytes * 1_048_576)}"`
      const bomb = await dumps(json, keys, NOW)
      expect(bomb.length).toBeLessThan(100_000)
      await expect(loads(bomb, keys)).rejects.toThrow('Expected at most 4194304 decompressed bytes')
    },
  )
})

describe('inflate', () => {
  it('accepts exactly the size it is given', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(10_000))
    const compressed = await deflate(bytes)
    expect(await inflate(compressed, 10_000)).toEqual(bytes)
    await expect(inflate(compressed, 9_999)).rejects.toThrow(RangeError)
  })

  it.each([
    ['what is no zlib data', new Uint8Array([1, 2, 3, 4])],
    ['nothing', new Uint8Array()],
  ])('throws for %s', async (_, bytes) => {
    await expect(inflate(bytes, 100)).rejects.toThrow()
  })

  it('throws for data that ends too early', async () => {
    const compressed = await deflate(new Uint8Array(1000))
    await expect(inflate(compressed.subarray(0, -6), 1000)).rejects.toThrow()
  })
})

describe('encodings', () => {
  it('base 62 refuses what is no number, or more than a loop should bear (CVE-2017-18589)', () => {
    for (const text of ['', '-', 'a b', 'é', '1'.repeat(11), '1'.repeat(1000)]) {
      expect(decodeBase62(text), text).toBeNull()
    }
    expect(decodeBase62(encodeBase62(-3844))).toBe(-3844)
    for (const text of ['--1', '-'.repeat(100_000), '-']) expect(decodeBase62(text)).toBeNull()
    expect(decodeBase62('z'.repeat(10))).toBe(62 ** 10 - 1)
  })

  it('base64 is URL-safe, unpadded, and read with padding too', () => {
    const binary = '\u00fb\u00ff\u00bf\u0001'
    expect(encodeBase64Url(binary)).toBe('-_-_AQ')
    expect(decodeBase64Url('-_-_AQ')).toBe(binary)
    expect(decodeBase64Url('-_-_AQ==')).toBe(binary)
    expect(() => decodeBase64Url('a')).toThrow(DOMException)
  })

  it('base64 reads every byte of every length that it has written', () => {
    const bytes = Uint8Array.from({ length: 10_000 }, (_, index) => 255 - (index % 256))
    for (const length of [0, 1, 2, 3, 255, 256, 8191, 8192, 8193, 10_000]) {
      const part = bytes.subarray(0, length)
      const text = encodeBase64Url(bytesToBinary(part))
      expect(text).toBe(part.toBase64({ alphabet: 'base64url', omitPadding: true }))
      expect(binaryToBytes(decodeBase64Url(text))).toEqual(part)
    }
  })

  it('constantTimeEqual compares whole texts (CVE-2013-0263)', () => {
    expect(constantTimeEqual('abc', 'abc')).toBe(true)
    expect(constantTimeEqual('', '')).toBe(true)
    for (const other of ['abd', 'xbc', 'ab', 'abcd', '']) {
      expect(constantTimeEqual('abc', other)).toBe(false)
    }
  })
})
