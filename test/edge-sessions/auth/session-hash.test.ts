import { describe, expect, it } from 'vitest'
import { sessionAuthHash } from '../../../src/edge-sessions/auth/index.ts'
import { isFallbackHash } from '../../../src/edge-sessions/auth/session-hash.ts'
import file from '../../vectors/cookies-csrf-auth-messages.json'

const { password_field: password, hash, fallback_hashes: olderHashes } = file.session_auth_hash

describe('sessionAuthHash', () => {
  it('returns the same hash as Django', async () => {
    expect(await sessionAuthHash(password, file.secret)).toBe(hash)
  })

  it('depends on the password and on the secret', async () => {
    expect(await sessionAuthHash(`${password}x`, file.secret)).not.toBe(hash)
    expect(await sessionAuthHash(password, `${file.secret}x`)).not.toBe(hash)
  })

  it('rejects a missing password', async () => {
    const row: { password: string } = JSON.parse('{"id": 1}')
    await expect(sessionAuthHash(row.password, file.secret)).rejects.toThrow(
      new TypeError('Expected `user.password` to be a string, got a undefined'),
    )
  })
})

describe('isFallbackHash', () => {
  it('recognizes only hashes made with a fallback secret', async () => {
    const [older = ''] = olderHashes
    expect(await isFallbackHash(older, password, ['not-this-one', ...file.fallbacks])).toBe(true)
    expect(await isFallbackHash(hash, password, file.fallbacks)).toBe(false)
    expect(await isFallbackHash(older, password, [])).toBe(false)
  })
})
