import { describe, expect, it } from 'vitest'
import { secretKeyFingerprint } from '../../../src/edge-sessions/auth/index.ts'

describe('secretKeyFingerprint', () => {
  // Printed by Django's `salted_hmac`, as the docstring shows.
  it.each([
    ['a-secret-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz', '61 f66b7378'],
    ['größe-中文-👋#\'"$x', '15 fca5b807'],
  ])('returns the same fingerprint as Django for %j', async (key, fingerprint) => {
    expect(await secretKeyFingerprint(key)).toBe(fingerprint)
  })

  it('differs for a key that was cut off at `#`', async () => {
    const key = 'n3g!k#^pd$w4r8@m0z(u1t7)b5y&c2x*l6h9'
    expect(await secretKeyFingerprint(key.replace(/#.*/, ''))).not.toBe(
      await secretKeyFingerprint(key),
    )
  })
})
