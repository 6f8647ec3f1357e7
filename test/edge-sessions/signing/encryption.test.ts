import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const ENCRYPTION = { secret: 'a secret', purpose: 'a purpose', context: 'an owner' }
const PLAIN = new TextEncoder().encode('some bytes')

/** A module that has derived no key yet. */
let encryption: typeof import('../../../src/edge-sessions/signing/encryption.ts')

beforeEach(async () => {
  vi.resetModules()
  encryption = await import('../../../src/edge-sessions/signing/encryption.ts')
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('decrypt', () => {
  it('returns the encrypted bytes', async () => {
    const text = await encryption.encrypt(PLAIN, ENCRYPTION)
    expect(await encryption.decrypt(text, ENCRYPTION)).toEqual(PLAIN.buffer)
  })

  it.each(['secret', 'purpose', 'context'] as const)(
    'returns null under another %s',
    async (name) => {
      const text = await encryption.encrypt(PLAIN, ENCRYPTION)
      expect(await encryption.decrypt(text, { ...ENCRYPTION, [name]: 'another' })).toBeNull()
    },
  )

  it.each(['', 'a', 'AAAA', '\u00e9', 'A'.repeat(100)])('returns null for %j', async (text) => {
    expect(await encryption.decrypt(text, ENCRYPTION)).toBeNull()
  })

  it('returns null for a ciphertext that was changed at any place', async () => {
    const text = await encryption.encrypt(PLAIN, ENCRYPTION)
    for (let at = 0; at < text.length - 1; at++) {
      const other = text[at] === 'A' ? 'B' : 'A'
      const changed = text.slice(0, at) + other + text.slice(at + 1)
      expect(await encryption.decrypt(changed, ENCRYPTION), changed).toBeNull()
    }
  })
})

describe('encrypt', () => {
  it('uses another IV each time', async () => {
    const texts = await Promise.all([1, 2, 3].map(() => encryption.encrypt(PLAIN, ENCRYPTION)))
    expect(new Set(texts.map((text) => text.slice(0, 16))).size).toBe(3)
  })

  it.each([0, 1, 2, 3, 600])('writes `encryptedLength(%i)` characters', async (bytes) => {
    const text = await encryption.encrypt(new Uint8Array(bytes), ENCRYPTION)
    expect(text).toMatch(/^[\w-]*$/)
    expect(text).toHaveLength(encryption.encryptedLength(bytes))
  })
})

describe('derived keys', () => {
  it('are derived once per secret and purpose and all forgotten after 64', async () => {
    const deriveKey = vi.spyOn(crypto.subtle, 'deriveKey')
    const encryptFor = (tenant: number) =>
      encryption.encrypt(PLAIN, { ...ENCRYPTION, secret: `secret ${tenant}` })
    for (let tenant = 1; tenant <= 64; tenant++) await encryptFor(tenant)
    await encryptFor(1)
    expect(deriveKey).toHaveBeenCalledTimes(64)
    await encryptFor(65)
    await encryptFor(65)
    expect(deriveKey).toHaveBeenCalledTimes(65)
    await encryptFor(1)
    expect(deriveKey).toHaveBeenCalledTimes(66)
  })

  it('cannot be exported', async () => {
    const deriveKey = vi.spyOn(crypto.subtle, 'deriveKey')
    await encryption.encrypt(PLAIN, ENCRYPTION)
    expect(await deriveKey.mock.results[0]?.value).toHaveProperty('extractable', false)
  })
})
