import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionAuthHash } from '../../../src/edge-sessions/auth/index.ts'
import { hashKey } from '../../../src/edge-sessions/engines/d1/stored-keys.ts'
import { bytesToHex, saltedHmac, sha256Hex } from '../../../src/edge-sessions/signing/index.ts'
import { secretsMatch } from '../../../src/site/same-secret.ts'

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** Methods of byte arrays that Node.js has from version 25 on. */
const NEW_METHODS = ['toHex', 'toBase64', 'setFromHex', 'setFromBase64']

describe('bytesToHex', () => {
  it('writes two lower-case digits per byte', () => {
    expect(bytesToHex(new Uint8Array([0, 1, 15, 16, 171, 255]))).toBe('00010f10abff')
    expect(bytesToHex(new Uint8Array())).toBe('')
  })
})

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

  it('returns the same for the same, with more secrets than it remembers keys', async () => {
    const first = await saltedHmac('salt', 'value', 'secret 0')
    for (let number = 1; number < 70; number++) await saltedHmac('salt', 'v', `secret ${number}`)
    expect(await saltedHmac('salt', 'value', 'secret 0')).toEqual(first)
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

  it('need no new method of byte arrays', async () => {
    expect(await sha256Hex('')).toBe(EMPTY_SHA256)
    expect(await hashKey('')).toBe(EMPTY_SHA256.slice(0, 40))
    expect(await sessionAuthHash('password', 'secret')).toHaveLength(64)
    expect(await secretsMatch('secret', 'secret')).toBe(true)
    expect(await secretsMatch('Secret', 'secret')).toBe(false)
  })
})
