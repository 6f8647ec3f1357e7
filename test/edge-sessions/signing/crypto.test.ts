import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sessionAuthHash } from '../../../src/edge-sessions/auth/index.ts'
import { hashKey } from '../../../src/edge-sessions/engines/d1/columns.ts'
import {
  bytesToHex,
  constantTimeEqual,
  saltedHmac,
  sha256Hex,
} from '../../../src/edge-sessions/signing/index.ts'
import { secretsMatch } from '../../../src/site/same-secret.ts'

const keys = { key: 'a secret', salt: 'a purpose' }
const NOW = new Date('2026-01-01T00:00:00Z')
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** Methods of byte arrays that Node.js has from version 25 on. */
const NEW_METHODS = ['toHex', 'toBase64', 'setFromHex', 'setFromBase64']

describe('saltedHmac', () => {
  it('depends on the salt, the value and the secret', async () => {
    const macs = await Promise.all([
      saltedHmac('salt', 'value', 'secret'),
      saltedHmac('Salt', 'value', 'secret'),
      saltedHmac('salt', 'Value', 'secret'),
      saltedHmac('salt', 'value', 'Secret'),
    ])
    expect(new Set(macs.map(bytesToHex)).size).toBe(4)
  })

  it('returns equal MACs for equal input after more secrets than it caches', async () => {
    const first = await saltedHmac('salt', 'value', 'secret 0')
    for (let number = 1; number < 70; number++) await saltedHmac('salt', 'v', `secret ${number}`)
    expect(await saltedHmac('salt', 'value', 'secret 0')).toEqual(first)
  })
})

describe('imported HMAC keys', () => {
  afterEach(() => {
    vi.restoreAllMocks()
    vi.resetModules()
  })

  /** Returns a signer that has imported no key yet, and a counter of imports. */
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

  it('import each secret once and forget all after 64 secrets', async () => {
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

  it('cannot be exported', async () => {
    const { importKey, signFor } = await freshSigner()
    await signFor(1)
    const made = await importKey.mock.results[0]?.value
    expect(made).toHaveProperty('extractable', false)
  })
})

describe('constantTimeEqual', () => {
  it('compares whole strings (CVE-2013-0263)', () => {
    expect(constantTimeEqual('abc', 'abc')).toBe(true)
    expect(constantTimeEqual('', '')).toBe(true)
    for (const other of ['abd', 'xbc', 'ab', 'abcd', '']) {
      expect(constantTimeEqual('abc', other)).toBe(false)
    }
  })
})

describe('hashes on Node.js 20', () => {
  const removed = new Map<string, PropertyDescriptor | undefined>()

  beforeEach(() => {
    for (const name of NEW_METHODS) {
      removed.set(name, Object.getOwnPropertyDescriptor(Uint8Array.prototype, name))
      Reflect.deleteProperty(Uint8Array.prototype, name)
    }
  })

  afterEach(() => {
    for (const [name, descriptor] of removed) {
      if (descriptor !== undefined) Object.defineProperty(Uint8Array.prototype, name, descriptor)
    }
  })

  it('need no method that Node.js 20 lacks', async () => {
    expect(await sha256Hex('')).toBe(EMPTY_SHA256)
    expect(await hashKey('')).toBe(EMPTY_SHA256.slice(0, 40))
    expect(await sessionAuthHash('password', 'secret')).toHaveLength(64)
    expect(await secretsMatch('secret', 'secret')).toBe(true)
    expect(await secretsMatch('Secret', 'secret')).toBe(false)
  })
})
