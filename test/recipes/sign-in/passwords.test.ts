import { describe, expect, it, vi } from 'vitest'
import { hashPassword, isPassword } from './passwords'

describe('passwords.ts', () => {
  /** Written by Django 5's ScryptPasswordHasher: hashlib.scrypt with dklen=64. */
  const DJANGOS =
    'scrypt$16384$salt$8$5$OR0MlV/1ebPTHUi4L/qpltdjgB9PaHUQMykNa2cL+8jjydgilZPzWoHZRKLa0flDb6VwrKoquMbrxmM/BnGSFw=='

  it('hashes a password like Django', async () => {
    expect(await hashPassword('secret', 'salt')).toBe(DJANGOS)
  })

  it('accepts the right password and rejects a wrong one or a truncated hash', async () => {
    expect(await isPassword('secret', DJANGOS)).toBe(true)
    expect(await isPassword('Secret', DJANGOS)).toBe(false)
    expect(await isPassword('secret', DJANGOS.slice(0, -4))).toBe(false)
  })

  it.each([
    undefined,
    '',
    '!unusable',
    'pbkdf2_sha256$1000000$salt$hash',
    'scrypt$16$salt$1$1$hash',
    DJANGOS,
  ])('hashes exactly once for the stored hash %j', async (stored) => {
    const hash = vi.fn(async () => 'made')
    expect(await isPassword('wrong', stored, hash)).toBe(false)
    expect(hash).toHaveBeenCalledTimes(1)
  })
})
