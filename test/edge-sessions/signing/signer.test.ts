import { describe, expect, it, vi } from 'vitest'
import {
  BadSignature,
  SignatureExpired,
  sign,
  signedAt,
  unsign,
  unsignWithin,
} from '../../../src/edge-sessions/signing/index.ts'

const keys = { key: 'a secret', salt: 'a purpose' }
const NOW = new Date('2026-01-01T00:00:00Z')
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000)

describe('unsign', () => {
  it('verifies a string once and forgets it after 256 newer ones', async () => {
    const signed = await sign('verified once', keys, NOW)
    await unsign(signed, keys)
    const hmac = vi.spyOn(crypto.subtle, 'sign')
    expect(await unsign(signed, keys)).toBe('verified once')
    expect(hmac).not.toHaveBeenCalled()
    for (let count = 0; count < 255; count++) {
      await unsign(await sign(`newer ${count}`, keys, NOW), keys)
    }
    hmac.mockClear()
    await unsign(signed, keys)
    expect(hmac).not.toHaveBeenCalled()
    await unsign(await sign('newer 255', keys, NOW), keys)
    hmac.mockClear()
    await unsign(signed, keys)
    expect(hmac).toHaveBeenCalledOnce()
    hmac.mockRestore()
  })

  it('verifies a string of more than 4096 characters each time', async () => {
    const value = 'x'.repeat(4096 - ':1vb66i:'.length - 43)
    const [longest, longer] = [await sign(value, keys, NOW), await sign(`${value}x`, keys, NOW)]
    await unsign(longest, keys)
    await unsign(longer, keys)
    const hmac = vi.spyOn(crypto.subtle, 'sign')
    await unsign(longest, keys)
    expect(hmac).not.toHaveBeenCalled()
    await unsign(longer, keys)
    expect(hmac).toHaveBeenCalledOnce()
    hmac.mockRestore()
  })

  it('rejects a verified string under another key, salt or signature', async () => {
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

  it('returns the signed value, including its colons', async () => {
    expect(await unsign(await sign('a:b:', keys, NOW), keys)).toBe('a:b:')
    expect(await unsign(await sign('', keys, NOW), keys)).toBe('')
  })

  it('verifies a string of a fallback key once', async () => {
    const signed = await sign('fallback', { ...keys, key: 'an old secret' }, NOW)
    const withFallbacks = { ...keys, fallbackKeys: ['older', 'an old secret'] }
    await unsign(signed, withFallbacks)
    const hmac = vi.spyOn(crypto.subtle, 'sign')
    expect(await unsign(signed, withFallbacks)).toBe('fallback')
    expect(hmac).not.toHaveBeenCalled()
  })

  it('accepts signatures of fallback keys only', async () => {
    const signed = await sign('x', { ...keys, key: 'an old secret' }, NOW)
    expect(await unsign(signed, { ...keys, fallbackKeys: ['older', 'an old secret'] })).toBe('x')
    await expect(unsign(signed, { ...keys, fallbackKeys: ['older'] })).rejects.toThrow(BadSignature)
    await expect(unsign(signed, keys)).rejects.toThrow('Expected a signature made with a known key')
  })

  it('rejects a value that was signed with another salt (ASVS 9.2.2)', async () => {
    const signed = await sign('x', { ...keys, salt: 'another purpose' }, NOW)
    await expect(unsign(signed, keys)).rejects.toThrow(BadSignature)
  })

  it('rejects another salt and key whose concatenation is equal (CVE-2019-10911)', async () => {
    const signed = await sign('x', { key: 'c', salt: 'ab' }, NOW)
    await expect(unsign(signed, { key: 'bc', salt: 'a' })).rejects.toThrow(BadSignature)
  })

  it('rejects a string without a signature or a timestamp', async () => {
    await expect(unsign('nothing', keys)).rejects.toThrow(BadSignature)
    const [, , signature] = (await sign('x', keys, NOW)).split(':')
    await expect(unsign(`x:${signature}`, keys)).rejects.toThrow(BadSignature)
  })

  it('separates the keys of many tenants in one isolate', async () => {
    for (let tenant = 0; tenant < 200; tenant++) {
      const own = { ...keys, key: `secret ${tenant}` }
      expect(await unsign(await sign(`${tenant}`, own, NOW), own)).toBe(`${tenant}`)
    }
    await expect(
      unsign(await sign('x', { ...keys, key: 'secret 1' }, NOW), { ...keys, key: 'secret 2' }),
    ).rejects.toThrow(BadSignature)
  })
})

describe('unsignWithin', () => {
  it('returns the value until its age exceeds the limit', async () => {
    const signed = await sign('a:b', keys, NOW)
    expect(await unsignWithin(signed, keys, 10, later(10))).toBe('a:b')
    await expect(unsignWithin(signed, keys, 10, later(10.001))).rejects.toThrow(SignatureExpired)
    await expect(unsignWithin(signed, keys, 10, later(11))).rejects.toThrow('at most 10 s old')
  })

  it('rejects a timestamp of more than ten digits', async () => {
    const farAhead = Object.assign(new Date(), { getTime: () => 62 ** 10 * 1000 })
    const signed = await sign('x', keys, farAhead)
    await expect(unsignWithin(signed, keys, 10, NOW)).rejects.toThrow(
      new BadSignature('Expected a timestamp in base 62'),
    )
  })

  it('rejects a signature of another key', async () => {
    const signed = await sign('x', { ...keys, key: 'another secret' }, NOW)
    await expect(unsignWithin(signed, keys, 10, NOW)).rejects.toThrow(BadSignature)
  })
})

describe('signedAt', () => {
  it('returns the time before the signature, or null if it is malformed', () => {
    expect(signedAt('a:b:1vb66i:d')).toEqual(new Date(1_767_225_600_000))
    expect(signedAt('a:b:$:d')).toBeNull()
    expect(signedAt('unsigned')).toBeNull()
  })
})
